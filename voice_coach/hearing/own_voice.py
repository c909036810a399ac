"""Whether the coach hears itself: how much of its own voice is taken for somebody's.

With a headset nothing of it is heard; with echo cancelling nothing is, once the room is learned.
Where a television talks all the time, there is always somebody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

KNOWN_AFTER = 94
"""Frames (3 s) in which the coach sounded, after which it is known whether it hears itself."""

AT_MOST = 2
"""How many of those frames may hold speech."""


@dataclass(slots=True)
class OwnVoice:
    """What is heard while the coach speaks, and nobody is known to speak over it."""

    _speech: deque[bool] = field(default_factory=lambda: deque(maxlen=KNOWN_AFTER))

    @property
    def is_unheard(self) -> bool:
        """Whether whoever is heard now must be somebody else."""
        return len(self._speech) == KNOWN_AFTER and sum(self._speech) <= AT_MOST

    def count(self, *, speech: bool) -> None:
        """Take a frame into account, with speech in it or not."""
        self._speech.append(speech)

    def forget(self) -> None:
        """The loudspeaker was emptied or opened anew: an echo canceller has to learn again."""
        self._speech.clear()
