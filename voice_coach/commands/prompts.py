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
