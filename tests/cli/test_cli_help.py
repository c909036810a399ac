"""Every command explains itself with an example, at once."""

import subprocess
import sys

import click
import pytest

from voice_coach.cli import cli

HEAVY = [
    "numpy",
    "pydantic",
    "vosk",
    "moonshine_voice",
    "soundfile",
    "soxr",
    "sounddevice",
    "piper",
    "sqlite3",
    "pooch",
]


def commands(group=cli, path=()):
    """Every command with its path, groups included."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands()), ids=lambda path: " ".join(path) or "voice-coach")
def test_help_has_an_example_that_calls_this_command(command, path):
    shown = command(*path, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert "Example:" in shown.out
    assert " ".join(("voice-coach", *path)) in shown.out


def test_help_loads_nothing_heavy():
    code = (
        "import sys\n"
        "from voice_coach.cli import run\n"
        "for line in (['--help'], ['rehearse', '--help'], ['journal', 'show', '--help']):\n"
        "    assert run(line) == 0\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert "LOADED []" in done.stdout, done.stdout + done.stderr
