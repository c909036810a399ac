"""Rendering ahead: what is likely to be said next is rendered while the person speaks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

from voice_coach.ports import Speech, Voice

Key: TypeAlias = tuple[str, float]


def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="render")


@dataclass(slots=True)
class AheadVoice:
    """A ReadyVoice around another voice, which only its own thread uses.

    What was rendered ahead lives in memory until the next `prepare`, and nowhere else.
    """

    inner: Voice
    _thread: ThreadPoolExecutor = field(default_factory=_one_thread, init=False)
    _ahead: dict[Key, Future[Speech]] = field(default_factory=dict, init=False)

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def prepare(self, texts: Sequence[str], pace: float = 1.0) -> None:
        """Begin to render these texts, in this order; what was prepared before is dropped."""
        self._drop_all_but(None)
        self._ahead = {
            (text, pace): self._thread.submit(self.inner.render, text, pace) for text in texts
        }

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound: at once where it was prepared, before all others where not."""
        key = (text, pace)
        ready = self._ahead.get(key)
        if ready is None or not ready.done():
            self._drop_all_but(key)
        if ready is None or ready.cancelled():
            ready = self._thread.submit(self.inner.render, text, pace)
        return ready.result()

    def close(self) -> None:
        """Let the engine go."""
        self._drop_all_but(None)
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.inner.close()

    def _drop_all_but(self, key: Key | None) -> None:
        for other, future in self._ahead.items():
            if other != key:
                future.cancel()
