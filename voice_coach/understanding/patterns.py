"""Patterns over normalised text: how content writes them, and how many are searched at once.

A pattern is a regular expression in which `{name}` stands for any word of a concept, ` .. `
for up to three words and ` ... ` for up to seven. It always begins and ends at a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"\{([A-Za-z_]+)\}")
_GAPS = {" ... ": r"(?: [^ ]+){0,7} ", " .. ": r"(?: [^ ]+){0,3} "}


class UnknownConceptError(ValueError):
    """A pattern names a concept that its file does not define."""


def expand(pattern: str, concepts: Mapping[str, Sequence[str]]) -> str:
    """The pattern as a plain regular expression, anchored at word boundaries.

    Raises UnknownConceptError for a concept that is not there, re.error when the result is no
    regular expression.
    """

    def alternatives(match: re.Match[str]) -> str:
        words = concepts.get(match[1])
        if words is None:
            raise UnknownConceptError(match[1])
        longest_first = sorted(words, key=len, reverse=True)
        return f"(?:{'|'.join(_NAME.sub(alternatives, word) for word in longest_first)})"

    expanded = _NAME.sub(alternatives, pattern)
    for gap, regex in _GAPS.items():
        expanded = expanded.replace(gap, regex)
    start = "" if expanded.startswith("^") else r"(?<![^ ])"
    end = "" if expanded.endswith("$") else r"(?![^ ])"
    return f"{start}(?:{expanded}){end}"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern of a group matched, in characters of the normalised text."""

    name: str
    start: int
    end: int


class Patterns:
    """Groups of patterns by name, each compiled into one expression.

    Before a group's expression runs, a cheap look tells whether any word that all of its
    patterns need is there at all.
    """

    def __init__(
        self, groups: Mapping[str, Iterable[str]], concepts: Mapping[str, Sequence[str]]
    ) -> None:
        self._groups: dict[str, re.Pattern[str]] = {}
        for name, patterns in groups.items():
            expanded = [expand(pattern, concepts) for pattern in patterns]
            if expanded:
                self._groups[name] = re.compile("|".join(expanded))

    def first(self, name: str, text: str) -> Found | None:
        """The first place where a pattern of the group matches, or None."""
        regex = self._groups.get(name)
        match = regex.search(text) if regex else None
        return Found(name, match.start(), match.end()) if match else None

    def all(self, name: str, text: str) -> list[Found]:
        """Every place where a pattern of the group matches."""
        regex = self._groups.get(name)
        if regex is None:
            return []
        return [Found(name, match.start(), match.end()) for match in regex.finditer(text)]
