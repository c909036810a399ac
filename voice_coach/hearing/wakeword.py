"""A wake word: while nobody says it, a small model of its own is all that listens."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from voice_coach.errors import ModelMissing
from voice_coach.hearing.ears import MARGIN_FRAMES, PRE_ROLL_FRAMES, Feeding
from voice_coach.hearing.endpointing import Endpointer, frames_in
from voice_coach.hearing.loudness import NoiseFloor, level_db
from voice_coach.hearing.waiting import WORTH_A_LOOK_DB
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import Patience, Recognizer, Samples, VoiceActivity

BEHIND_PATIENCE = Patience(first_word=0.5, trailing=0.35, longest=6.0)
"""What belongs to the call comes in the same breath as the wake word."""

STAYS_AWAKE_FRAMES = 31
"""How long (1 s) the word is listened for after a frame that stood out of the room: it may begin
with a pause."""

NOTHING = Recognition((Hypothesis(""),))
"""What was said behind a wake word behind which nothing was said."""


class Detector(Protocol):
    """Tells when a wake word has just been said."""

    def hears(self, frame: Samples) -> bool:
        """Whether the word ended with this frame."""

    def reset(self) -> None:
        """Forget the sound before."""


class MicroWakeWord:
    """One of the wake words of pymicro-wakeword, by its model there (0.3 % of a core).

    It hears the word within 50 ms of its end. Raises ModelMissing where the package or its
    TensorFlow library cannot be loaded, or has no such word.
    """

    def __init__(self, name: str) -> None:
        try:
            from pymicro_wakeword import MicroWakeWord as Word
            from pymicro_wakeword import MicroWakeWordFeatures, Model

            self._word = Word.from_builtin(Model(name))
            self._features = MicroWakeWordFeatures()
        except (ImportError, OSError, ValueError) as error:
            raise ModelMissing(
                f"The wake word '{name}' cannot be loaded.",
                'Run scripts/setup, or set wake = "phrase" in the settings.',
            ) from error

    def hears(self, frame: Samples) -> bool:
        """Whether the word ended with this frame (512 samples, 16 kHz, [-1, 1])."""
        integers = np.clip(frame * 32_767, -32_768, 32_767).astype("<i2")
        windows = self._features.process_streaming(integers.tobytes())
        return any(self._word.process_streaming(window) for window in windows)

    def reset(self) -> None:
        """Forget the sound before."""
        self._word.reset()
        self._features.reset()


@dataclass(slots=True)
class WakeWordEars:
    """Hears a wake word, and what is said behind it in the same breath.

    Frame after frame is handed to it. The word is listened for where anything stands out of the
    room; voice activity and the recogniser work only once it was heard.
    """

    detector: Detector
    activity: VoiceActivity
    recognizer: Recognizer
    _floor: NoiseFloor = field(default_factory=NoiseFloor)
    _endpointer: Endpointer | None = None
    _feeding: Feeding | None = None
    _pre_roll: deque[Samples] = field(default_factory=lambda: deque(maxlen=PRE_ROLL_FRAMES))
    _resting: int = 0
    _awake: int = 0

    def rest(self, seconds: float) -> None:
        """Take nothing for a call for so long: what is heard now is the coach, or its echo.

        A word that is still being said after it is heard from its first sounds on.
        """
        self._resting = frames_in(seconds)
        self._forget()

    def step(self, frame: Samples) -> Recognition | None:
        """What was said behind the wake word, when that ended with this frame; else None.

        Mostly nothing was: its text is empty then. Raises EngineFailed.
        """
        level = level_db(frame)
        if self._endpointer is not None:
            return self._behind(self._endpointer, frame, level)
        heard = self._hears_word(frame, level)
        self._floor.follow(level)
        if self._resting:
            self._resting -= 1
        elif heard:
            self.activity.reset()
            self._endpointer = Endpointer(BEHIND_PATIENCE, self._floor)
            self._feeding = Feeding(self.recognizer.open(), MARGIN_FRAMES)
        return None

    def is_hearing(self) -> bool:
        """Whether the word was said, and what is said behind it is not over."""
        return self._endpointer is not None

    def _hears_word(self, frame: Samples, level: float) -> bool:
        if level >= self._floor.level_db + WORTH_A_LOOK_DB:
            self._awake = STAYS_AWAKE_FRAMES
        self._pre_roll.append(frame)
        if not self._awake:
            return False
        self._awake -= 1
        fresh = list(self._pre_roll)
        self._pre_roll.clear()
        return any([self.detector.hears(one) for one in fresh])  # noqa: C419 - it hears them all

    def _behind(self, endpointer: Endpointer, frame: Samples, level: float) -> Recognition | None:
        phase = endpointer.step(self.activity.probability(frame), level)
        if self._feeding is not None and phase != "nobody":
            self._feeding.accept(frame, endpointer.silent_frames if phase != "waiting" else 0)
        if phase in ("waiting", "speaking"):
            return None
        feeding = self._feeding
        self._forget()
        return NOTHING if phase == "nobody" or feeding is None else feeding.transcription.finish()

    def _forget(self) -> None:
        self.detector.reset()
        self._endpointer = self._feeding = None
