"""The command line within the test's own process."""

import io
import signal
import sys

import pytest
from cli_program import Ended

from voice_coach.cli import run


@pytest.fixture
def command(capsys, monkeypatch):
    """Runs a command line in this process, with `typed` on the keyboard."""
    before = signal.getsignal(signal.SIGTERM)

    def call(*arguments, typed=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        code = run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    yield call
    signal.signal(signal.SIGTERM, before)
