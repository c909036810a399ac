"""Is the coach being called?"""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.understanding.data import WakeFile

LONGEST_CALL = 5
"""A misheard name counts only in an utterance of at most this many words."""


class WakeReader:
    """Finds the coach's name where it is called, not where it is talked about."""

    def __init__(self, file: WakeFile) -> None:
        self._greetings = _by_length(file.greetings)
        self._strong = frozenset(file.strong)
        self._names = _by_length(file.names)
        self._misheard = _by_length(file.misheard)
        self._joined = frozenset(file.joined)
        self._calls = frozenset(file.calls)
        self._things = frozenset(file.things)

    def __call__(self, words: Sequence[str]) -> bool:
        """True when the words call the coach."""
        return self.rest(words) is not None

    def rest(self, words: Sequence[str]) -> list[str] | None:
        """What was said beside the call, or None when nobody was called."""
        if not words:
            return None
        if words[0] in self._joined:
            return list(words[1:])
        greeting = self._prefix(words, self._greetings)
        more = greeting + self._prefix(words[greeting:], self._greetings) if greeting else 0
        for start in {more, greeting, 0}:
            name = self._prefix(words[start:], self._names)
            if name and self._called(words, start, name):
                return list(words[start + name :])
        strong = " ".join(words[:greeting]) in self._strong
        heard = self._prefix(words[greeting:], self._misheard)
        if strong and heard and len(words) <= LONGEST_CALL and self._open(words, greeting + heard):
            return list(words[greeting + heard :])
        return self._at_the_end(words)

    def _called(self, words: Sequence[str], start: int, name: int) -> bool:
        after = words[start + name :]
        if not after:
            return True
        if start == 0:
            return after[0] in self._calls and after[0] not in {"is", "will", "would", "a"}
        greeted = " ".join(words[:start]) in self._strong
        return greeted or after[0] in self._calls

    def _open(self, words: Sequence[str], end: int) -> bool:
        return end == len(words) or words[end] in self._calls

    def _at_the_end(self, words: Sequence[str]) -> list[str] | None:
        if len(words) < 2 or len(words) > 12 or words[-1] not in {"coach", "coachy"}:
            return None
        return None if words[-2] in self._things else list(words[:-1])

    @staticmethod
    def _prefix(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> int:
        for phrase in phrases:
            if tuple(words[: len(phrase)]) == phrase:
                return len(phrase)
        return 0


def _by_length(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    return sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True)
