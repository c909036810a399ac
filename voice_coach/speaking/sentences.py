"""A line cut into its sentences, so that there is room to listen between them."""

from __future__ import annotations

import re

ENDS = re.compile(r"""[.?!…]+["'”\u2019»)\]]*(?=\s|$)""")
"""Closing marks, with the quotes and brackets that close behind them, before a gap.

A point inside a number or a time ("1.5", "8.30") has no gap behind it and ends nothing.
"""

BEHIND_A_COLON = re.compile(r"(?<=[a-z]:) ")
"""The gap where somebody draws a breath before what was announced."""

ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "st.", "e.g.", "i.e.", "vs."})
"""Words that end in a full stop without ending a sentence."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a line, in order, each with its closing marks; none where it is blank.

    Joined by single spaces they are the line again, but for its white space. A quotation
    inside a sentence ('just say "two minutes." and go') does not end it.
    """
    found: list[str] = []
    start = 0
    for end in ENDS.finditer(text):
        piece = text[start : end.end()].strip()
        if not _is_over(piece, text[end.end() :].lstrip()):
            continue
        found.append(piece)
        start = end.end()
    rest = text[start:].strip()
    return tuple(" ".join(piece.split()) for piece in (*found, rest) if piece)


def pieces(text: str) -> tuple[str, ...]:
    """What of a line can be rendered by itself: its sentences, cut once more behind a colon.

    What comes before a colon is the same whatever comes behind it.
    """
    return tuple(
        part for sentence in sentences(text) for part in BEHIND_A_COLON.split(sentence) if part
    )


def _is_over(piece: str, following: str) -> bool:
    """Whether a piece that ends in a closing mark is a whole sentence."""
    if not any(character.isalnum() for character in piece):
        return not following
    if piece.rsplit(maxsplit=1)[-1].lower() in ABBREVIATIONS:
        return False
    return not following[:1].islower()
