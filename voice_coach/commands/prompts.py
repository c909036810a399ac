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

    problems = check_content(directory)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise ContentError(
            f"{len(problems)} places in the prompts need you.", "Correct them and check again."
        )
    click.echo("Everything it says is in order.")
