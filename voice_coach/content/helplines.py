"""Help-line numbers as they are spoken: slowly, in short chunks, digits in pairs."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.content.schema import Country, Number

PAIRS_IN_CHUNK = 3
"""Pairs of digits in one spoken chunk: six digits with pauses stay below five seconds."""

SPOKEN_WHOLE = 3
"""Up to this many digits are not paired: nine nine nine."""


def chunks(country: Country, digits: Sequence[str]) -> tuple[str, ...]:
    """The help lines of a country as short sentences to be said one after the other."""
    return tuple(part for line in country.lines for part in _spoken(line, digits))


def _spoken(line: Number, digits: Sequence[str]) -> list[str]:
    words = [digits[int(digit)] for digit in line.number if digit.isdigit()]
    name = f"{line.name}:"
    if len(words) <= SPOKEN_WHOLE:
        return [f"{name} {' '.join(words)}."]
    pairs = [" ".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    groups = [pairs[at : at + PAIRS_IN_CHUNK] for at in range(0, len(pairs), PAIRS_IN_CHUNK)]
    spoken = [_sentence(", ".join(group)) for group in groups]
    return [name, *spoken]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
