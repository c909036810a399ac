"""Brings what a recogniser wrote into one spelling, cut into tokens and clauses.

Recognisers differ in case, apostrophes, hyphens and numbers, and people stumble: "um, I w- I
was on the the phone". Everything after this stage sees `i was on the phone`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LONGEST_CHARACTERS = 24_000
"""More than this is never looked at: ten minutes of talk."""

LONGEST_WORDS = 900
"""Of a very long answer the first and the last words are kept, this many in all."""

MARKS = frozenset(",.!?;:")
"""Punctuation that is kept as tokens, because it ends a clause."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*['\-]?|\d+|[,.!?;:\u2026\u2014\u2013]|--+")
_DRAWN = re.compile(r"([a-z])\1{2,}")
"""A letter drawn out: "heyyy", "nooo"."""

_NOT = "not"

_PAUSES = {"\u2026": ",", "\u2014": ",", "\u2013": ",", "--": ","}


@dataclass(frozen=True, slots=True)
class Words:
    """A normalised utterance.

    `tokens` are words and punctuation marks, `text` the words alone with single spaces, and
    `asks` says that it ended in a question mark.
    """

    tokens: tuple[str, ...]
    text: str
    asks: bool = False

    @property
    def words(self) -> list[str]:
        """The words without punctuation."""
        return self.text.split()


class Normaliser:
    """Normalises with the tables of one language."""

    def __init__(
        self,
        spelling: Mapping[str, str],
        spelling_patterns: Mapping[str, str],
        double_negatives: Mapping[str, str],
        fillers: Iterable[str],
        filler_phrases: Iterable[str],
    ) -> None:
        """`double_negatives` are phrases in the normal spelling, and what they come to.

        Raises re.error where a pattern of `spelling_patterns` is none.
        """
        self._spelling = {word: tuple(into.split()) for word, into in spelling.items()}
        self._patterns = [(re.compile(look), into) for look, into in spelling_patterns.items()]
        # one look tells that none of them fits, as it is with nearly every word
        self._any_pattern = re.compile("|".join(f"(?:{look})" for look in spelling_patterns))
        self._negatives = _phrases(double_negatives)
        self._fillers = frozenset(fillers)
        self._filler_phrases = _phrases(dict.fromkeys(filler_phrases, ""))

    def __call__(self, text: str) -> Words:
        """The utterance in one spelling; an empty or wordless text gives no tokens."""
        tokens = _replaced(self._spell(_split(text)), self._negatives)
        tokens = self._without_fillers(tokens)
        tokens = _corrected(_without_stutters(tokens))
        if len(tokens) > LONGEST_WORDS:
            half = LONGEST_WORDS // 2
            tokens = [*tokens[:half], ".", *tokens[-half:]]
        while tokens and tokens[0] in MARKS:
            tokens.pop(0)
        words = [token for token in tokens if token not in MARKS]
        asks = bool(tokens) and tokens[-1] == "?"
        return Words(tuple(tokens), " ".join(words), asks)

    def _spell(self, raw: Sequence[str]) -> list[str]:
        tokens: list[str] = []
        is_denied = False
        for token in raw:
            spelt = self._spelt(token)
            if token == _NOT and is_denied:
                tokens.pop()  # "didn't not" is no stutter: it did
            else:
                tokens.extend(spelt)
            is_denied = len(spelt) > 1 and spelt[-1] == _NOT
        return [token for token in tokens if token]

    def _spelt(self, token: str) -> tuple[str, ...]:
        """What a word becomes; nothing where it was broken off."""
        known = self._spelling.get(token)
        if known is not None:
            return known
        if token.endswith("-"):
            return ()
        if "-" in token:
            return tuple(word for part in token.split("-") for word in self._spelt(part))
        if token.endswith("in'") and len(token) > 4:
            return (token[:-1] + "g",)
        word = _without_possessive(token)
        if self._any_pattern.search(word):
            for pattern, into in self._patterns:
                word = pattern.sub(into, word)
        return (word,)

    def _without_fillers(self, tokens: list[str]) -> list[str]:
        said = _replaced(tokens, self._filler_phrases)
        kept = [token for token in said if token not in self._fillers]
        # an utterance of nothing but filler phrases still says something
        if any(token not in MARKS for token in kept):
            return kept
        return [token for token in tokens if token not in self._fillers]


_Phrases = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
"""Phrases and what they become, by first word, the longest first."""


def _phrases(table: Mapping[str, str]) -> _Phrases:
    found: _Phrases = {}
    for phrase in sorted(table, key=len, reverse=True):
        parts = tuple(phrase.split())
        found.setdefault(parts[0], []).append((parts, tuple(table[phrase].split())))
    return found


def _replaced(tokens: Sequence[str], phrases: _Phrases) -> list[str]:
    """The tokens with every phrase replaced by what it becomes."""
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        for parts, into in phrases.get(tokens[at], ()):
            if tuple(tokens[at : at + len(parts)]) == parts:
                kept.extend(into)
                at += len(parts)
                break
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _split(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text[:LONGEST_CHARACTERS]).lower().translate(_APOSTROPHES)
    return [_PAUSES.get(token, token) for token in _TOKEN.findall(_DRAWN.sub(r"\1", text))]


def _without_possessive(token: str) -> str:
    """The word without the ending of who it belongs to, and without any other apostrophe."""
    if token.endswith("'s"):
        return token[:-2]
    return token.replace("'", "")


_POLES = frozenset({"yes", "no"})
_SECOND_THOUGHTS = frozenset(
    {
        "well",
        "wait",
        "actually",
        "sorry",
        "but",
        "hang",
        "hold",
        "on",
        "rather",
        "or",
        "scratch",
        "that",
    }
)


def _corrected(tokens: list[str]) -> list[str]:
    """Takes back a first yes or no that is taken back at once: "yes well no" means no."""
    if not tokens or tokens[0] not in _POLES:
        return tokens
    for at, token in enumerate(tokens[1:9], start=1):
        if token in _POLES:
            return tokens[at:] if token != tokens[0] else tokens
        if token not in _SECOND_THOUGHTS and token not in MARKS:
            break
    return tokens


def _without_stutters(tokens: list[str]) -> list[str]:
    """Drops words and pairs of words that are said twice in a row."""
    kept: list[str] = []
    for token in tokens:
        if token in MARKS:
            if kept and kept[-1] in MARKS:
                kept[-1] = token
            else:
                kept.append(token)
            continue
        if kept and kept[-1] == token:
            continue
        if len(kept) > 1 and kept[-1] == "," and kept[-2] == token:
            kept.pop()
            continue
        kept.append(token)
        if len(kept) >= 4 and kept[-4:-2] == kept[-2:]:
            del kept[-2:]
    return kept
