"""How `voice-coach listen` is doing, in a small file that `doctor` and `service status` read.

It lies in the folder for running programs (in memory, gone after a restart) and holds states,
times and counts; never anything that was said or how an evening went.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from voice_coach.errors import StorageError

NAME = "listen.json"

STALE_AFTER = timedelta(seconds=90)
"""How old a status may be before it says that the program hangs; it is written every 20 s."""

Doing: TypeAlias = Literal["starting", "waiting", "checkin", "muted", "recovering", "stopped"]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage under the watchdog.

    `limit` is in seconds, `recovery` what is done when it is overrun, `recoveries` how often
    that happened since the program began, `last` when it last did.
    """

    name: str
    limit: float
    recovery: str
    recoveries: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How the hands-free program is doing at `written`; `pid` is its process.

    `next_checkin` is when the next evening begins by itself, `muted_until` when a mute ends by
    itself (None: by the button), `trouble` what is being recovered from, in a plain sentence.
    """

    pid: int
    doing: Doing
    written: datetime
    next_checkin: datetime | None = None
    muted_until: datetime | None = None
    trouble: str = ""
    stages: tuple[StageStatus, ...] = ()


_AS_JSON = TypeAdapter(Status)


def write_status(folder: Path, status: Status) -> None:
    """Put the status into `folder`, whole or not at all. Raises StorageError."""
    file, new = folder / NAME, folder / f"{NAME}.new"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_bytes(_AS_JSON.dump_json(status, indent=1))
        os.replace(new, file)  # noqa: PTH105 - one step, on one file system
    except OSError as error:
        raise StorageError(
            f"The status {file} cannot be written: {error.strerror}.",
            "Check who owns its folder, and that there is room.",
        ) from error


def read_status(folder: Path) -> Status | None:
    """The status that was last written, or None where there is none that can be read."""
    try:
        return _AS_JSON.validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def is_running(status: Status, now: datetime | None = None) -> bool:
    """Whether that program is still there and has written lately."""
    fresh = (now or datetime.now(UTC)) - status.written < STALE_AFTER
    return status.doing != "stopped" and fresh and Path(f"/proc/{status.pid}").exists()
