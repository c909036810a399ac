"""Rendering ahead: what is likely to be said next is rendered while the person speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    What was rendered ahead lives in memory until the next `prepare`, and nowhere else; what was
    said since the last one stays for one more, because people ask to hear it again. `rest`
    is called whenever everything that was prepared is there.
    """

    inner: Voice
    rest: Callable[[], None] = lambda: None
    _thread: ThreadPoolExecutor = field(default_factory=_one_thread, init=False)
    _ahead: dict[Key, Future[Speech]] = field(default_factory=dict, init=False)
    _said: set[Key] = field(default_factory=set, init=False)
    _meanwhile: Future[None] | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def prepare(self, texts: Sequence[str], pace: float = 1.0) -> None:
        """Begin to render these texts, in this order; what was prepared but not said is dropped."""
        self._drop_all_but(None)
        said = {key: future for key, future in self._ahead.items() if key in self._said}
        fresh = dict.fromkeys((text, pace) for text in texts if (text, pace) not in said)
        self._ahead = said | {key: self._thread.submit(self.inner.render, *key) for key in fresh}
        self._said = set()
        self._thread.submit(self.rest)

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound: at once where it was prepared, before all others where not."""
        key = (text, pace)
        ready = self._ahead.get(key)
        if ready is None or not ready.done():
            self._drop_all_but(key)
        if ready is None or ready.cancelled():
            ready = self._thread.submit(self.inner.render, text, pace)
        self._ahead[key] = ready
        speech = ready.result()
        self._said.add(key)
        return speech

    def meanwhile(self, work: Callable[[], None]) -> None:
        """Have the thread do this behind all else, unless it is still at the last such work."""
        if self._meanwhile is None or self._meanwhile.done():
            self._meanwhile = self._thread.submit(work)

    def close(self) -> None:
        """Let the engine go."""
        self._drop_all_but(None)
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.inner.close()

    def _drop_all_but(self, key: Key | None) -> None:
        for other, future in self._ahead.items():
            if other != key:
                future.cancel()
