"""Is the coach being called?"""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.understanding.data import WakeFile
from voice_coach.understanding.sounds import sound

LONGEST_CALL = 7
"""A misheard name counts only in an utterance of at most this many words."""

LONGEST_ADDRESS = 12
"""A name at the very end counts only in an utterance of at most this many words."""

SHORT_ADDRESS = 5
"""So short an utterance that ends in the name is said to the coach whatever it begins with."""


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
        self._companions = frozenset(file.companions)
        self._sounds = frozenset(sound(name) for name in file.names)
        self._endings = frozenset(file.names)

    def rest(self, words: Sequence[str]) -> list[str] | None:
        """What was said beside the call, or None when nobody was called."""
        if not words:
            return None
        if words[0] in self._joined:
            return list(words[1:])
        for start, strong in self._starts(words):
            name = _prefix(words[start:], self._names)
            if name and self._called(words[start + name :], strong):
                return list(words[start + name :])
        misheard = self._misheard_call(words)
        if misheard is not None:
            return misheard
        middle = self._in_the_middle(words)
        return middle if middle is not None else self._at_the_end(words)

    def names(self, words: Sequence[str]) -> bool:
        """Whether the coach's name, or something heard for it, is among the words at all."""
        return any(
            word in self._endings or (word,) in self._misheard or self._alike([word])
            for word in words
        )

    def _starts(self, words: Sequence[str]) -> list[tuple[int, bool]]:
        """Where a name may begin, behind up to three greetings, and whether the last is a call."""
        starts = [(0, False)]
        for _ in range(3):
            begin = starts[-1][0]
            more = _prefix(words[begin:], self._greetings)
            if not more:
                break
            starts.append((begin + more, " ".join(words[begin : begin + more]) in self._strong))
        return starts[::-1]

    def _called(self, after: Sequence[str], strong: bool) -> bool:
        if not after:
            return True
        if strong:
            return after[0] not in self._companions
        return after[0] in self._calls or len(after) == 1 or after[1] in self._calls

    def _misheard_call(self, words: Sequence[str]) -> list[str] | None:
        if len(words) > LONGEST_CALL:
            return None
        for start, strong in self._starts(words):
            heard = _prefix(words[start:], self._misheard) or self._alike(words[start:])
            end = start + heard
            rest = words[end:]
            if strong and heard and (len(rest) in {0, 3} or rest[0] in self._calls):
                return list(rest)
        return None

    def _alike(self, words: Sequence[str]) -> int:
        """1 where the first word sounds like the name ("couch", "Koch")."""
        return int(bool(words) and sound(words[0]) in self._sounds)

    def _at_the_end(self, words: Sequence[str]) -> list[str] | None:
        if not 2 <= len(words) <= LONGEST_ADDRESS or words[-1] not in self._endings:
            return None
        if words[-2] in self._things:
            return None
        addressed = words[0] in self._calls or len(words) <= SHORT_ADDRESS
        return list(words[:-1]) if addressed else None

    def _in_the_middle(self, words: Sequence[str]) -> list[str] | None:
        """The rest after "hey coach", where that follows a false start."""
        for at in range(1, min(len(words), SHORT_ADDRESS + 1)):
            greeted = words[at - 1] in self._strong and words[at - 1] not in self._things
            if words[at] in self._endings and greeted and self._called(words[at + 1 :], True):
                return list(words[at + 1 :])
        return None


def _prefix(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> int:
    for phrase in phrases:
        if tuple(words[: len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _by_length(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    return sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True)
