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

ABOVE_OWN_DB = 1.0
"""How much louder than the coach somebody is who is heard over it at all: at the same level the
recogniser makes one voice of the two."""

LEARNS_DB, FORGETS_DB = 0.2, 0.0005
"""How much louder (6 dB a second) and softer (1 dB a minute) it can take itself to be with each
frame: 1 frame in 400 of its own is louder than it then believes. Somebody who calls once, or a
pan that falls, is not taken for its own voice."""

STANDS_OUT_FRAMES = 50
"""Frames (1.6 s) that count from the one that stood out on: the word that it belongs to."""


def level_db(frame: Samples) -> float:
    """The level of a frame in dBFS; -120 for digital silence."""
    return float(10 * np.log10(np.mean(np.square(frame, dtype=np.float64)) + 1e-12))


@dataclass(slots=True)
class OwnLoudness:
    """How loud the coach itself gets in the microphone, to tell when something else is louder."""

    _loudest_db: float = FLOOR_LOWEST_DB
    _left: int = 0

    def is_exceeded(self, level_db: float) -> bool:
        """Whether this frame, or one in the last moments, was louder than any of its own before."""
        if level_db > self._loudest_db + ABOVE_OWN_DB:
            self._left = STANDS_OUT_FRAMES
        low, high = self._loudest_db - FORGETS_DB, self._loudest_db + LEARNS_DB
        self._loudest_db = min(max(level_db, low), high)
        self._left = max(0, self._left - 1)
        return self._left > 0


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
