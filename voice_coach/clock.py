"""What the machine knows about the time: its zone, and whether its clock can be believed."""

from __future__ import annotations

import ctypes
import os
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCAL_ZONE_FILE = Path("/etc/localtime")

SYNCHRONISED_WITHIN_US = 16_000_000
"""The kernel's largest possible error, in microseconds, at or above which nothing keeps its
clock right; systemd's timedatectl judges by the same number."""

_NO_ZONE = (ZoneInfoNotFoundError, OSError, ValueError, EOFError, AssertionError, IndexError)
"""What reading a zone raises; the last three come of files that are damaged."""

_TIMEX_BYTES = 256
"""More than the kernel's `struct timex` takes (208 bytes on 64-bit machines)."""

_MAXERROR = 3
"""Where `struct timex` holds the largest possible error, counted in C longs."""

_PARTS_OF_DAY = (
    (21, "at night"),
    (17, "in the evening"),
    (12, "in the afternoon"),
    (4, "in the morning"),
    (0, "at night"),
)
"""The hour from which on a time of day is called so, the latest first."""


class _Whole(BytesIO):
    """Bytes that end in an error: for the end of a file's last line, zoneinfo reads for ever."""

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        if size is not None and len(found) < size:
            raise EOFError
        return found


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def live_in(zone: str) -> None:
    """Let this whole process show the time of another zone than the machine's."""
    os.environ["TZ"] = zone
    time.tzset()


def local_zone() -> ZoneInfo:
    """The machine's own time zone: from `TZ`, else from /etc/localtime, else UTC.

    `TZ` may name a zone or the file of one; anything else in it is as if it were not set.
    """
    named = os.environ.get("TZ", "").removeprefix(":")
    return _zone(named) or _zone(str(LOCAL_ZONE_FILE)) or ZoneInfo("UTC")


def _zone(named: str) -> ZoneInfo | None:
    """The zone of this name, or in this file where it is an absolute path."""
    try:
        if not Path(named).is_absolute():
            return ZoneInfo(named) if named else None
        return ZoneInfo.from_file(_Whole(Path(named).read_bytes()), "local")
    except _NO_ZONE:
        return None


def since_boot() -> timedelta:
    """How long the machine has been running; no clock that is set changes it."""
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))


def is_synchronised() -> bool:
    """Whether something (the network, a receiver) keeps the clock right.

    The kernel knows, whichever program does it. Where it cannot be asked, it is not.
    """
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # all zero: change nothing, tell
    if ctypes.CDLL(None).adjtimex(timex) < 0:
        return False
    largest = ctypes.c_long.from_buffer(timex, _MAXERROR * ctypes.sizeof(ctypes.c_long)).value
    return largest < SYNCHRONISED_WITHIN_US


def time_as_said(moment: datetime) -> str:
    """A time of day as one says it aloud: "7 in the morning", "half past 7 in the evening"."""
    hour, minute = moment.hour, moment.minute
    part = next(name for begins, name in _PARTS_OF_DAY if hour >= begins)
    said = f"{(hour - 1) % 12 + 1}"
    match minute:
        case 0:
            return {0: "midnight", 12: "noon"}.get(hour, f"{said} {part}")
        case 15:
            return f"a quarter past {said} {part}"
        case 30:
            return f"half past {said} {part}"
        case _:
            minutes = f"{minute}" if minute >= 10 else f"oh {minute}"
            return f"{said} {minutes} {part}"
