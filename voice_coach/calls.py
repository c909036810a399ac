"""A call, and what an evening leaves behind: what the hands-free loop passes on and gets back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from voice_coach.meaning import Command, SafetyLevel

How: TypeAlias = Literal["called", "due", "pressed"]
"""How an evening began: somebody called, the schedule did, or the button was pressed."""


@dataclass(frozen=True, slots=True)
class Call:
    """Why the waiting is over, and the command that was called along, if any.

    `wait` is how long "later" means, where that was said; `safety` whether what was called
    along sounds as if somebody may not be safe.
    """

    how: How
    command: Command | None = None
    wait: timedelta | None = None
    safety: SafetyLevel = "none"


@dataclass(frozen=True, slots=True)
class Ended:
    """What an evening left for the device to do.

    `nobody` answered at all; `later` is how long to wait before asking again; `mute` says that
    nobody is to be listened to; `in_passing` that it was no evening but an errand.
    """

    nobody: bool = False
    later: timedelta | None = None
    mute: bool = False
    in_passing: bool = False
