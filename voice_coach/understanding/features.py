"""What the classifier looks at: words, pieces of words, who did what, what was denied.

Features are plain strings, so that a weight can be read: `w:on my phone`, `self|listened`,
`n|listening` (after a negation), and the words again with the question in front
(`attention>w:not really`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from voice_coach.understanding.clauses import Clause, clauses
from voice_coach.understanding.normalise import Words

LONGEST = 120
"""Words of an utterance that the classifier looks at: the first and the last 60."""

MOST_CLAUSES = 40
"""Clauses of an utterance that are looked at one by one."""

_NEGATIONS = frozenset(
    {"not", "never", "no", "hardly", "barely", "without", "nobody", "nothing", "neither", "nor"}
)
_SCOPE = 5

GROUPS = {
    None: "none",
    "anything": "open",
    "good_moment": "open",
    "what_pulled_you_away": "open",
    "who": "who",
    "say_the_plan": "plan",
    "ready": "ready",
    "confirm": "ready",
    "follow_up": "follow",
    "ritual_offer": "offer",
    "attention": "attention",
    "time_together": "time",
    "appreciation": "thanks",
}


def group(asking: str | None) -> str:
    """The group of questions that a question is learned with."""
    return GROUPS.get(asking, "open")


def features(words: Words, asking: str | None, partners: Collection[str]) -> list[str]:
    """The features of an utterance under a question, each at most once.

    `partners` are the words for a partner: nouns and forenames.
    """
    spoken = words.words
    if len(spoken) > LONGEST:
        spoken = [*spoken[: LONGEST // 2], *spoken[-LONGEST // 2 :]]
    where = group(asking)
    found: dict[str, None] = {}
    _grams(spoken, where, found)
    for word in set(spoken):
        _pieces(word, found)
    parts = clauses(words.tokens, partners)[:MOST_CLAUSES]
    for part in parts:
        _words_of(part, where, found)
    doers = [part.doer for part in parts]
    found[f"first:{doers[0] if doers else 'none'}"] = None
    found[f"doers:{'+'.join(sorted(set(doers)))}"] = None
    found[f"{where}>"] = None
    found[f"{where}>len{min(len(spoken), 12)}"] = None
    found[f"len{min(len(spoken), 12)}"] = None
    if words.asks:
        found["asks"] = None
        found[f"{where}>asks"] = None
    return list(found)


def _grams(spoken: Sequence[str], where: str, found: dict[str, None]) -> None:
    framed = ["^", *spoken, "$"]
    for at, word in enumerate(framed):
        found[f"w:{word}"] = None
        found[f"{where}>w:{word}"] = None
        if at + 1 < len(framed):
            pair = f"w:{word} {framed[at + 1]}"
            found[pair] = None
            found[f"{where}>{pair}"] = None
        if at + 2 < len(framed):
            found[f"w:{word} {framed[at + 1]} {framed[at + 2]}"] = None
            found[f"s:{word} {framed[at + 2]}"] = None


def _pieces(word: str, found: dict[str, None]) -> None:
    if len(word) < 4:
        return
    framed = f"<{word}>"[:24]
    for size in (4, 5):
        for at in range(len(framed) - size + 1):
            found[f"c:{framed[at : at + size]}"] = None


def _words_of(part: Clause, where: str, found: dict[str, None]) -> None:
    scope = 0
    for word in part.words[:40]:
        found[f"{part.doer}|{word}"] = None
        if scope:
            found[f"n|{word}"] = None
            scope -= 1
        if word in _NEGATIONS:
            scope = _SCOPE
    found[f"doer:{part.doer}"] = None
    found[f"{where}>doer:{part.doer}"] = None
