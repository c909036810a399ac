"""How much of the coach's own voice is left in the microphone, and who stands out from it.

With a headset it is nothing; with echo cancelling little, once the room is learned. Where a
television talks all the time nobody stands out, and where nothing is cancelled hardly anybody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf

KNOWN_AFTER = 94
"""Frames (3 s) of the coach's sounding after which it is known how loud it gets."""

ABOVE_DB = 15.0
"""How much louder than all that was left of the coach somebody is who speaks over it.

With this, what was left of the coach was taken for nobody, from 12 dB softer to 12 dB louder than
the person in the microphone (tests/session/test_taking_back.py). Voice activity is of no help: a
canceller leaves pieces of words that are no speech to a detector.
"""

FRAMES, WINDOW = 2, 4
"""How many of the last frames have to be so loud: a fork on a plate is shorter."""


@dataclass(slots=True)
class OwnVoice:
    """What is left of the coach in the microphone; for one evening."""

    _levels: deque[float] = field(default_factory=lambda: deque(maxlen=KNOWN_AFTER))
    _loudest_db: float = inf
    _loud: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def begin(self) -> None:
        """The coach begins to speak: whoever is heard over it is compared with what was before."""
        is_known = len(self._levels) == KNOWN_AFTER
        self._loudest_db = max(self._levels) if is_known else inf
        self._loud.clear()

    def is_exceeded(self, level_db: float) -> bool:
        """Whether somebody speaks over it, by the level of the next frame (dBFS)."""
        self._loud.append(level_db > self._loudest_db + ABOVE_DB)
        self._levels.append(level_db)
        return sum(self._loud) >= FRAMES

    def forget(self) -> None:
        """The loudspeaker was emptied or opened anew: an echo canceller has to learn again."""
        self._levels.clear()
        self._loudest_db = inf
