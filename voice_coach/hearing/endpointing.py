"""When does an answer begin, and when is it over? Pure counting of frames, no clock.

A frame holds speech when the voice activity detector says so and it stands out of the room:
the noise floor is the quietest sound of late, so that a humming kitchen, or a machine that
the detector takes for a voice, neither keeps a turn open nor hides a quiet speaker.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from voice_coach.hearing.loudness import NoiseFloor
from voice_coach.ports import FRAME_SECONDS, Patience

Phase: TypeAlias = Literal["waiting", "speaking", "ended", "capped", "nobody"]
"""`waiting` for the first word, `speaking`, or over: `ended`, `capped`, `nobody` spoke."""

STARTS_AT, GOES_ON_AT = 0.5, 0.35
"""Speech probability at which speech begins, and from which on it is still speech."""

START_FRAMES, START_WINDOW = 3, 4
"""Speech has begun, or gone on after a pause, when this many of the last frames hold it: a
dropped spoon has fewer."""

STARTS_ABOVE_DB, GOES_ON_ABOVE_DB = 4.0, 2.5
"""How much louder than the room a frame is at which speech begins, and goes on."""


def frames_in(seconds: float) -> int:
    """How many frames that many seconds are, at least one."""
    return max(1, round(seconds / FRAME_SECONDS))


@dataclass(slots=True)
class Endpointer:
    """Counts the frames of one answer and tells its phase.

    `first_speech` and `last_speech` are frame numbers from the first `step` on, -1 before
    there was any. `patience` may be exchanged for another one between two steps.
    """

    patience: Patience
    floor: NoiseFloor
    first_speech: int = -1
    last_speech: int = -1
    _count: int = 0
    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=START_WINDOW))

    def step(self, probability: float, level_db: float) -> Phase:
        """The phase after one more frame."""
        number = self._count
        self._count += 1
        speech = self._is_speech(probability, level_db)
        self.floor.follow(level_db)
        self._recent.append(speech)
        if self.first_speech < 0:
            return self._before_speech(number)
        if speech and (self._is_flowing(number) or sum(self._recent) >= START_FRAMES):
            self.last_speech = number
        return self._after_speech(number)

    @property
    def silent_frames(self) -> int:
        """Frames since the last one with speech."""
        return self._count - 1 - self.last_speech

    def _is_flowing(self, number: int) -> bool:
        """Whether speech was heard so lately that a single frame belongs to it."""
        return self.first_speech >= 0 and number - self.last_speech <= START_WINDOW

    def _is_speech(self, probability: float, level_db: float) -> bool:
        if self._is_flowing(self._count - 1):
            least, above = GOES_ON_AT, GOES_ON_ABOVE_DB
        else:
            least, above = STARTS_AT, STARTS_ABOVE_DB
        return probability >= least and level_db >= self.floor.level_db + above

    def _before_speech(self, number: int) -> Phase:
        if sum(self._recent) >= START_FRAMES:
            self.first_speech = number - len(self._recent) + 1 + self._recent.index(True)
            self.last_speech = number
            return "speaking"
        return "nobody" if self._count >= frames_in(self.patience.first_word) else "waiting"

    def _after_speech(self, number: int) -> Phase:
        if number - self.first_speech + 1 >= frames_in(self.patience.longest):
            return "capped"
        silent = self.silent_frames
        trailing = frames_in(self.patience.trailing)
        if silent < trailing or (self._may_go_on() and silent < trailing + START_WINDOW):
            return "speaking"
        return "ended"

    def _may_go_on(self) -> bool:
        """Whether the last frames may still turn out to be speech and no click."""
        unconfirmed = not self._is_flowing(self._count - 1)
        return unconfirmed and any(tuple(self._recent)[-2:])
