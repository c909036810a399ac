"""How loud frames are, and how loud the room is without speech."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from voice_coach.ports import Samples

FLOOR_FRAMES = 94
"""The room is as loud as the quietest of this many frames (3 s): speech dips to the room
within them, by its pauses and its consonants, and a machine does not."""

FLOOR_LOWEST_DB = -76.0
"""What is taken for the room before its sound is known, and the least of what it can be: a
dropped block is digitally silent and says nothing about the room."""


def level_db(frame: Samples) -> float:
    """The level of a frame in dBFS; -120 for digital silence."""
    return float(10 * np.log10(np.mean(np.square(frame, dtype=np.float64)) + 1e-12))


@dataclass(slots=True)
class NoiseFloor:
    """The level of the room without speech, in dBFS: the quietest of the last frames.

    Until it has heard enough of them, it takes the room for silent, so that somebody who
    speaks from the first frame on is not mistaken for it.
    """

    _levels: deque[float] = field(
        default_factory=lambda: deque([FLOOR_LOWEST_DB] * FLOOR_FRAMES, FLOOR_FRAMES)
    )

    @property
    def level_db(self) -> float:
        """The level of the room in dBFS."""
        return min(self._levels)

    def follow(self, level_db: float) -> None:
        """Take the level of the next frame into account."""
        self._levels.append(max(level_db, FLOOR_LOWEST_DB))
