"""Standard input, output and error as this program may rely on them, whoever started it."""

from __future__ import annotations

import io
import os
import sys

_STANDARD = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def settle() -> None:
    """Make the three standard streams usable, whatever they are.

    One that was closed becomes the null device: otherwise the next file that is opened (the
    journal, say) would get its number, and libraries that complain to stderr would write
    into it. A character that a stream cannot hold becomes a question mark.
    """
    for number, (name, mode) in enumerate(_STANDARD):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)  # stays open as long as the program runs
        _forgive(getattr(sys, name))


def let_go_of_stdout() -> None:
    """Write no more to stdout: whoever read it has had enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _forgive(stream: object) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
