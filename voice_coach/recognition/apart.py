"""A recogniser in a process of its own, which is replaced when it dies or hangs.

Until an utterance is recognised its sound is held here, so that a new process hears all of it
again and nobody has to repeat what they said.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from voice_coach.errors import EngineFailed, ModelMissing
from voice_coach.helper import EngineProcess, Helper, HelperLost
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import SAMPLE_RATE, Samples, Tell, Transcription, nothing_to_tell
from voice_coach.recognition.engines import Engine

LOAD_SECONDS = 20.0
"""How long loading may take: 0.7 s here, more from an SD card."""

TAKE_SECONDS = 2.0
"""How long the process may take to accept a frame: its pipe holds a second of sound."""

FINISH_SECONDS = 3.0
"""How long recognising may take, beyond a share of the utterance's length."""

SHARE_OF_LENGTH = 0.5
"""That share: a small machine takes a quarter of the time that somebody spoke."""

FAILED = (
    "The recogniser failed twice on one utterance.",
    "Run: voice-coach doctor",
)


@dataclass(slots=True)
class ApartRecognizer:
    """A Recognizer: `engine` in a process of its own.

    Construction starts that process and returns at once; the first use waits for it, and
    raises ModelMissing where the engine cannot be loaded. `tell` is told whenever the process
    had to be replaced. One thread at a time may use it.
    """

    engine: Engine
    tell: Tell = nothing_to_tell
    _process: EngineProcess = field(init=False)

    def __post_init__(self) -> None:
        model = () if self.engine.model is None else (str(self.engine.model),)
        self._process = EngineProcess(
            ("-m", "voice_coach.recognition.worker", self.name, *model), LOAD_SECONDS, _refusal
        )
        with suppress(HelperLost):  # the first use will try again
            self._process.start()

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine.name

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none; its memory counts as ours."""
        return self._process.pid

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance."""
        return ApartTranscription(self, tuple(grammar))

    def process(self) -> Helper:
        """The process with its engine loaded; raises HelperLost and ModelMissing."""
        return self._process.loaded()

    def close(self) -> None:
        """End the process; a later utterance starts it again."""
        self._process.close()


@dataclass(slots=True)
class ApartTranscription:
    """One utterance on its way through the process, and all of its sound."""

    recognizer: ApartRecognizer
    grammar: tuple[str, ...]
    _sound: list[Samples] = field(default_factory=list)
    _sent: int | None = None
    _replaced: bool = False

    def accept(self, samples: Samples) -> None:
        """Take the next samples, 16 kHz mono; raises EngineFailed when two processes failed."""
        self._sound.append(np.asarray(samples, np.float32))
        while True:
            try:
                self._send()
            except HelperLost:
                self._replace()
            else:
                return

    def so_far(self) -> Recognition:
        """What was heard up to here; raises EngineFailed when two processes failed."""
        return self._asked("so_far")

    def finish(self) -> Recognition:
        """What was heard; raises EngineFailed when two processes failed."""
        return self._asked("finish")

    def _asked(self, what: Literal["so_far", "finish"]) -> Recognition:
        seconds = FINISH_SECONDS + SHARE_OF_LENGTH * sum(map(len, self._sound)) / SAMPLE_RATE
        while True:
            try:
                self._send()
                line, _ = self.recognizer.process().ask({"do": what}, seconds)
                return _recognition(line)
            except HelperLost:
                self._replace()

    def _send(self) -> None:
        """Give the process what it does not have yet of this utterance."""
        helper = self.recognizer.process()
        if self._sent is None:
            helper.tell({"do": "open", "grammar": self.grammar}, TAKE_SECONDS)
            self._sent = 0
        for samples in self._sound[self._sent :]:
            sound = samples.astype("<f4").tobytes()
            helper.tell({"do": "accept", "bytes": len(sound)}, TAKE_SECONDS, sound)
            self._sent += 1

    def _replace(self) -> None:
        """Begin again with a new process, once."""
        self.recognizer.close()
        if self._replaced:
            raise EngineFailed(*FAILED)
        self._replaced = True
        self._sent = None
        self.recognizer.tell("recogniser")


def _refusal(hello: dict[str, Any]) -> ModelMissing:
    return ModelMissing(hello["missing"], hello["hint"])


def _recognition(line: dict[str, Any]) -> Recognition:
    if "hypotheses" not in line:
        raise HelperLost("failed")
    return Recognition(tuple(Hypothesis(text, sure) for text, sure in line["hypotheses"]))
