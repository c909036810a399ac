"""What one evening leaves behind, and which evening it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from voice_coach.meaning import Entry, Outcome, PlanMark, PlanOutcome

BOTH = "both"
"""Who is there when both are: only the shared plan is kept."""

GUEST = "guest"
"""Somebody from outside the household: nothing is kept."""

EVENING_ENDS = timedelta(hours=4)
"""How long after midnight it is still the evening of the day before."""


def evening_of(moment: datetime) -> date:
    """The day whose evening `moment` (local time) belongs to: it ends at four in the morning."""
    return (moment.replace(tzinfo=None) - EVENING_ENDS).date()


@dataclass(frozen=True, slots=True)
class Manner:
    """How the coach was asked to speak: `pace` (1.0 is normal) and volume in decibels."""

    pace: float
    volume_db: float


@dataclass(frozen=True, slots=True)
class KeptEvening:
    """What the journal keeps of one person's evening; there is one for each day and person.

    `asked` are question keys and openings; `outcome` is None for an evening that was cut off.
    `words` are the person's own, by the question they answered, where they want them kept.
    """

    day: date
    who: str
    entries: tuple[Entry, ...] = ()
    marks: tuple[PlanMark, ...] = ()
    asked: tuple[str, ...] = ()
    outcome: Outcome | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_worth_keeping(self) -> bool:
        """False for an evening without an answer: it leaves no trace, whatever the reason."""
        return bool(self.entries or self.marks)


Standing: TypeAlias = Literal["new", "joined", "refused"]
"""Whether somebody said yes or no to being remembered; `new` is still to be asked."""


WordsWish: TypeAlias = Literal["no", "asked", "yes"]
"""Whether somebody wants their own words kept; `asked` is to be asked on their next evening."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """That somebody said no to being remembered: when they last did, and on how many days."""

    day: date
    times: int


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of somebody beside their evenings: what they agreed to, and when."""

    name: str
    joined: date | None = None
    words: WordsWish = "no"
    refused: Refusal | None = None


Part: TypeAlias = Literal["follow_up", "fate", "offer"]

_PARTS: dict[PlanOutcome, Part] = {
    "happened": "follow_up",
    "partly": "follow_up",
    "missed": "follow_up",
    "retired": "fate",
    "rested": "fate",
    "accepted": "offer",
    "declined": "offer",
}


def part_of(mark: PlanMark) -> Part:
    """Which part of an evening's talk a mark comes from; a ritual has at most one for each."""
    return _PARTS[mark.outcome]


def last_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry for each question, the last one said, in the order they were said."""
    last: dict[str, Entry] = {}
    for entry in entries:
        last.pop(entry.question, None)
        last[entry.question] = entry
    return tuple(last.values())


def last_marks(marks: Iterable[PlanMark]) -> tuple[PlanMark, ...]:
    """One mark for each ritual and part of the talk, the last one said, in order."""
    last: dict[tuple[str, Part], PlanMark] = {}
    for mark in marks:
        key = (mark.ritual, part_of(mark))
        last.pop(key, None)
        last[key] = mark
    return tuple(last.values())
