"""Moonshine: the recogniser whose English model comes with its package.

It has no alternatives, no confidence and no word times. It hears digital silence as "You",
so what is too short or too quiet to be speech never reaches it; and its memory and its time
grow with the length of what it is given, so long answers are recognised in segments while
they are spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from voice_coach.errors import EngineFailed, ModelMissing
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcription
from voice_coach.recognition.lean import give_memory_back
from voice_coach.recognition.unconnected import unconnected

with unconnected():
    from moonshine_voice.errors import MoonshineError
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_model_path

OPTIONS = {
    # We segment ourselves: its own segmentation turns quiet edges into a "You".
    "vad_threshold": "0.0",
    # Otherwise every result carries the sound back as a Python list.
    "return_audio_data": "false",
}

SHORTEST_SECONDS = 0.1
"""Less than this is a click, not a word."""

PADDING_SECONDS = 0.2
"""Faint noise put around an utterance; one-word answers come out cleaner with it."""

PADDING_LEVEL = 1e-4

PEAK = 0.5
"""Utterances are brought to this peak, so that quiet speakers are heard as well as loud ones."""

SEGMENT_SECONDS = 7.0
"""From this length on, a long answer is recognised at its next pause."""

PAUSE_FRAMES = 6
"""Frames of relative quiet (0.2 s) that count as a pause inside a long answer."""

PAUSE_BELOW_DB = 20.0
"""How far below the answer's loudest frame a frame is quiet."""


@dataclass(frozen=True, slots=True)
class Moonshine:
    """A loaded Moonshine model; a Recognizer."""

    transcriber: Transcriber
    name: str = "moonshine"

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance; Moonshine has no use for a grammar."""
        del grammar
        return MoonshineTranscription(self.transcriber)


def load_moonshine() -> Moonshine:
    """Load the English model bundled with the package (0.3 to 0.7 s, 200 MB).

    Raises ModelMissing when the package has none.
    """
    give_memory_back()
    folder = get_model_path("tiny-en")
    if not folder.is_dir():
        raise ModelMissing(
            "The recogniser's English model is not in its package.",
            "Run scripts/setup again: version 0.0.73 of moonshine-voice brings the model along.",
        )
    try:
        return Moonshine(Transcriber(folder, ModelArch.TINY, options=OPTIONS))
    except MoonshineError as error:
        raise ModelMissing(
            "The recogniser's English model cannot be loaded.", "Run scripts/setup again."
        ) from error


@dataclass(slots=True)
class MoonshineTranscription:
    """One utterance on its way through Moonshine."""

    transcriber: Transcriber
    _waiting: list[Samples] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _glimpse: tuple[int, list[str]] | None = None
    """What was recognised in the waiting chunks, while there were so many."""

    def accept(self, samples: Samples) -> None:
        """Take the next samples, 16 kHz mono; at a pause in a long answer, recognise it so far."""
        self._waiting.append(np.asarray(samples, np.float32))
        if self._waiting_seconds() >= SEGMENT_SECONDS and _is_pausing(self._waiting):
            self._texts.extend(self._waiting_texts())
            self._waiting.clear()

    def so_far(self) -> Recognition:
        """What would be heard if the utterance ended here (50 to 130 ms for a short one)."""
        text = " ".join([*self._texts, *self._waiting_texts()])
        return Recognition((Hypothesis(text),) if text else ())

    def finish(self) -> Recognition:
        """What was heard."""
        return self.so_far()

    def _waiting_seconds(self) -> float:
        return sum(map(len, self._waiting)) / SAMPLE_RATE

    def _waiting_texts(self) -> list[str]:
        """What is said in the waiting chunks; recognised once for as long as none is added."""
        count = len(self._waiting)
        if self._glimpse is None or self._glimpse[0] != count:
            self._glimpse = count, self._recognised()
        return self._glimpse[1]

    def _recognised(self) -> list[str]:
        if self._waiting_seconds() < SHORTEST_SECONDS:
            return []
        samples = np.concatenate(self._waiting)
        try:
            transcript = self.transcriber.transcribe_without_streaming(
                _conditioned(samples).tolist(), SAMPLE_RATE
            )
        except MoonshineError as error:
            raise EngineFailed(
                "The recogniser failed.", "Start the check-in again; it goes on where it was."
            ) from error
        return [line.text.strip() for line in transcript.lines if line.text.strip()]


def _conditioned(samples: Samples) -> Samples:
    """The utterance at an even level, with a little faint noise around it."""
    peak = float(np.abs(samples).max())
    level = samples * (PEAK / peak) if peak > 0 else samples
    generator = np.random.default_rng(0)
    faint = generator.normal(0.0, PADDING_LEVEL, round(PADDING_SECONDS * SAMPLE_RATE))
    edge = faint.astype(np.float32)
    return np.concatenate([edge, level, edge])


def _is_pausing(chunks: Sequence[Samples]) -> bool:
    """Whether the last frames are quiet against the loudest one."""
    samples = np.concatenate(chunks)
    count = len(samples) // FRAME_SAMPLES
    frames = samples[-count * FRAME_SAMPLES :].reshape(count, FRAME_SAMPLES)
    power = np.mean(frames**2, axis=1)
    return bool(np.all(power[-PAUSE_FRAMES:] < power.max() * 10 ** (-PAUSE_BELOW_DB / 10)))
