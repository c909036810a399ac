"""A recogniser that loads while something else happens, usually the greeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from voice_coach.ports import Recognizer, Transcription


@dataclass(frozen=True, slots=True)
class Loading:
    """A Recognizer that waits for its engine at the first use, not before.

    What went wrong while loading is raised then.
    """

    name: str
    loaded: Future[Recognizer]

    def is_ready(self) -> bool:
        """Whether nobody has to wait any more."""
        return self.loaded.done()

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance; raises ModelMissing where the engine could not be loaded."""
        return self.loaded.result().open(grammar)


def load_in_background(name: str, load: Callable[[], Recognizer]) -> Loading:
    """Begin to load an engine on a thread of its own."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load-recognizer")
    future = pool.submit(load)
    pool.shutdown(wait=False)
    return Loading(name, future)
