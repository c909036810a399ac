"""Waiting to be called: while nobody speaks, only voice activity is looked at."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from voice_coach.hearing.ears import MARGIN_FRAMES, PRE_ROLL_FRAMES, Feeding
from voice_coach.hearing.endpointing import Endpointer, frames_in
from voice_coach.hearing.loudness import NoiseFloor, level_db
from voice_coach.meaning import Recognition
from voice_coach.ports import Patience, Recognizer, Samples, Transcription, VoiceActivity

CALL_PATIENCE = Patience(first_word=1e9, trailing=0.35, longest=6.0)
"""A call is short, and people take a small breath before it: whoever talks on for longer is not
calling, and is looked at in pieces."""

WORTH_A_LOOK_DB = 2.0
"""Frames that stand out of the room by less than this are not speech that calls somebody; they
cost no voice activity detection."""

STAYS_AWAKE_FRAMES = 16
"""How long (0.5 s) voice activity is looked at after a frame that stood out."""


@dataclass(slots=True)
class CallEars:
    """Hears every utterance in the room to its end, and what was said in it.

    It is handed frame after frame. The recogniser works only when somebody has spoken.
    """

    activity: VoiceActivity
    recognizer: Recognizer
    _floor: NoiseFloor = field(default_factory=NoiseFloor)
    _pre_roll: deque[Samples] = field(default_factory=lambda: deque(maxlen=PRE_ROLL_FRAMES))
    _endpointer: Endpointer = field(init=False)
    _feeding: Feeding | None = field(default=None, init=False)
    _resting: int = 0
    _awake: int = 0

    def __post_init__(self) -> None:
        self._begin()

    def rest(self, seconds: float) -> None:
        """Begin no call for so long: what is heard now is the coach itself, or its echo.

        A call that is still going on after it is heard from its first sounds on.
        """
        self._resting = frames_in(seconds)
        self._pre_roll.clear()
        self._begin()

    def step(self, frame: Samples) -> Recognition | None:
        """What was said in the utterance that ended with this frame, or None.

        Raises EngineFailed.
        """
        level = level_db(frame)
        if self._resting:
            self._resting -= 1
            self._pre_roll.append(frame)
            self._floor.follow(level)
            return None
        phase = self._endpointer.step(self._probability(frame, level), level)
        if phase == "waiting":
            self._pre_roll.append(frame)
            return None
        self._feed(frame)
        if phase == "speaking" or self._feeding is None:
            return None
        transcription: Transcription = self._feeding.transcription
        self._begin()
        return transcription.finish()

    def is_hearing(self) -> bool:
        """Whether somebody is in the midst of an utterance."""
        return self._feeding is not None

    def _begin(self) -> None:
        self._endpointer = Endpointer(CALL_PATIENCE, self._floor)
        self._feeding = None

    def _feed(self, frame: Samples) -> None:
        if self._feeding is None:
            self._feeding = Feeding(self.recognizer.open(), MARGIN_FRAMES)
            for earlier in self._pre_roll:
                self._feeding.accept(earlier, silent_frames=0)
            self._pre_roll.clear()
        self._feeding.accept(frame, self._endpointer.silent_frames)

    def _probability(self, frame: Samples, level: float) -> float:
        """How likely speech is; nothing that is as quiet as the room is looked at."""
        if level >= self._floor.level_db + WORTH_A_LOOK_DB:
            self._awake = STAYS_AWAKE_FRAMES
        if not self._awake:
            return 0.0
        self._awake -= 1
        return self.activity.probability(frame)
