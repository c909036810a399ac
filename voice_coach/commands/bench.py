"""`voice-coach bench`: how fast, how small, how patient."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

FIXTURES = Path("../shared/fixtures")
"""Where recordings of people lie beside a checkout."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--tts", type=click.Choice(["auto", "piper", "pyttsx3"]), help="The voice.")
@click.option("--asr", type=click.Choice(["auto", "moonshine", "vosk"]), help="The recogniser.")
@click.option(
    "--fixtures",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=FIXTURES,
    help="Recordings of people (../shared/fixtures).",
)
@click.option(
    "--picture",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where a picture of one evening goes: who sounds when, as SVG.",
)
def bench(*, as_json: bool, fixtures: Path, picture: Path | None, **overrides: Any) -> None:
    """How soon it answers, whom it cuts off, what it understands, and what it weighs.

    Takes a few minutes and needs no sound card; times include the work of this machine.

    \b
    Example:
      voice-coach bench --picture timeline.svg
    """
    from tqdm import tqdm

    from voice_coach.bench.everything import STEPS, measure
    from voice_coach.errors import StorageError
    from voice_coach.house import open_house

    house = open_house(**overrides)
    with tqdm(total=STEPS, leave=False, bar_format="{l_bar}{bar}| {elapsed}{postfix}") as bar:

        def tell(step: str) -> None:
            bar.set_postfix_str(step)
            bar.update()

        found, drawn = measure(house, fixtures if fixtures.is_dir() else None, tell)
    if picture is not None:
        try:
            picture.write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise StorageError(
                f"The picture cannot be written to {picture}: {error.strerror}.",
                "Choose another file with --picture.",
            ) from error
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(_lines(found)))


def _lines(found: dict[str, Any], indent: str = "") -> list[str]:
    """The numbers to read: a line for each, indented under their names."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict) and not (set(value) & {"p50", "share", "word_error"}):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        elif isinstance(value, dict):
            shown = ", ".join(f"{key} {one}" for key, one in value.items())
            lines.append(f"{indent}{name:28} {shown}")
        else:
            lines.append(f"{indent}{name:28} {value}")
    return lines
