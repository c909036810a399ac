"""Has somebody finished? From the words so far and their meaning, how long a silence ends a turn.

People leave each other about 0.2 s between turns, and pause for longer inside their own. What
tells the two apart here is what was said: pure, from text alone. The words and the seconds are
data, in turns.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from voice_coach.meaning import Meaning, TurnCues

GOES_ON = (",", "-", "—", "…", "...")
"""A recogniser that writes marks hears from the tone of voice that a clause goes on."""

CLAUSES = 2
"""A certain answer has at most this many: a yes, and what is yes."""

MARKS = '.,!?;:-—…"“”'


def pause_after(meaning: Meaning, answering: Literal["closed", "open"], cues: TurnCues) -> float:
    """Seconds of silence after which somebody who said this has finished.

    `meaning` is that of the words so far, `meaning.text`, under the question that was asked;
    `answering` says how that question can be answered.
    """
    if is_unfinished(meaning.text, cues) or meaning.safety.level == "ambiguous":
        return cues.unfinished_pause
    if meaning.text.rstrip().endswith(GOES_ON):
        return cues.told_pause if answering == "closed" else cues.unfinished_pause
    if not is_whole(meaning):
        return cues.told_pause
    if answering == "open":
        return cues.told_pause if meaning.command is None else cues.whole_pause
    return cues.certain_pause if _is_certain(meaning, cues) else cues.whole_pause


def is_whole(meaning: Meaning) -> bool:
    """Whether an answer can be taken as it is; if not, a pause was perhaps not its end."""
    if meaning.safety.level == "clear":
        return True
    says_something = meaning.answer != "none" or meaning.command is not None
    return says_something and meaning.decision == "accept"


def is_unfinished(text: str, cues: TurnCues) -> bool:
    """Whether words end in a hesitation, or in the middle of a clause; no words do as well."""
    words = _words(text)
    if not words:
        return True
    going_on = max(_longest_end(words, cues.unfinished), _longest_end(words, cues.hesitations))
    return going_on > _longest_end(words, cues.finished)


def _is_certain(meaning: Meaning, cues: TurnCues) -> bool:
    """Whether an answer is over soon: a yes or a no, and little behind it."""
    words = _words(meaning.text)
    first = _beginning(words, cues.certain)
    is_short = 0 < first >= len(words) - cues.certain_more and _clauses(meaning.text) <= CLAUSES
    return is_short and meaning.safety.level == "none"


def _clauses(text: str) -> int:
    """How many stretches of words the marks in a text make."""
    return sum(bool(_words(part)) for part in re.split(r"[,.;:?!]", text))


def _beginning(words: list[str], phrases: Iterable[str]) -> int:
    """How many words at the beginning are made of these phrases alone."""
    known = [phrase.split() for phrase in phrases]
    count = 0
    while fits := [len(one) for one in known if one == words[count : count + len(one)]]:
        count += max(fits)
    return count


def _longest_end(words: list[str], phrases: Iterable[str]) -> int:
    """How many words the longest of the phrases has in which these words end; 0 for none."""
    ends = (phrase.split() for phrase in phrases)
    return max((len(end) for end in ends if end == words[-len(end) :]), default=0)


def _words(text: str) -> list[str]:
    """The words as turns.toml writes them."""
    plain = text.lower().replace("\u2019", "'").replace("to-", "to")  # "to-night"
    return plain.translate({ord(mark): " " for mark in MARKS}).split()
