"""Recogniser and voice as they cost a rehearsal the time that their work really took."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from voice_coach.meaning import Recognition
from voice_coach.ports import Recognizer, Samples, Speech, Transcription, Voice

Spend: TypeAlias = Callable[[float], None]
"""Tells a room how many seconds somebody has worked."""


@contextmanager
def _measured(spend: Spend) -> Iterator[None]:
    begun = perf_counter()
    yield
    spend(perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class CostlyTranscription:
    """A transcription whose work takes time in the room."""

    inner: Transcription
    spend: Spend

    def accept(self, samples: Samples) -> None:
        """Take the next samples."""
        with _measured(self.spend):
            self.inner.accept(samples)

    def partial(self) -> str:
        """What was heard so far."""
        with _measured(self.spend):
            return self.inner.partial()

    def finish(self) -> Recognition:
        """What was heard."""
        with _measured(self.spend):
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
        with _measured(self.spend):
            return CostlyTranscription(self.inner.open(grammar), self.spend)


@dataclass(frozen=True, slots=True)
class CostlyVoice:
    """A voice whose rendering takes time in the room."""

    inner: Voice
    spend: Spend

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound."""
        with _measured(self.spend):
            return self.inner.render(text, pace)

    def close(self) -> None:
        """Let the engine go."""
        self.inner.close()
