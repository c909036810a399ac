"""The journal for its owner: to look at, to take along, and to bring back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)

from voice_coach.errors import UsageError
from voice_coach.journal.entries import (
    BOTH,
    KeptEvening,
    WordsWish,
    last_entries,
    last_marks,
)
from voice_coach.journal.files import prepare_folder
from voice_coach.journal.store import Store
from voice_coach.meaning import Answer, End, Entry, Kind, Outcome, PlanMark, PlanOutcome
from voice_coach.plainly import first_problem
from voice_coach.settings import sayable


def _as_written(value: object) -> object:
    """A day as an export writes it: a number is none, nor is a time."""
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("it should be a day like 2026-11-20, in quotation marks")
    return value


def _lived_through(day: date, info: ValidationInfo) -> date:
    """A day that has come; tomorrow's too, for the clock of another time zone."""
    context: Mapping[str, date] = info.context or {}
    if day > context["today"] + timedelta(days=1):
        raise ValueError("this day is still to come")
    return day


def _on_one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("there is a control character in it")
    return text


def _one_person(who: str, info: ValidationInfo) -> str:
    """A name as in a household; nobody's name only where the household has none."""
    context: Mapping[str, bool] = info.context or {}
    if not who and context["has_names"]:
        raise ValueError("there should be the name of somebody of this household")
    if who != who.strip():
        raise ValueError("a name has no spaces around it")
    return sayable(who) if who else who


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Day: TypeAlias = Annotated[date, BeforeValidator(_as_written), AfterValidator(_lived_through)]

_Key: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_on_one_line)]
"""What names a question or a ritual."""

_MOST = 1000
"""Of anything that an evening has several of."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Answer(_Model):
    question: _Key
    answer: Answer
    kinds: tuple[Kind, ...] = Field(max_length=_MOST)
    words: str = Field(default="", max_length=10_000)


class _Plan(_Model):
    ritual: _Key
    outcome: PlanOutcome
    smaller: bool


class _Evening(_Model):
    day: _Day
    for_two: bool
    end: End | None
    ritual: _Key | None
    answers: tuple[_Answer, ...] = Field(max_length=_MOST)
    plans: tuple[_Plan, ...] = Field(max_length=_MOST)
    asked: tuple[_Key, ...] = Field(max_length=_MOST)


class _Export(_Model):
    """What an export file holds: one person's evenings, and those for two."""

    voice_coach_journal: Literal[1]
    who: Annotated[str, AfterValidator(_one_person)]
    joined: _Day | None
    words: WordsWish = "no"
    evenings: tuple[_Evening, ...]


_HINT = "Give the JSON file that 'voice-coach journal export' wrote."


def show(store: Store, who: str, today: date) -> tuple[str, ...]:
    """What is kept of one person and of evenings for two, one line of text an evening."""
    evenings = store.evenings(who, today)
    if not evenings:
        return ("Nothing is kept.",)
    return tuple(_shown(evening) for evening in evenings)


def export_json(store: Store, who: str, today: date) -> str:
    """Everything kept of one person and of evenings for two, as one JSON document.

    What the other person of the household said alone is not in it.
    """
    export = _Export.model_construct(  # what is kept is written, whatever it is
        voice_coach_journal=1,
        who=who,
        joined=_joined(store, who),
        words=store.wish_for_words(who),
        evenings=tuple(_exported(evening) for evening in store.evenings(who, today)),
    )
    return export.model_dump_json(indent=2) + "\n"


def export_csv(store: Store, who: str, today: date) -> str:
    """The same as a table: one row for each answer and for each thing marked of a plan."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(
        ["day", "for_two", "question", "answer", "kinds", "words", "ritual", "outcome", "smaller"]
    )
    for evening in store.evenings(who, today):
        head = [evening.day.isoformat(), _yes_no(evening.who == BOTH)]
        for entry in evening.entries:
            answer = [entry.question, entry.answer, " ".join(entry.kinds)]
            table.writerow([*head, *answer, evening.words.get(entry.question, ""), "", "", ""])
        for mark in evening.marks:
            plan = [mark.ritual, mark.outcome, _yes_no(mark.smaller)]
            table.writerow([*head, "", "", "", "", *plan])
    return text.getvalue()


def import_json(store: Store, text: str, today: date, *, has_names: bool = False) -> int:
    """Brings an export back; returns how many evenings were not there before.

    Where the household `has_names`, nobody could find evenings without one.
    Evenings that are there stay as they are, and answers that are too old stay away. Raises
    UsageError for anything that is no export, JournalTrouble when it cannot be written.
    """
    export = _parsed(text, {"today": today, "has_names": has_names})
    prepare_folder(store.path.parent)
    evenings = [_kept(evening, export.who) for evening in export.evenings]
    joined = {export.who: (export.joined, export.words)} if export.joined else {}
    return store.bring_back(evenings, joined, today)


def _joined(store: Store, who: str) -> date | None:
    days = (day for name, day in store.joined().items() if name.casefold() == who.casefold())
    return next(days, None)


def _parsed(text: str, context: Mapping[str, object]) -> _Export:
    try:
        return _Export.model_validate_json(text, context=context)
    except ValidationError as error:
        if error.errors(include_input=False, include_url=False)[0]["type"] == "json_invalid":
            raise UsageError("The file is not valid JSON.", _HINT) from None
        place, problem = first_problem(error)
        raise UsageError(
            f"The file is no export of a journal: at {place or 'its beginning'}, {_said(problem)}.",
            _HINT,
        ) from None


def _said(message: str) -> str:
    """A validator's message as part of a sentence."""
    return message[:1].lower() + message[1:]


def _kept(evening: _Evening, who: str) -> KeptEvening:
    entries = (Entry(said.question, said.answer, said.kinds) for said in evening.answers)
    marks = (PlanMark(plan.ritual, plan.outcome, plan.smaller) for plan in evening.plans)
    return KeptEvening(
        day=evening.day,
        who=BOTH if evening.for_two else who,
        entries=() if evening.for_two else last_entries(entries),
        marks=last_marks(marks),
        asked=evening.asked,
        outcome=Outcome(evening.end, evening.ritual) if evening.end else None,
        words={} if evening.for_two else _words(evening),
    )


def _words(evening: _Evening) -> dict[str, str]:
    """The words of an evening's answers by question, as far as there are any."""
    return {said.question: said.words for said in evening.answers if said.words}


def _exported(evening: KeptEvening) -> _Evening:
    return _Evening.model_construct(
        day=evening.day,
        for_two=evening.who == BOTH,
        end=evening.outcome.end if evening.outcome else None,
        ritual=evening.outcome.ritual if evening.outcome else None,
        answers=tuple(
            _Answer.model_construct(
                question=entry.question,
                answer=entry.answer,
                kinds=entry.kinds,
                words=evening.words.get(entry.question, ""),
            )
            for entry in evening.entries
        ),
        plans=tuple(
            _Plan.model_construct(ritual=mark.ritual, outcome=mark.outcome, smaller=mark.smaller)
            for mark in evening.marks
        ),
        asked=evening.asked,
    )


def _shown(evening: KeptEvening) -> str:
    """One evening as a line: day, answers with their words where those are kept, plans."""
    parts = [_answered(evening, entry) for entry in evening.entries]
    parts += [
        f"plan {mark.ritual}{' (smaller)' if mark.smaller else ''}: {mark.outcome}"
        for mark in evening.marks
    ]
    together = " (together)" if evening.who == BOTH else ""
    return f"{evening.day.isoformat()}{together}  {'; '.join(parts) or 'an evening'}"


def _answered(evening: KeptEvening, entry: Entry) -> str:
    kinds = f" ({', '.join(entry.kinds)})" if entry.kinds else ""
    words = evening.words.get(entry.question)
    return f"{entry.question}: {entry.answer}{kinds}" + (f' "{words}"' if words else "")


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
