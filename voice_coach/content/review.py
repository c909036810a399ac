"""How the coach speaks, as rules that texts can be held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from voice_coach.content.problems import Problem
from voice_coach.meaning import Content, Question

SENTENCE_WORDS = 12
"""The longest sentence: what a tired person takes in at once."""

TURN_WORDS = 30
"""The longest turn, about twelve seconds."""

UNWANTED = re.compile(
    r"\b(?:you should|you shouldn't|you must|you have to|you need to|always|never|toxic|abuse"
    r"|invalid|error|wrong|fail\w*|streak|score|therap\w+|clinical\w*|proven)\b",
    re.IGNORECASE,
)
"""What the coach does not say: orders, verdicts, scores and claims."""

STIFF = re.compile(
    r"\b(?:do not|does not|did not|is not|are not|was not|were not|cannot|can not|will not"
    r"|would not|could not|have not|has not|I am|I have got|I will|you are|you will|you have got"
    r"|it is|that is|there is|what is|who is|let us|we will|we are)\b(?=\s\w)",
    re.IGNORECASE,
)
"""Words that people draw together when they speak."""

UNSPEAKABLE = re.compile(
    r"[^A-Za-z ,.?!:'\"-]|\b[A-Z]{2,}\b"
    r"|\b(?:e\.g|i\.e|etc|vs|approx|min|hrs?|mr|mrs|dr|asap|tv)\b\.?",
)
"""Symbols, digits and abbreviations that a voice would spell out or stumble over."""

PLAN = re.compile(r"^(?:when|if) [^,.]+, .+[^.]$")
"""An if-then plan as it stands inside a sentence."""


def review(content: Content, paths: Mapping[str, Path]) -> Iterator[Problem]:
    """Everything in these texts that is not how the coach speaks (English only)."""
    if content.language != "en":
        return
    for line, texts in content.lines.items():
        for text in texts:
            yield from _said(paths["lines.toml"], line, text)
            yield from _length(paths["lines.toml"], line, text)
    for key, question in content.questions.items():
        yield from _question(paths["questions.toml"], key, question)
    for name, ritual in content.rituals.items():
        for key, text in (("plan", ritual.plan), ("smaller", ritual.smaller)):
            place = f"{name}.{key}"
            yield from _said(paths["rituals.toml"], place, text)
            if not PLAN.match(text):
                expected = 'expected "when you …, …" or "if we …, then …"'
                yield Problem(paths["rituals.toml"], place, expected)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon ends one too, because a voice rests there."""
    return [part for part in re.split(r"(?<=[.?!:])[\"']?\s+", text) if part.strip()]


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def _question(path: Path, key: str, question: Question) -> Iterator[Problem]:
    texts = [*question.ask, *question.rephrase, *question.confirm.values()]
    for text in texts:
        yield from _said(path, key, text)
        yield from _length(path, key, text)
        if text.count("?") > 1:
            yield Problem(path, key, f'expected one question a turn, not "{text}"')
    if question.choices:
        yield from _said(path, key, question.choices)


def _said(path: Path, place: str, text: str) -> Iterator[Problem]:
    plain = re.sub(r"\{\w+\}", "plan", text)
    for pattern, why in (
        (UNWANTED, "is not how the coach speaks"),
        (STIFF, "is stiff; draw it together as people do when they speak"),
        (UNSPEAKABLE, "would be spelled out by a voice"),
    ):
        found = pattern.search(plain)
        if found:
            yield Problem(path, place, f'"{found.group()}" {why}')
    for sentence in sentences(plain):
        if words(sentence) > SENTENCE_WORDS:
            expected = f"expected at most {SENTENCE_WORDS} words a sentence: {sentence}"
            yield Problem(path, place, expected)


def _length(path: Path, place: str, text: str) -> Iterator[Problem]:
    room = SENTENCE_WORDS if "{plan}" in text else 0
    if words(text) + room > TURN_WORDS:
        yield Problem(path, place, f"expected at most {TURN_WORDS} words a turn")
