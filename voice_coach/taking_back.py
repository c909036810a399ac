"""Giving the word back to somebody who had only paused.

People pause for as long inside an answer as others do behind one, and neither words nor tone
tell which it is. Whoever goes on just when the coach begins to speak had not finished: what
the coach took from the first half is taken back, and the whole is understood.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import Literal

from voice_coach.conversation.effects import Heard, Whole
from voice_coach.meaning import GRAVITY, Hypothesis, Meaning, Recognition

NO_REPLY_WITHIN = 0.8
"""Seconds from the coach's first sound in which nobody replies to its words yet: it takes about
0.2 s to recognise the first of them (Marslen-Wilson 1985, Speech Communication 4:55), and 0.6 s to
plan even a single word in reply (Levinson and Torreira 2015, Frontiers in Psychology 6:731)."""

NOTICED_WITHIN = 0.8
"""Seconds within which somebody is heard over the coach's own voice: an echo canceller may take
away all until its first sentence is over, and some begin softly ("she", "str…")."""

OF_THE_DEVICE = ("mute", "later")
"""Commands that are taken as they are heard: they concern more than the conversation."""

SURE = 0.9
"""The confidence from which a command in the rest stands for itself. What is left of a word under
the coach's own is easily misheard, and "next door" is not "next"."""

NEVER_MISSED = ("numbers",)
"""Commands that count however unsure they are: somebody may need them."""

OF_THE_LINE = ("repeat", "why")
"""Commands about what the coach says, of which nobody has heard enough yet: misheard words."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was taken for over, to which question, and how that can be answered."""

    question: str
    answering: Literal["closed", "open"]
    heard: Recognition

    def and_then(self, rest: Recognition) -> Recognition:
        """What was heard in all, once somebody went on with `rest`."""
        begun = self.heard.text
        return Recognition(
            tuple(
                Hypothesis(f"{begun} {more.text}".strip(), more.confidence)
                for more in rest.hypotheses
            )
        )


@dataclass(slots=True)
class LastAnswer:
    """The last answer, and when the coach's first word after it began to sound."""

    given: Given | None = None
    first_word: float | None = field(default=None, init=False)

    def is_replied_to(self, begins: float) -> None:
        """The coach's words begin to sound at this moment of the room's time."""
        if self.first_word is None:
            self.first_word = begins

    def is_followed_by(self, given: Given | None) -> None:
        """Another answer was given, or nothing was said."""
        self.given, self.first_word = given, None

    @property
    def rest_until(self) -> float:
        """Until when somebody who is heard over the coach goes on with it, in the room's seconds.

        Minus infinity where there is no answer to go on with.
        """
        if self.given is None or self.first_word is None:
            return -inf
        return self.first_word + NO_REPLY_WITHIN + NOTICED_WITHIN


def heard_in_all(alone: Meaning, whole: Meaning, question: str) -> Heard:
    """What was heard over the coach's words, with the whole of the answer it was the rest of.

    `alone` is what the rest means under the question that the coach was about to ask, `whole` what
    all of it means under `question`, the one before. A sign of danger in either counts at once; a
    command in the rest that is none in the whole stands for itself.
    """
    everything = whole.without_words()
    danger = max(alone.safety, whole.safety, key=lambda safety: GRAVITY[safety.level])
    if danger.level != "none":
        return Heard(replace(everything, safety=danger))
    heard = Heard(alone.without_words())
    is_told_now = alone.command not in (None, whole.command, *OF_THE_LINE)
    is_sure = alone.confidence >= SURE or alone.command in NEVER_MISSED
    if (is_told_now and is_sure) or whole.command in OF_THE_DEVICE:
        return heard
    return replace(heard, whole=Whole(question, everything))
