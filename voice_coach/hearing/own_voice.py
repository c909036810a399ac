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

ABOVE_DB = 6.0
"""How much louder than all that was left of the coach somebody is who speaks over it.

In 200 trials with four rooms (0.4 and 0.6 s of reverberation, the coach 6 dB softer to 6 dB louder
than the person) it was never so much louder than it had been in the 3 s before, and somebody who
was as loud as it was noticed 15 times of 16 within 1.2 s."""

SPEECH_AT = 0.05
"""The least probability of speech: a canceller leaves so little of a voice that is spoken over that
it may hardly sound like one."""

FRAMES = 2
"""Frames in a row that have to stand out."""

FAR_ABOVE_DB = 20.0
"""What is so much louder is somebody, whatever it sounds like: words of which a canceller leaves
pieces are no speech to a detector. A pan may be as loud, and makes the coach wait for a moment."""

FAR_ABOVE_FRAMES = 3
"""Frames in a row (0.1 s) that have to be so loud: a latch or a fork is shorter."""


@dataclass(slots=True)
class OwnVoice:
    """What is left of the coach in the microphone; for one evening."""

    _levels: deque[float] = field(default_factory=lambda: deque(maxlen=KNOWN_AFTER))
    _loudest_db: float = inf
    _standing_out: int = 0
    _far_above: int = 0

    def begin(self) -> None:
        """The coach begins to speak: whoever is heard over it is compared with what was before."""
        is_known = len(self._levels) == KNOWN_AFTER
        self._loudest_db = max(self._levels) if is_known else inf
        self._standing_out = self._far_above = 0

    def stands_out(self, level_db: float, probability: float) -> bool:
        """Whether somebody speaks over it, by the next frame's level (dBFS) and voice activity."""
        above = level_db - self._loudest_db
        stands_out = above > ABOVE_DB and probability >= SPEECH_AT
        self._standing_out = self._standing_out + 1 if stands_out else 0
        self._far_above = self._far_above + 1 if above > FAR_ABOVE_DB else 0
        self._levels.append(level_db)
        return self._standing_out >= FRAMES or self._far_above >= FAR_ABOVE_FRAMES

    def forget(self) -> None:
        """The loudspeaker was emptied or opened anew: an echo canceller has to learn again."""
        self._levels.clear()
        self._loudest_db = inf
