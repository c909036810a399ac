"""What a conversation wants done (effects) and what it gets back (replies).

A conversation is a generator: it yields an effect, and the session sends the reply to it
back in. Neither knows about sound, keyboards, clocks or files, so the same conversation is
driven by a microphone, a keyboard, a rehearsal or a list in a test.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from voice_coach.meaning import Entry, History, Line, Meaning, Outcome, PlanMark

Answering: TypeAlias = Literal["closed", "open", "turn"]
"""How long to wait for an answer: `closed` questions are quick, `open` ones need time.

A `turn` is ninety seconds in which one of two speaks to the other, pauses and all.
"""


@dataclass(frozen=True, slots=True)
class Say:
    """Say a line. Replied to with Done, or Heard when stop or goodnight cut it short."""

    line: Line


@dataclass(frozen=True, slots=True)
class Ask:
    """Say a line, then listen. Replied to with Heard or Silence.

    `question` is the id under which the answer is understood. `line` is None to go on
    listening without saying anything. `again` marks a reprompt of the same question.
    """

    question: str
    line: Line | None
    answering: Answering
    again: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Keep labels: an answer, or what became of a plan. Replied to with Done."""

    noted: Entry | PlanMark


@dataclass(frozen=True, slots=True)
class Asked:
    """Remember that this question (by key) or opening was used tonight. Replied to with Done."""

    key: str


@dataclass(frozen=True, slots=True)
class Adjust:
    """Change how the coach speaks from now on, beyond this evening. Replied to with Done."""

    what: Literal["slower", "faster", "louder", "quieter"]


@dataclass(frozen=True, slots=True)
class Hold:
    """Be quiet until the person speaks again, at most `seconds`. Heard or Silence."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete everything this evening has kept so far. Replied to with Done.

    `unsafe` says that somebody may not be safe: where it is not known who is there, or both are,
    whatever was cut off earlier tonight goes as well, whoever's it was.
    """

    unsafe: bool = False


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take the last `notes` notes (Note effects) back: the person went back. Done."""

    notes: int


@dataclass(frozen=True, slots=True)
class Present:
    """Now it is known who is there: a name of the household, `both` or `guest`.

    Replied to with Recalled (what is remembered of them), or with Done where nothing is.
    From here on notes belong to `who`.
    """

    who: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete everything that is kept of `who`, this evening included.

    Replied to with Forgotten once it is gone for good; Done means that it is not.
    """

    who: str


@dataclass(frozen=True, slots=True)
class ForgetEvening:
    """Delete what is kept of `who` from this day, an evening that was closed earlier included.

    With `nothing_more` nothing is kept of them for the rest of that day either, should the power
    go out and the evening begin once more. Replied to with Forgotten once it is gone for good;
    Done means that it is not.
    """

    who: str
    day: date
    nothing_more: bool = False


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Is there an evening of `who` that was cut off a while ago? Indeed, or Done for no."""

    who: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with the evening of `who` that was cut off, instead of this one.

    Where that is possible this conversation gets no reply: it is over. Done means that it
    goes on after all.
    """

    who: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Is `who` to be asked whether they may be remembered?

    Indeed is yes, Refused that they said no and are not asked now, Done that nothing need be
    asked.
    """

    who: str
    day: date


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether `who` said yes to being remembered. Replied to with Done.

    It is kept like an answer, unless everything of tonight is discarded after it. `to` is
    what was agreed to: that labels are kept at all, or one's own words as well.
    """

    who: str
    day: date
    given: bool
    to: Literal["labels", "words"] = "labels"


@dataclass(frozen=True, slots=True)
class WantsWords:
    """Does `who` want their own words kept?

    Indeed is yes, Requested that they are to be asked, Done no.
    """

    who: str


@dataclass(frozen=True, slots=True)
class KeepWords:
    """From here on keep the words of each answer beside its labels. Replied to with Done."""


@dataclass(frozen=True, slots=True)
class ForgetWords:
    """Delete every word that is kept of `who`, and keep no more.

    Replied to with Forgotten once they are gone for good; Done means that they are not.
    """

    who: str


Effect: TypeAlias = (
    Say
    | Ask
    | Note
    | Asked
    | Adjust
    | Hold
    | Discard
    | TakeBack
    | Present
    | Forget
    | ForgetEvening
    | Unfinished
    | Resume
    | Newcomer
    | Consent
    | WantsWords
    | KeepWords
    | ForgetWords
)


@dataclass(frozen=True, slots=True)
class Done:
    """The effect was performed."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the last answer means together with what was said over the coach's next words.

    `question` is the id of the question that it was an answer to.
    """

    question: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Heard:
    """The person spoke: labels without words.

    `capped` says that the answer was cut off for being very long. `whole` is there where the
    person had paused and went on just when the coach began to speak: their last answer, had it
    not been taken for over.
    """

    meaning: Meaning
    capped: bool = False
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody spoke for as long as the question waits.

    `microphone` says that the device is the likely cause.
    """

    microphone: bool = False


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of the person who turned out to be there."""

    history: History


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Everything that was kept of the person is gone."""


@dataclass(frozen=True, slots=True)
class Indeed:
    """What the effect asked about is so."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The person said no to being remembered."""


@dataclass(frozen=True, slots=True)
class Requested:
    """The person is to be asked."""


Reply: TypeAlias = Done | Heard | Silence | Recalled | Forgotten | Indeed | Refused | Requested

Conversation: TypeAlias = Generator[Effect, Reply, Outcome]
"""A check-in: effects out, replies in, and how it ended at the end."""
