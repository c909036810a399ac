"""What words sound like, whatever a recogniser writes: the second look at a lone word."""

from __future__ import annotations

import re

from jellyfish import metaphone


def sound(word: str) -> tuple[str, str]:
    """Metaphone's code of a word, and its first vowel: of "couch" and "Koch" that of "coach".

    "U" is written for "o" by recognisers ("cutch"); "catch" and "cash" sound otherwise.
    """
    vowel = re.search("[aeiou]", word)
    return metaphone(word), vowel[0].replace("u", "o") if vowel else ""


def consonants(word: str) -> str:
    """The consonants that are left of a word in a kitchen: "TP" of "stop", "top" and "dump".

    Metaphone's code, without what recognisers lose or add there: the "s" before a "t", a nasal
    before a plosive, and whether a "p" is a "b".
    """
    code = re.sub("[MN](?=[PTK])", "", metaphone(word).replace("B", "P"))
    return code[1:] if code.startswith("ST") else code
