"""The screen and the keyboard: captions, and the check-in in writing."""

from __future__ import annotations

import sys

import click

from voice_coach import streams
from voice_coach.session import Onlooker, Turn

CLEAR_SCROLLBACK = "\x1b[3J"


def caption(turn: Turn) -> None:
    """Show a turn that was spoken; without anywhere to show it, the evening goes on unseen."""
    _captioned(turn, "You")


def overheard(turn: Turn) -> None:
    """Show a turn of a rehearsal."""
    _captioned(turn, "Partner")


def _captioned(turn: Turn, person: str) -> None:
    who, words = "Coach", turn.said
    if turn.who == "partner":
        who, words = person, turn.said or turn.heard or "(silence)"
    try:
        click.echo(f"{who + ':':9}{words}")
    except OSError:
        streams.let_go_of_stdout()


def nothing(turn: Turn) -> None:
    """Show nothing."""
    del turn


def shown(*, explain: bool) -> Onlooker:
    """Shows the coach's lines of a written check-in, and dimly what was understood.

    After a clear sign that somebody is not safe, the screen and its scrollback are cleared
    and nothing is explained any more.
    """
    explains = explain

    def show(turn: Turn) -> None:
        nonlocal explains
        if turn.who == "coach":
            click.echo(f"Coach:  {turn.said}")
            return
        meaning = turn.meaning
        if meaning is None:
            return
        if meaning.safety.level == "clear":
            explains = False
            _wipe()
        elif explains and meaning.safety.level == "none":
            labels = {
                key: value
                for key, value in meaning.as_json().items()
                if value and key not in ("text", "safety")
            }
            listed = ", ".join(f"{key} {_plain(value)}" for key, value in labels.items())
            click.secho(f"        ({listed})", dim=True)

    return show


def read_line(question: str) -> str:
    """What the person writes; an empty line is silence, the end of the input a goodnight."""
    del question
    try:
        return input("You:    " if sys.stdin.isatty() else "")
    except EOFError:
        return "goodnight"
    except UnicodeDecodeError:
        return ""


def _plain(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _wipe() -> None:
    if sys.stdout.isatty():
        click.clear()
        click.echo(CLEAR_SCROLLBACK, nl=False)
