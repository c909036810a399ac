"""The journal for its owner: to look at, to take along, and to bring back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
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
    Manner,
    Person,
    Refusal,
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


class _Manner(_Model):
    """Within what can be set or asked for: it goes to the loudspeaker as it is."""

    pace: float = Field(ge=0.6, le=1.4)
    volume_db: float = Field(ge=-24.0, le=12.0)


class _Refusal(_Model):
    day: _Day
    times: int = Field(ge=1, le=_MOST)


class _Export(_Model):
    """What an export file holds: one person's evenings and those for two, and what they agreed to.

    `manner` is how the coach speaks to everybody.
    """

    voice_coach_journal: Literal[1]
    who: Annotated[str, AfterValidator(_one_person)]
    joined: _Day | None
    words: WordsWish = "no"
    refused: _Refusal | None = None
    manner: _Manner | None = None
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
    person, manner = store.person(who), store.manner()
    export = _Export.model_construct(  # what is kept is written, whatever it is
        voice_coach_journal=1,
        who=who,
        joined=person.joined,
        words=person.words,
        refused=_Refusal.model_construct(**asdict(person.refused)) if person.refused else None,
        manner=_Manner.model_construct(**asdict(manner)) if manner else None,
        evenings=tuple(_exported(evening) for evening in store.evenings(who, today)),
    )
    return export.model_dump_json(indent=2) + "\n"


def export_csv(store: Store, who: str, today: date) -> str:
    """The same as a table: one row for each answer and for each thing marked of a plan.

    How an evening ended, and what the person agreed to, stands in each of its rows. An evening
    without either has a row of its own; somebody without an evening has one that says that they
    joined.
    """
    person, text = store.person(who), io.StringIO()
    agreed = {"joined": person.joined or "", "keeps_words": person.words}
    table = csv.DictWriter(text, _COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    evenings = store.evenings(who, today)
    for evening in evenings:
        table.writerows({**row, **agreed} for row in _rows(evening))
    if person.joined and not evenings:
        table.writerow(agreed)
    return text.getvalue()


_COLUMNS = (
    *("day", "for_two", "question", "answer", "kinds", "words", "ritual", "outcome", "smaller"),
    *("end", "end_ritual", "asked", "joined", "keeps_words"),
)
"""What stood in a table once keeps its place in it."""


def _rows(evening: KeptEvening) -> Iterator[dict[str, object]]:
    """The rows of an evening by column; at least one."""
    ended = evening.outcome
    of_evening: dict[str, object] = {
        "day": evening.day,
        "for_two": _yes_no(evening.who == BOTH),
        "end": ended.end if ended else "",
        "end_ritual": (ended.ritual if ended else None) or "",
        "asked": " ".join(evening.asked),
    }
    for entry in evening.entries:
        yield of_evening | {
            "question": entry.question,
            "answer": entry.answer,
            "kinds": " ".join(entry.kinds),
            "words": evening.words.get(entry.question, ""),
        }
    for mark in evening.marks:
        plan = {"ritual": mark.ritual, "outcome": mark.outcome, "smaller": _yes_no(mark.smaller)}
        yield of_evening | plan
    if not (evening.entries or evening.marks):
        yield of_evening


def import_json(store: Store, text: str, today: date, *, has_names: bool = False) -> int:
    """Brings an export back; returns how many evenings were not there before.

    Where the household `has_names`, nobody could find evenings without one.
    Evenings that are there stay as they are, and answers that are too old stay away. Raises
    UsageError for anything that is no export, JournalTrouble when it cannot be written.
    """
    export = _parsed(text, {"today": today, "has_names": has_names})
    prepare_folder(store.path.parent)
    evenings = [_kept(evening, export.who) for evening in export.evenings]
    refused = Refusal(export.refused.day, export.refused.times) if export.refused else None
    person = Person(export.who, export.joined, export.words, refused)
    manner = Manner(export.manner.pace, export.manner.volume_db) if export.manner else None
    return store.bring_back(evenings, person, manner, today)


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
