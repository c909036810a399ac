"""Recogniser, understanding and voice as they cost a rehearsal the time that they really took."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import TypeAlias

from voice_coach.meaning import Meaning, Recognition
from voice_coach.ports import Recognizer, Samples, Speech, Transcription, Understanding, Voice
from voice_coach.rehearsal.room import RehearsalRoom

Spend: TypeAlias = Callable[[float], None]
"""Tells a room how many seconds somebody has worked."""


@contextmanager
def _measured(spend: Spend) -> Iterator[None]:
    begun = perf_counter()
    yield
    spend(perf_counter() - begun)


@contextmanager
def _measured_here(spend: Spend) -> Iterator[None]:
    """Measures work that this process does itself: what other programs took from it is left out.

    On several cores the work takes less time than it takes of the processor, and on a busy
    machine more; the smaller of the two is what it would take if it were alone.
    """
    begun, worked = perf_counter(), process_time()
    yield
    spend(min(perf_counter() - begun, process_time() - worked))


@dataclass(frozen=True, slots=True)
class CostlyTranscription:
    """A transcription whose work takes time in the room."""

    inner: Transcription
    spend: Spend

    def accept(self, samples: Samples) -> None:
        """Take the next samples."""
        with _measured_here(self.spend):
            self.inner.accept(samples)

    def so_far(self) -> Recognition:
        """What would be heard if the utterance ended here."""
        with _measured_here(self.spend):
            return self.inner.so_far()

    def finish(self) -> Recognition:
        """What was heard."""
        with _measured_here(self.spend):
            return self.inner.finish()


@dataclass(frozen=True, slots=True)
class CostlyRecognizer:
    """A recogniser whose work takes time in the room."""

    inner: Recognizer
    spend: Spend

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance."""
        with _measured_here(self.spend):
            return CostlyTranscription(self.inner.open(grammar), self.spend)


@dataclass(frozen=True, slots=True)
class CostlyUnderstanding:
    """An understanding whose work takes time in the room."""

    inner: Understanding
    spend: Spend

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means."""
        with _measured_here(self.spend):
            return self.inner.meaning(recognition, asking)

    def finished(self, text: str, asking: str | None = None) -> float:
        """The chance that somebody who said this has said all of it."""
        with _measured_here(self.spend):
            return self.inner.finished(text, asking)

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects."""
        return self.inner.expected(asking)


@dataclass(slots=True)
class CostlyVoice:
    """A voice whose rendering takes time in the room.

    What it is told to prepare is rendered beside the sound, one text after the other from
    that moment on; whoever needs one of them waits until it would be done.
    """

    inner: Voice
    room: RehearsalRoom
    _prepared: dict[tuple[str, float], tuple[Speech, float]] = field(default_factory=dict)
    _said: set[tuple[str, float]] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def prepare(self, texts: Sequence[str], pace: float = 1.0) -> None:
        """Render these texts ahead, and remember when each would be done."""
        self._prepared = {key: self._prepared[key] for key in self._said}
        self._said.clear()
        done = self.room.seconds
        for text in texts:
            if (text, pace) in self._prepared:
                continue
            begun = perf_counter()
            speech = self.inner.render(text, pace)
            done += perf_counter() - begun
            self._prepared[text, pace] = speech, done

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound."""
        key = text, pace
        self._said.add(key)
        if key not in self._prepared:
            with _measured(self.room.spend):
                speech = self.inner.render(text, pace)
            self._prepared[key] = speech, 0.0
        speech, done = self._prepared[key]
        self.room.wait_until(done)
        return speech

    def close(self) -> None:
        """Let the engine go."""
        self.inner.close()


@dataclass(frozen=True, slots=True)
class FreeVoice:
    """A voice whose rendering costs the room no time, so that it need not prepare."""

    inner: Voice

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def prepare(self, texts: Sequence[str], pace: float = 1.0) -> None:
        """Does nothing."""

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound."""
        return self.inner.render(text, pace)

    def close(self) -> None:
        """Let the engine go."""
        self.inner.close()
