"""The ears: frames in, one utterance out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from voice_coach.hearing.endpointing import GOES_ON_AT, Endpointer, Phase, frames_in
from voice_coach.hearing.loudness import NoiseFloor, level_db
from voice_coach.meaning import Recognition
from voice_coach.ports import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    Patience,
    Recognizer,
    Room,
    Samples,
    Transcription,
    TurnJudge,
    Utterance,
    VoiceActivity,
)

PRE_ROLL_FRAMES = 10
"""Frames (0.32 s) from before speech was noticed that belong to it: first sounds are soft."""

OVERLAP_FRAMES = 4
"""How much of the pre-roll may come from before the loudspeaker was silent: the length of the
earcon, so that an early answer keeps its first sound and the coach's own words stay out."""

MARGIN_FRAMES = 6
"""Frames (0.2 s) of silence that the recogniser gets after speech in a recording; more of it
makes words. In a room it gets what lies before the glance."""

LONG_ANSWER_FRAMES = 78
"""An answer that is longer than this (2.5 s) is no plain yes: it is looked at in its longer pauses
alone, because every look recognises it anew."""

DEAD_MICROPHONE_DB = -96.0
"""No microphone is as silent as this: it is unplugged, muted or not allowed."""

NEW_TRIES = 3
"""How often an utterance without a word (a cough, a pan) is passed over."""

LEAST_WAIT = 2.0
"""Seconds that are always left for an answer after a cough."""

BARGE_IN_FRAMES, BARGE_IN_WINDOW = 6, 8
"""Somebody speaks over the coach when this many of the last frames hold speech (0.2 s)."""

BARGE_IN_PROBABILITY = 0.6

SOMEBODY_FRAMES = 2
"""Somebody seems to speak over it from so many frames of speech in a row on."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nobody said anything; `microphone` says that it delivered nothing at all."""

    microphone: bool = False


@dataclass(slots=True)
class Ears:
    """Voice activity, endpointing and a recogniser, together.

    They are handed every frame of a room: by `overhear` while the coach speaks, and by
    `listen` itself while the person has the word.
    """

    activity: VoiceActivity
    recognizer: Recognizer
    _floor: NoiseFloor = field(default_factory=NoiseFloor)
    _pre_roll: deque[Samples] = field(default_factory=lambda: deque(maxlen=PRE_ROLL_FRAMES))
    _speaking: deque[bool] = field(default_factory=lambda: deque(maxlen=BARGE_IN_WINDOW))
    _begun: deque[Samples] = field(default_factory=deque)

    def overhear(self, frame: Samples) -> bool:
        """Take a frame while the coach speaks; True when somebody is speaking over it.

        Only without the coach's own sound in the microphone (a headset, echo cancelling) does
        the answer mean anything.
        """
        self._pre_roll.append(frame)
        self._floor.follow(level_db(frame))
        self._speaking.append(self.activity.probability(frame) >= BARGE_IN_PROBABILITY)
        return sum(self._speaking) >= BARGE_IN_FRAMES

    @property
    def hears_speech(self) -> bool:
        """Whether the last frame that was overheard held speech, the coach's own included."""
        return bool(self._speaking) and self._speaking[-1]

    @property
    def hears_somebody(self) -> bool:
        """Whether the last frames that were overheard held speech: sooner said than sure."""
        return len(self._speaking) >= SOMEBODY_FRAMES and all(
            list(self._speaking)[-SOMEBODY_FRAMES:]
        )

    def begin_overhearing(self) -> None:
        """Forget who spoke before, and what: the coach begins to speak now."""
        self._speaking.clear()
        self._begun.clear()

    def begin_with(self, frames: Iterable[Samples]) -> None:
        """Let the next utterance begin with what was overheard in these frames."""
        self._begun = deque(frames)
        self._pre_roll.clear()

    def listen(
        self,
        room: Room,
        patience: Patience,
        grammar: Sequence[str] = (),
        judge: TurnJudge | None = None,
    ) -> Utterance | Quiet:
        """The next utterance in the room, or Quiet when nobody spoke for `patience`.

        Sound without words (a cough, a pan) is passed over and the wait goes on. Raises
        MicrophoneLost and EngineFailed.
        """
        while len(self._pre_roll) > OVERLAP_FRAMES:
            self._pre_roll.popleft()
        self._speaking.clear()
        began = room.seconds
        for _ in range(NEW_TRIES):
            caught = self._one_utterance(room, patience, grammar, judge)
            if isinstance(caught, Quiet) or caught.recognition.text:
                return caught
            left = max(LEAST_WAIT, patience.first_word - (room.seconds - began))
            patience = replace(patience, first_word=left)
        return Quiet()

    def _one_utterance(
        self,
        room: Room,
        patience: Patience,
        grammar: Sequence[str],
        judge: TurnJudge | None,
    ) -> Utterance | Quiet:
        endpointer = Endpointer(patience, self._floor)
        feeding = Feeding(self.recognizer.open(grammar))
        began = room.seconds - len(self._begun) * FRAME_SECONDS
        loudest = -np.inf
        phase: Phase = "waiting"
        while phase in ("waiting", "speaking"):
            frame = self._begun.popleft() if self._begun else room.read()
            level = level_db(frame)
            loudest = max(loudest, level)
            phase = endpointer.step(self.activity.probability(frame), level)
            if phase == "waiting":
                self._pre_roll.append(frame)
            elif phase != "nobody":
                feeding.margin = _glance(endpointer)
                self._feed(feeding, frame, endpointer)
                if judge and phase == "speaking" and endpointer.silent_frames == feeding.margin:
                    endpointer.patience = judge(feeding.transcription.so_far())
        if phase == "nobody":
            return Quiet(microphone=loudest < DEAD_MICROPHONE_DB)
        self._pre_roll.clear()
        return Utterance(
            recognition=feeding.transcription.finish(),
            start=began + endpointer.first_speech * FRAME_SECONDS,
            end=began + (endpointer.last_speech + 1) * FRAME_SECONDS,
            capped=phase == "capped",
        )

    def _feed(self, feeding: Feeding, frame: Samples, endpointer: Endpointer) -> None:
        for earlier in self._pre_roll:
            feeding.accept(earlier, silent_frames=0)
        self._pre_roll.clear()
        feeding.accept(frame, endpointer.silent_frames)


def _glance(endpointer: Endpointer) -> int:
    """Frames of silence after which what was said so far is looked at."""
    soon = frames_in(endpointer.patience.glance)
    spoken = endpointer.last_speech - endpointer.first_speech
    return soon if spoken < LONG_ANSWER_FRAMES else max(soon, MARGIN_FRAMES)


@dataclass(slots=True)
class Feeding:
    """Gives a transcription what is speech, and silence only inside of it.

    `margin` frames of silence count as speech, because words die away.
    """

    transcription: Transcription
    margin: int = MARGIN_FRAMES
    _held: list[Samples] = field(default_factory=list)

    def accept(self, frame: Samples, silent_frames: int) -> None:
        """Pass a frame on, or hold it until it turns out that speech goes on after it."""
        if silent_frames > self.margin:
            self._held.append(frame)
            return
        for held in self._held:
            self.transcription.accept(held)
        self._held.clear()
        self.transcription.accept(frame)


def recognised(
    samples: Samples, activity: VoiceActivity, recognizer: Recognizer, grammar: Sequence[str] = ()
) -> Recognition:
    """What is said in a recording: all the speech in it, as one utterance.

    `samples` is 16 kHz mono. Stretches without speech are left out but for their margins.
    """
    frames = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
    activity.reset()
    speech = np.flatnonzero([activity.probability(frame) >= GOES_ON_AT for frame in frames])
    transcription = recognizer.open(grammar)
    fed = 0
    for number in speech:
        first = max(fed, int(number) - PRE_ROLL_FRAMES)
        last = min(len(frames), int(number) + MARGIN_FRAMES)
        for frame in frames[first:last]:
            transcription.accept(frame)
        fed = max(fed, last)
    return transcription.finish()
