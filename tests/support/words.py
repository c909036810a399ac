"""Comparing what was said with what was heard."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein


def words(text: str) -> list[str]:
    """The words of a text, without case and punctuation, spelt one way ("to-day", "good night")."""
    plain = text.lower().replace("\u2019", "'").replace("to-", "to").replace("-", " ")
    return re.findall(r"[a-z']+", plain.replace("good night", "goodnight"))


def word_error_rate(said: Iterable[str], heard: Iterable[str]) -> float:
    """Words substituted, inserted and deleted, as a share of the words that were said."""
    reference, hypothesis = words(" ".join(said)), words(" ".join(heard))
    return Levenshtein.distance(reference, hypothesis) / len(reference)
