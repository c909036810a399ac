"""One evening's state, and the few things every part of the conversation does with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from voice_coach.conversation.choosing import wording
from voice_coach.conversation.context import Context, Length
from voice_coach.conversation.effects import Effect, Heard, Note, Reply, Say
from voice_coach.conversation.lines import group_of
from voice_coach.meaning import (
    Content,
    Entry,
    History,
    Kind,
    Line,
    Meaning,
    PlanMark,
    Question,
    Situation,
)

T = TypeVar("T")

Talk: TypeAlias = Generator[Effect, Reply, T]
"""A part of the conversation: effects out, replies in, and what came of it."""

Why: TypeAlias = Literal[
    "goodnight",
    "stop",
    "safety",
    "doubt",
    "later",
    "not_tonight",
    "nobody",
    "silence",
    "microphone",
    "misheard",
    "enough",
    "ended",
    "bereaved",
    "open_up",
]
"""Why an evening ends before its last line."""

Forgets: TypeAlias = Literal["forget_everything", "forget_tonight", "keep_nothing"]
"""A wish that something be deleted, or not kept."""

MOST_QUESTIONS = 6
"""Questions in one evening, the plan from last time and the offer among them."""


class Leave(Exception):
    """The evening ends here, from wherever the conversation is.

    Not an error: it carries the reason up to the one place that says goodbye.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(slots=True)
class Night:
    """What is known and was done this evening; lives and dies with one conversation.

    `keeping` is False once nothing may be kept; `together` says that both are there,
    `company` that others can hear; `misses` counts what was not understood, `silent` the
    questions nobody answered, `questions` those asked (of at most six), `core` the last core
    question. `ritual` and `plan`
    are what was agreed on, `declined` and `let_go` that tonight's offer or last time's plan
    were not kept. `thanks` says that there is something to thank the other for, `opens_up`
    that they came to open a conversation, `spoke` that
    something was said since the last reply. `who` is who is there, as far as it is known,
    `asked_who` that it was asked; `forgets` is what they want deleted as soon as it is
    known who they are, `stranger` that nothing at all is kept of them.
    """

    context: Context
    history: History
    length: Length
    keeping: bool = True
    who: str = ""
    asked_who: bool = False
    forgets: Forgets | None = None
    stranger: bool = False
    together: bool = False
    company: bool = False
    situations: set[Situation] = field(default_factory=set)
    admitted: list[Kind] = field(default_factory=list)
    core: str | None = None
    questions: int = 0
    misses: int = 0
    silent: int = 0
    answered: bool = False
    microphone_checked: bool = False
    cautious: bool = False
    thanks: bool = False
    ritual: str | None = None
    plan: str | None = None
    declined: bool = False
    let_go: bool = False
    opens_up: bool = False
    spoke: bool = False
    said: Counter[str] = field(default_factory=Counter)

    @property
    def content(self) -> Content:
        """What can be said."""
        return self.context.content

    @property
    def knows_who(self) -> bool:
        """Whether it is known who is there."""
        return bool(self.who) or self.context.knows_who

    @property
    def apart(self) -> bool:
        """Whether the two are in different places just now."""
        return "apart" in self.situations and not self.together

    def words(self, texts: Sequence[str], purpose: str) -> str:
        """One of several wordings: another than last night, earlier tonight, or a minute ago."""
        turn = self.said[purpose] + (purpose in self._asked_earlier_tonight)
        self.said[purpose] += 1
        return wording(texts, self.context.day, self.context.seed, purpose, turn)

    @property
    def _asked_earlier_tonight(self) -> Sequence[str]:
        """The keys of what was asked in a check-in of tonight that is over already."""
        tonight = (each for each in self.history.evenings if each.day == self.context.day)
        return [key for evening in tonight for key in evening.asked]

    def line(self, identifier: str, **variables: str) -> Line:
        """A line of the content in one of its wordings."""
        text = self.words(self.content.lines[identifier], identifier)
        return Line(identifier, text.format(**variables))

    def group(self, name: str) -> list[Question]:
        """The questions of a group, in the order of their keys."""
        questions = self.content.questions
        return [questions[key] for key in sorted(questions) if group_of(key) == name]

    def room_for(self, more: int) -> bool:
        """Whether `more` questions can still be asked tonight."""
        return self.questions + more <= MOST_QUESTIONS


def leave_if_asked(meaning: Meaning) -> None:
    """Raise Leave for a clear sign of danger (first), for goodnight and for stop."""
    if meaning.safety.level == "clear":
        raise Leave("safety")
    if meaning.command == "goodnight":
        raise Leave("goodnight")
    if meaning.command == "stop":
        raise Leave("stop")


def say(night: Night, identifier: str, **variables: str) -> Talk[None]:
    """Say a line; being cut short by stop or goodnight ends the evening."""
    night.spoke = True
    yield from speak(night.line(identifier, **variables))


def reflect(night: Night, identifier: str) -> Talk[None]:
    """Say one thing back, unless the answer came with something that was met already."""
    if not night.spoke:
        yield from say(night, identifier)


def speak(line: Line) -> Talk[None]:
    """Say this very line; being cut short by stop or goodnight ends the evening."""
    reply = yield Say(line)
    if isinstance(reply, Heard):
        leave_if_asked(reply.meaning)


def keep(night: Night, noted: Entry | PlanMark) -> Talk[None]:
    """Keep labels, unless nothing may be kept; of two people together only plans are."""
    night.answered = True
    if night.keeping and (isinstance(noted, PlanMark) or not night.together):
        yield Note(noted)
