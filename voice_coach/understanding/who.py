"""Who is there? Names of the household, both of them, or a guest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from voice_coach.meaning import OTHER
from voice_coach.understanding.data import Language, pattern_error
from voice_coach.understanding.patterns import Patterns, UnknownConceptError

CLOSE = 84
"""How alike (of 100) a misheard name must be."""


class WhoReader:
    """Reads from normalised text who is there."""

    def __init__(self, language: Language) -> None:
        file = language.who
        groups = {
            "both": file.both.patterns,
            "guest": file.guest.patterns,
            "other_one": file.other_one.patterns,
            "not_here": file.not_here.patterns,
            "gone": file.gone.patterns,
            "it_is_me": file.it_is_me.patterns,
            "it_is": file.it_is.patterns,
        }
        try:
            self._patterns = Patterns(groups, file.concepts)
        except (UnknownConceptError, re.error) as error:
            raise pattern_error("who", "patterns", error) from error

    def __call__(self, text: str, household: Sequence[str]) -> str | None:
        """A name of the household, `both`, `guest`, or None when it was not said."""
        named = {name: place for name in household if (place := _place(text, name)) is not None}
        present = [name for name, place in named.items() if self._is_here(text, place)]
        other = len(household) == 2 and len(named) == 1 and self._says("other_one", text)
        if other and not present:
            present = [name for name in household if name not in named]
        if len(present) > 1 or self._says("both", text):
            return "both"
        if self._says("guest", text):
            return "guest"
        return present[0] if present else None

    def corrected(self, text: str, household: Sequence[str]) -> str | None:
        """Who it is after all, where somebody says in a few words that it was the other of two.

        A name, or OTHER where none was said ("no, it's me"). Only short, whole utterances
        count: whoever tells of their day says names, too.
        """
        if len(household) != 2:
            return None
        if self._says("it_is_me", text):
            return OTHER
        words = text.split(" not ", maxsplit=1)[0].split()
        named = [name for name in household if name.lower() in words]
        return named[0] if len(named) == 1 and self._says("it_is", text) else None

    def _says(self, what: str, text: str) -> bool:
        return self._patterns.first(what, text) is not None

    def _is_here(self, text: str, place: tuple[int, int]) -> bool:
        before, behind = text[: place[0]].rstrip(), text[place[1] :].lstrip()
        return not self._says("not_here", before) and not self._says("gone", behind)


def _place(text: str, name: str) -> tuple[int, int] | None:
    """Where a name stands in the text, misheard by a letter or so."""
    wanted = name.lower()
    match = re.search(rf"\b{re.escape(wanted)}\b", text)
    if match:
        return match.span()
    scored = [
        (fuzz.ratio(word[0], wanted), word.span())
        for word in re.finditer(r"\w+", text)
        if len(word[0]) > 2
    ]
    score, span = max(scored, default=(0.0, (0, 0)))
    return span if score >= CLOSE else None
