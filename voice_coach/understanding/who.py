"""Who is there? Names of the household, both of them, or a guest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from voice_coach.meaning import OTHER
from voice_coach.understanding.data import Language, pattern_error
from voice_coach.understanding.patterns import Patterns, UnknownConceptError

CLOSE = 84
"""How alike (of 100) a misheard name must be."""

SHORTEST = 2
"""Letters up to which a word is never a misheard name."""

NAME = "someone"
"""What stands for a name in the patterns."""


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
            "it_is_not": file.it_is_not.patterns,
        }
        try:
            self._patterns = Patterns(groups, file.concepts)
        except (UnknownConceptError, re.error) as error:
            raise pattern_error("who", "patterns", error) from error

    def __call__(self, text: str, household: Sequence[str]) -> str | None:
        """A name of the household, `both`, `guest`, or None when it was not said."""
        named = _places(text, household)
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
        named = _exactly(text, household)
        for name, (begin, end) in named.items():
            plain = f"{text[:begin]}{NAME}{text[end:]}"
            if self._says("it_is", plain):
                return name
            if self._says("it_is_not", plain):
                return next(other for other in household if other != name)
        return None

    def _says(self, what: str, text: str) -> bool:
        return self._patterns.first(what, text) is not None

    def _is_here(self, text: str, place: tuple[int, int]) -> bool:
        before, behind = text[: place[0]].rstrip(), text[place[1] :].lstrip()
        return not self._says("not_here", before) and not self._says("gone", behind)


def _places(text: str, household: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where the names of the household stand in the text, a name misheard by a letter or so, too.

    No words are two names: "Daniel" is not "Daniela" as well.
    """
    found = _exactly(text, household)
    missed = [name for name in household if name not in found]
    words = [word.span() for word in re.finditer(r"\w+", text)]
    scored = sorted(
        (
            (fuzz.ratio(text[begin:end], " ".join(_words(name))), name, (begin, end))
            for name in missed
            for begin, end in _stretches(words, len(_words(name)))
            if end - begin > SHORTEST
        ),
        reverse=True,
    )
    for score, name, place in scored:
        if score >= CLOSE and name not in found and not _overlaps(place, found.values()):
            found[name] = place
    return found


def _exactly(text: str, household: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where names stand in the text as they are written, or written apart or together."""
    patterns = {name: r"[ '-]?".join(map(re.escape, _words(name))) for name in household}
    matches = {
        name: match
        for name, pattern in patterns.items()
        if pattern and (match := re.search(rf"\b{pattern}\b", text))
    }
    return {name: match.span() for name, match in matches.items()}


def _words(name: str) -> list[str]:
    """The words of a name as a recogniser writes them: small, without accents or brackets."""
    spoken = re.sub(r"\(.*?\)", " ", name.casefold())
    plain = unicodedata.normalize("NFKD", spoken)
    return re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one)))


def _stretches(words: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """Where so many words in a row begin and end."""
    return [(words[at][0], words[at + count - 1][1]) for at in range(len(words) - count + 1)]


def _overlaps(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(place[0] < end and begin < place[1] for begin, end in others)
