"""Cuts an utterance into clauses and says who did the thing in each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voice_coach.understanding.normalise import MARKS

Doer: TypeAlias = Literal["self", "partner", "both", "other", "none"]

_SELF = frozenset({"i", "me", "myself", "my", "mine"})
_BOTH = frozenset({"we", "us", "our", "ourselves", "both"})
_SUBJECT = {"i": "self", "we": "both", "he": "partner", "she": "partner", "they": "partner"}
_BREAKS = frozenset(
    [
        "but",
        "then",
        "because",
        "so",
        "although",
        "though",
        "except",
        "until",
        "while",
        "when",
        "whereas",
        "and",
        "or",
        "if",
        "after",
        "before",
        "however",
        "still",
        "plus",
        "instead",
        "unless",
    ]
)
_TURNS = frozenset({"but", "then", "though", "although", "however", "except", "until", "after"})
_THINGS = frozenset({"it", "that", "there", "this", "what", "which"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its words, and who did it."""

    words: tuple[str, ...]
    doer: Doer

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)


def clauses(tokens: Iterable[str], partners: Collection[str]) -> list[Clause]:
    """The utterance's clauses in order; one that names nobody takes over the last doer.

    `partners` are the words for a partner: nouns and forenames.
    """
    found: list[Clause] = []
    last: Doer = "none"
    for words in _cut(list(tokens), partners):
        doer = _doer(words, partners)
        if doer == "none":
            doer = last
        found.append(Clause(tuple(words), doer))
        last = doer
    return found


def _cut(tokens: Sequence[str], partners: Collection[str]) -> Iterable[list[str]]:
    words: list[str] = []
    for at, token in enumerate(tokens):
        if token in MARKS or (
            token in _BREAKS and words and _subject_follows(tokens, at, partners)
        ):
            if words:
                yield words
            words = [] if token in MARKS or token in {"and", "or"} else [token]
            continue
        words.append(token)
    if words:
        yield words


def _subject_follows(tokens: Sequence[str], at: int, partners: Collection[str]) -> bool:
    for token in tokens[at + 1 : at + 4]:
        if token in _SUBJECT or token in _THINGS or token in partners:
            return True
        if token in MARKS:
            return False
    return tokens[at] in _TURNS


def _doer(words: Sequence[str], partners: Collection[str]) -> Doer:
    for at, word in enumerate(words):
        if word in _SUBJECT:
            both = word == "i" and at >= 2 and words[at - 1] == "and"
            return "both" if both else _SUBJECT[word]  # type: ignore[return-value] # the table's values are doers
        if word in partners:
            return "partner"
        if word == "both":
            return "both"
    seen = set(words)
    if seen & _SELF:
        return "self"
    if seen & _BOTH:
        return "both"
    return "none"
