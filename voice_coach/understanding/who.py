"""Who is there? Names of the household, both of them, or a guest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from voice_coach.meaning import OTHER

_BOTH = re.compile(
    r"\b(both|two of us|pair of us|the two|together|two people|we are|us two|we both|couple|"
    r"(?:my|the) (?:wife|husband|other half|partner|girlfriend|boyfriend|missus) and (?:i|me|"
    r"myself)|"
    r"(?:him|her|he|she) and (?:i|me)|(?:me|i|myself) and (?:him|her|my|the|himself|herself)|"
    r"(?:i|me) am (?:here )?with (?:him|her|my (?:wife|husband))|full house|double act|"
    r"whole (?:crew|team|family|lot|gang)|i am here and (?:he|she|they)|"
    r"the two amigos|(?:he|she|they) (?:is|are) (?:here|with me)(?: too| as well)?|all of us)\b"
)
_GUEST = re.compile(
    r"\b(guest|visitor|visiting|neighbor|neighbour|friend|mother in law|father in law|"
    r"sister in law|"
    r"brother in law|in law|mother|mom|father|dad|sister|brother|aunt|auntie|aunty|uncle|cousin|"
    r"niece|"
    r"nephew|son|daughter|grandson|granddaughter|gran|granny|nan|grandad|grandma|grandpa|"
    r"babysitter|"
    r"sitter|cleaner|plumber|electrician|lodger|flatmate|roommate|housemate|nanny|au pair|"
    r"colleague|"
    r"stranger|nobody you know|not (?:from|of) (?:here|this house)|just passing|repair ?man|"
    r"delivery|"
    r"neither of them|someone else|somebody else|a mate|carer|nurse|doctor|teacher|tutor|student|"
    r"handyman|painter|builder|decorator|gardener|tenant|landlord|boss|helper|maid|teenager|kid)\b"
)
_ANOTHER = re.compile(
    r"\b(?:not|is not|no|never|without|except|instead of|bar|who is|idea who)\b(?: \w+)?$"
)
_AWAY = re.compile(
    r"^ (?:(?:is|will be|has|was|will|can|does|has just|is still|is just) )?"
    r"(?:not (?:here|home|in|tonight|today|around|with|joining|be|come|make)|out|away|gone|asleep|"
    r"sleeping|in (?:bed|the (?:bath|shower))|at|working|comes? (?:home|back|later|after|in)|"
    r"later|after|went|left|travelling|traveling|upstairs|busy|on (?:nights|shift|a shift))\b"
)
_OTHER = re.compile(r"\bother (?:one|half)\b")
_IT_IS_ME = re.compile(
    r"(?:no|sorry|oh no|no no|no sorry) (?:it is|this is) (?:actually )?me(?: actually| here)?"
    r"|no (?:it is )?the other one|(?:no )?(?:wrong person|that is not me|the wrong one)"
)
_IT_IS = re.compile(
    r"(?:no |sorry |oh |no no )?(?:it is|this is|i am)(?: actually| really)? (?P<name>\w+)"
    r"(?: actually| here| speaking| tonight)?(?: not \w+)?"
)
CLOSE = 84
"""How alike (of 100) a misheard name must be."""


def who(text: str, household: Sequence[str]) -> str | None:
    """A name of the household, `both`, `guest`, or None when it was not said."""
    found = {name: place for name in household if (place := _place(text, name)) is not None}
    present = [name for name, place in found.items() if _is_here(text, place)]
    if not present and len(household) == 2 and len(found) == 1 and _OTHER.search(text):
        present = [name for name in household if name not in found]
    if len(present) == 1 and re.search(
        r"\band (?:my )?(?:husband|wife|partner|hubby|the other half)\b", text
    ):
        return "both"
    if len(present) > 1 or _BOTH.search(text):
        related = _GUEST.search(text)
        return "guest" if related and not present and not _BOTH.search(text) else "both"
    if _GUEST.search(text):
        return "guest"
    if len(present) == 1:
        return present[0]
    return None


def correction(text: str, household: Sequence[str]) -> str | None:
    """Who it is after all, where somebody says in a few words that it was the other of two.

    A name, or OTHER where none was said ("no, it's me"). Only short, whole utterances count:
    whoever tells of their day says names, too.
    """
    if len(household) != 2:
        return None
    if _IT_IS_ME.fullmatch(text):
        return OTHER
    said = _IT_IS.fullmatch(text)
    named = [name for name in household if said and said["name"] == name.lower()]
    return named[0] if len(named) == 1 else None


def _place(text: str, name: str) -> tuple[int, int] | None:
    wanted = name.lower()
    match = re.search(rf"\b{re.escape(wanted)}\b", text)
    if match:
        return match.span()
    best: tuple[float, tuple[int, int]] | None = None
    for word in re.finditer(r"\w+", text):
        score = fuzz.ratio(word[0], wanted)
        if len(word[0]) > 2 and score >= CLOSE and (best is None or score > best[0]):
            best = (score, word.span())
    return best[1] if best else None


def _is_here(text: str, place: tuple[int, int]) -> bool:
    if _ANOTHER.search(text[: place[0]].rstrip()):
        return False
    return not _AWAY.search(text[place[1] :])
