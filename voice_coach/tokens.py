"""Words as they are compared: small, and without marks."""

from __future__ import annotations

MARKS = '.,!?;:-\u2014\u2026"\u201c\u201d'


def plain_words(text: str) -> list[str]:
    """The words without case and marks, hesitations and all."""
    plain = text.lower().replace("\u2019", "'")
    return plain.translate({ord(mark): " " for mark in MARKS}).split()
