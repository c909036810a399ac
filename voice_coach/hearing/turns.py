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
from voice_coach.tokens import plain_words

GOES_ON = (",", "-", "—", "…", "...")
"""A recogniser that writes marks hears from the tone of voice that a clause goes on."""

CLAUSES = 2
"""A certain answer has at most this many: a yes, and what is yes."""


def pause_after(
    meaning: Meaning, answering: Literal["closed", "open"], finished: float, cues: TurnCues
) -> float:
    """Seconds of silence after which somebody who said this is taken to have finished.

    `meaning` is that of the words so far, `meaning.text`, under the question that was asked;
    `answering` says how that question can be answered; `finished` is the chance, by the words
    alone, that this was all.
    """
    if _ends_in(_words(meaning.text), cues.finished):
        finished = 1.0
    goes_on = finished < cues.goes_on_below or is_hesitating(meaning.text, cues)
    if goes_on or meaning.safety.level == "ambiguous":
        return cues.unfinished_pause
    if meaning.text.rstrip().endswith(GOES_ON):
        return _pause_at_a_comma(meaning, answering, finished, cues)
    if answering == "closed" and is_whole(meaning) and _is_certain(meaning, cues):
        return cues.certain_pause if finished >= cues.over_from else cues.whole_pause
    if answering == "open" and meaning.command is None:
        is_told = finished >= cues.told_from or len(_words(meaning.text)) <= cues.told_words
        return cues.told_pause if is_told else cues.untold_pause
    if finished < cues.over_from:
        return cues.doubtful_pause
    return cues.whole_pause if is_whole(meaning) else cues.missed_pause


def _pause_at_a_comma(
    meaning: Meaning, answering: Literal["closed", "open"], finished: float, cues: TurnCues
) -> float:
    """The pause behind words that sound as if they went on.

    One or two words of an answer are not waited for as long as more of them: of 282 beginnings in
    Piper's voice that went on behind their first word or two only 12 were written with a comma,
    and somebody who says no more than "Distracted" would pay for it with half a second.
    """
    if answering == "open":
        return cues.unfinished_pause
    is_short = len(_words(meaning.text)) <= cues.told_words
    is_over = is_short and is_whole(meaning) and finished >= cues.over_from
    return cues.whole_pause if is_over else cues.doubtful_pause


def is_whole(meaning: Meaning) -> bool:
    """Whether an answer can be taken as it is; if not, a pause was perhaps not its end."""
    if meaning.safety.level == "clear":
        return True
    says_something = meaning.answer != "none" or meaning.command is not None
    return says_something and meaning.decision == "accept"


def is_hesitating(text: str, cues: TurnCues) -> bool:
    """Whether words end in a hesitation; no words do as well."""
    words = _words(text)
    return not words or _ends_in(words, cues.hesitations)


def _ends_in(words: list[str], phrases: Iterable[str]) -> bool:
    """Whether words end in one of these phrases."""
    ends = (phrase.split() for phrase in phrases)
    return any(words[-len(end) :] == end for end in ends)


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


def _words(text: str) -> list[str]:
    """The words as turns.toml writes them."""
    return plain_words(text.lower().replace("to-", "to"))  # "to-night"
