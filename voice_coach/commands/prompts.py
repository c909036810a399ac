"""`voice-coach prompts`: what the coach says, checked."""

from __future__ import annotations

from pathlib import Path

import click

from voice_coach.errors import ContentError


@click.group()
def prompts() -> None:
    """What the coach says, in text files.

    \b
    Example:
      voice-coach prompts check prompts/en
    """


@prompts.command("check")
@click.argument(
    "directory", required=False, type=click.Path(file_okay=False, path_type=Path, exists=True)
)
def prompts_check(directory: Path | None) -> None:
    """Check what the coach says: the packaged files, or those in DIRECTORY.

    \b
    Example:
      voice-coach prompts check prompts/en
    """
    from voice_coach.content import check_content
    from voice_coach.understanding import load_understanding

    problems = check_content(directory)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        count = "One place" if len(problems) == 1 else f"{len(problems)} places"
        raise ContentError(f"{count} in the prompts must change.", "Correct it and check again.")
    load_understanding(directory=directory)
    click.echo("Everything it says is in order.")


@prompts.command("render")
@click.option("--tts", type=click.Choice(["auto", "piper", "pyttsx3"]), help="The voice.")
def prompts_render(tts: str | None) -> None:
    """Render everything that never changes, once: from then on it answers at once.

    Takes a few minutes with a natural voice; interrupted, it goes on where it was.

    \b
    Example:
      voice-coach prompts render
    """
    from contextlib import closing

    from tqdm import tqdm

    from voice_coach import app
    from voice_coach.house import open_house

    house = open_house(tts=tts)
    with closing(app.voice(house)) as voice:
        for piece in tqdm(app.unrendered(house, voice), desc="Rendering", unit="line"):
            voice.keep(piece, house.settings.pace)
    click.echo("Everything it says is rendered.")
