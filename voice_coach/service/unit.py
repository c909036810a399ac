"""The systemd unit of the hands-free service, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from voice_coach.ports import HEARTBEAT_LIMIT

UNIT = "voice-coach.service"
"""The unit's name."""

MEMORY_MAX = "800M"
"""Beyond this it is started afresh; with Piper and Moonshine it takes about 450 MB."""

TASKS_MAX = 64
"""Processes and threads, the voice's helper and the recogniser's threads among them."""


def unit_text(
    command: Sequence[str], writable: Iterable[Path], environment: Mapping[str, str]
) -> str:
    """The unit that runs `command`, may write to these folders, and has this environment.

    A folder that is not there when the service starts is left out, not made.
    """
    template = (files("voice_coach.service") / UNIT).read_text(encoding="utf-8")
    variables = ("PYTHONUNBUFFERED=1", *(f"{key}={value}" for key, value in environment.items()))
    return template.format(
        command=" ".join(map(_quoted, command)),
        environment=" ".join(map(_quoted, variables)),
        writable=" ".join(_quoted(f"-{folder}") for folder in writable),
        watchdog=HEARTBEAT_LIMIT,
        memory=MEMORY_MAX,
        tasks=TASKS_MAX,
    )


def _quoted(word: str) -> str:
    """One word as systemd reads it."""
    escaped = word.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
