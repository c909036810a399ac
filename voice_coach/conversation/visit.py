"""One question on its way to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from voice_coach.conversation.effects import Heard
from voice_coach.conversation.lines import CONFIRM
from voice_coach.conversation.night import Night
from voice_coach.meaning import Line, Meaning, Question


@dataclass(frozen=True, slots=True)
class Again:
    """Listen again after saying this line."""

    line: Line


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question is done with: answered, or None where it was let go."""

    meaning: Meaning | None


@dataclass(frozen=True, slots=True)
class Instead:
    """Take this reply for the one that was given to the question."""

    reply: Heard


Step: TypeAlias = Again | Resolved | Instead


@dataclass(slots=True)
class Visit:
    """A question being asked: its current words, and what was tried already.

    `rung` is the rung of the repair ladder that was last used, `straight` says that this
    evening goes straight to the choices; `confirming` is the meaning being asked back about.
    `served` are the commands that were followed on the side.
    """

    question: Question
    variables: dict[str, str]
    line: Line
    first_words: str
    rung: int = 0
    straight: bool = False
    repeats: int = 0
    served: tuple[str, ...] = ()
    silences: int = 0
    own_side_asked: bool = False
    confirming: Meaning | None = None
    reworded: int = 0
    rephrased: int = 0

    @property
    def asking(self) -> str:
        """The id under which the next reply is to be understood."""
        return self.question.id if self.confirming is None else CONFIRM

    @property
    def is_opening(self) -> bool:
        """Whether this asks about the evening itself rather than about the day."""
        return self.question.id in ("ready", "who")

    def filled(self, text: str) -> str:
        """A text of the question with its variables filled in."""
        return text.format(**self.variables)

    def other_words(self) -> str:
        """The whole question in its next wording, or a short rephrase where it has but one."""
        texts = [text for text in self.question.ask if self.filled(text) != self.first_words]
        if not texts:
            return self.rephrase()
        text = texts[self.reworded % len(texts)]
        self.reworded += 1
        return self.filled(text)

    def briefly(self) -> str:
        """The question in few words, or what is being asked back about it."""
        return self.line.text if self.confirming is not None else self.rephrase()

    def rephrase(self) -> str:
        """The next short rephrase; the question itself where it has none."""
        if not self.question.rephrase:
            return self.line.text
        text = self.question.rephrase[self.rephrased % len(self.question.rephrase)]
        self.rephrased += 1
        return self.filled(text)


def visit_to(night: Night, question: Question, variables: dict[str, str]) -> Visit:
    """The visit that begins when a question is asked for the first time tonight."""
    text = night.words(question.ask, question.key).format(**variables)
    return Visit(question, variables, Line(question.key, text), text)


def again(visit: Visit, *texts: str) -> Again:
    """Ask again in these words, which are the question's words from now on."""
    visit.line = Line(visit.question.key, " ".join(text for text in texts if text))
    return Again(visit.line)
