"""The frozen values that the stages hand to one another.

Nothing here does anything: it is the vocabulary of the whole program, and the labels are
those that other programs read from `voice-coach understand`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

Answer: TypeAlias = Literal["toward", "away", "mixed", "unsure", "none"]
"""Where an answer points: turned toward the partner (or yes), away (or no), both, or not known.

"Turning toward" and "turning away" are the terms of the research on bids for connection.
"""

Kind: TypeAlias = Literal[
    "phone",
    "half_listening",
    "tasks_first",
    "let_drop",
    "short_tone",
    "talked_over",
    "fixing",
    "thanks_unsaid",
    "flat_good_news",
    "missed_hello",
    "pulled_away",
    "promise_slipped",
]
"""A micro-rejection that the speaker admits to."""

Habit: TypeAlias = Literal[
    "eye_contact", "phone_down", "kind_words", "shared_moments", "thoughtful_questions"
]
"""One of the five small habits that rituals practise."""

About: TypeAlias = Literal["self", "partner", "both", "nobody"]
Situation: TypeAlias = Literal["apart", "conflict", "ended", "bereaved", "not_alone"]
SafetyLevel: TypeAlias = Literal["clear", "ambiguous", "none"]
SafetyFamily: TypeAlias = Literal[
    "violence", "fear", "control", "self_harm", "child", "own_violence"
]
Decision: TypeAlias = Literal["accept", "confirm", "reject"]

Command: TypeAlias = Literal[
    "repeat",
    "slower",
    "faster",
    "louder",
    "quieter",
    "help",
    "skip",
    "stop",
    "pause",
    "resume",
    "undo",
    "later",
    "short",
    "why",
    "mute",
    "open_up",
    "keep_nothing",
    "keep_words",
    "keep_no_words",
    "forget_tonight",
    "forget_everything",
    "what_do_you_remember",
    "what_did_they_say",
    "numbers",
    "goodnight",
    "start_checkin",
    "tonights_ritual",
    "how_are_we_doing",
    "accept",
    "decline",
    "another",
    "smaller",
]
"""Something said to the coach rather than in answer to it."""

ANSWERS: tuple[Answer, ...] = get_args(Answer)
KINDS: tuple[Kind, ...] = get_args(Kind)
HABITS: tuple[Habit, ...] = get_args(Habit)
WORD_FOR_WORD: frozenset[Command] = frozenset({"keep_words", "keep_no_words", "what_did_they_say"})
"""Commands that only count when they are said word for word: too much depends on them."""

COMMANDS: tuple[Command, ...] = tuple(
    command for command in get_args(Command) if command not in WORD_FOR_WORD
)
"""Commands that are understood however they are put."""

SITUATIONS: tuple[Situation, ...] = get_args(Situation)
SAFETY_FAMILIES: tuple[SafetyFamily, ...] = get_args(SafetyFamily)
GRAVITY: Mapping[SafetyLevel, int] = {"none": 0, "ambiguous": 1, "clear": 2}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing the recogniser may have heard.

    `confidence` is between 0 and 1, or None where the engine has none to give.
    """

    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the recogniser heard in one utterance, best hypothesis first; empty means nothing."""

    hypotheses: tuple[Hypothesis, ...] = ()

    @property
    def text(self) -> str:
        """The best hypothesis, or an empty string."""
        return self.hypotheses[0].text if self.hypotheses else ""


@dataclass(frozen=True, slots=True)
class Safety:
    """Whether something that was said sounds unsafe, and in which way."""

    level: SafetyLevel = "none"
    family: SafetyFamily | None = None


OTHER = "other"
"""In place of a name: the one of two who was not meant ("no, it's me")."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an utterance means, for the conversation and for `voice-coach understand`."""

    text: str = ""
    answer: Answer = "none"
    kinds: tuple[Kind, ...] = ()
    about: About = "nobody"
    command: Command | None = None
    situation: Situation | None = None
    safety: Safety = field(default_factory=Safety)
    wake: bool = False
    decision: Decision = "reject"
    confidence: float = 0.0
    who: str | None = None

    def without_words(self) -> Meaning:
        """The labels alone: this is what the conversation and the journal get to see."""
        return replace(self, text="")

    def as_json(self) -> dict[str, Any]:
        """The meaning in the shape that `voice-coach understand` writes, one JSON object."""
        return {
            "text": self.text,
            "answer": self.answer,
            "kinds": list(self.kinds),
            "about": self.about,
            "command": self.command,
            "situation": self.situation,
            "safety": {"level": self.safety.level, "family": self.safety.family},
            "wake": self.wake,
            "decision": self.decision,
            "confidence": round(self.confidence, 3),
            "who": self.who,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the coach says: which line of the content it is, and its words."""

    id: str
    text: str


QuestionForm: TypeAlias = Literal["yes_no", "either_or", "open", "offer", "plan", "who"]
"""How a question can be answered; `open` and `plan` get the longer patience."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the content defines it.

    `id` is the question's id as understanding knows it (`attention`, `follow_up`, …) and
    `key` tells apart several questions under one id (`follow_up.phone`). `ask` has several
    wordings, `rephrase` is rung one of the repair ladder, `choices` rung two ("First, … .
    Second, … . Which is closer?"), `confirm` asks back for one pole as a closed question.
    """

    key: str
    id: str
    form: QuestionForm
    ask: tuple[str, ...]
    rephrase: tuple[str, ...] = ()
    choices: str = ""
    confirm: Mapping[Answer, str] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Ritual:
    """A small if-then plan.

    `plan` is what the coach says ("when you pick up your phone, say when you'll be done"),
    without a capital and without a full stop, so that it can stand inside a sentence;
    `smaller` is the same plan made smaller. `alone` says that one person can start it.
    """

    id: str
    plan: str
    smaller: str
    kinds: tuple[Kind, ...]
    habit: Habit
    minutes: int
    when: Literal["tonight", "tomorrow"]
    alone: bool
    apart: bool = False


@dataclass(frozen=True, slots=True)
class TurnCues:
    """What tells whether somebody has finished: words at the end of what they said so far.

    `backchannels` are what somebody says who only listens while the coach speaks,
    `stop_words` and `goodnight_words` what then makes it fall silent.
    An answer that ends in one of `hesitations`, or is over with a chance of less than
    `goes_on_below`, is unfinished; below `over_from` that is doubtful, and behind an open question
    below `told_from`, unless it has at most `told_words`. One that ends in one of `finished` is
    over, whatever the chance. One that begins with `certain` and has at most `certain_more` words
    behind it is over soon. The pauses are the seconds of silence that end a turn: `certain` for
    such an answer to a closed question, `whole` for any other one, `missed` for what answers it
    with nothing, `told` for an open question, `doubtful` behind a closed question and `untold`
    behind an open one, and `unfinished`.
    """

    hesitations: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    backchannels: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    goodnight_words: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    certain_more: int = 0
    told_words: int = 0
    certain_pause: float = 0.0
    whole_pause: float = 0.0
    missed_pause: float = 0.0
    told_pause: float = 0.0
    doubtful_pause: float = 0.0
    untold_pause: float = 0.0
    unfinished_pause: float = 0.0
    over_from: float = 0.0
    told_from: float = 0.0
    goes_on_below: float = 0.0


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the coach can say in one language, checked when it was loaded.

    `waits` maps words to the minutes that they mean, `lines` a line's id to its wordings;
    `digest` is a hash over all of it, so that a half-finished evening is only taken up again
    with the words it began with.
    """

    language: str
    lines: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, Question]
    rituals: Mapping[str, Ritual]
    helplines: Mapping[str, tuple[str, ...]]
    digest: str
    turns: TurnCues = field(default_factory=TurnCues)
    waits: Mapping[str, int] = field(default_factory=dict)


PlanOutcome: TypeAlias = Literal[
    "accepted", "declined", "happened", "partly", "missed", "retired", "rested"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it is kept: labels only, never words."""

    question: str
    answer: Answer
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanMark:
    """Something that became of a plan; `smaller` says that it is the smaller version of it."""

    ritual: str
    outcome: PlanOutcome
    smaller: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that is running: how often it happened and was missed since it was made.

    `last` is the evening on which it was last spoken of; a plan that was spoken of tonight
    needs no follow-up tonight.
    """

    ritual: str
    made: date
    smaller: bool = False
    happened: int = 0
    missed: int = 0
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening as history remembers it: what was asked (question keys) and what was kept."""

    day: date
    who: str
    asked: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    marks: tuple[PlanMark, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of the person who is there tonight, oldest evening first."""

    evenings: tuple[Evening, ...] = ()
    plan: Plan | None = None


End: TypeAlias = Literal[
    "ritual_accepted", "ritual_declined", "stopped", "safety", "deferred", "no_answer"
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an evening ended, and the ritual that was agreed on, if any."""

    end: End
    ritual: str | None = None
