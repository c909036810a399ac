"""The journal for its owner: to look at, to take along, and to bring back."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from voice_coach.errors import UsageError
from voice_coach.journal.entries import (
    BOTH,
    GUEST,
    KeptEvening,
    WordsWish,
    last_entries,
    last_marks,
)
from voice_coach.journal.files import prepare_folder
from voice_coach.journal.store import Store
from voice_coach.meaning import Answer, End, Entry, Kind, Outcome, PlanMark, PlanOutcome


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Answer(_Model):
    question: str = Field(min_length=1, max_length=200)
    answer: Answer
    kinds: tuple[Kind, ...]
    words: str = Field(default="", max_length=10_000)


class _Plan(_Model):
    ritual: str = Field(min_length=1, max_length=200)
    outcome: PlanOutcome
    smaller: bool


class _Evening(_Model):
    day: date
    for_two: bool
    end: End | None
    ritual: str | None
    answers: tuple[_Answer, ...]
    plans: tuple[_Plan, ...]
    asked: tuple[str, ...]


def _one_person(who: str) -> str:
    if who.casefold() in {BOTH, GUEST}:
        raise ValueError("this is not the name of one person")
    return who


class _Export(_Model):
    """What an export file holds: one person's evenings, and those for two."""

    voice_coach_journal: Literal[1]
    who: Annotated[str, AfterValidator(_one_person)]
    joined: date | None
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
    export = _Export(
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


def import_json(store: Store, text: str, today: date) -> int:
    """Brings an export back; returns how many evenings were not there before.

    Evenings that are there stay as they are, and answers that are too old stay away. Raises
    UsageError for anything that is no export, JournalTrouble when it cannot be written.
    """
    export = _parsed(text)
    prepare_folder(store.path.parent)
    evenings = [_kept(evening, export.who) for evening in export.evenings]
    joined = {export.who: (export.joined, export.words)} if export.joined else {}
    return store.bring_back(evenings, joined, today)


def _joined(store: Store, who: str) -> date | None:
    days = (day for name, day in store.joined().items() if name.casefold() == who.casefold())
    return next(days, None)


def _parsed(text: str) -> _Export:
    try:
        return _Export.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "its beginning"
        if first["type"] == "json_invalid":
            raise UsageError("The file is not valid JSON.", _HINT) from None
        raise UsageError(
            f"The file is no export of a journal: at {place}, {_said(first['msg'])}.", _HINT
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
    return _Evening(
        day=evening.day,
        for_two=evening.who == BOTH,
        end=evening.outcome.end if evening.outcome else None,
        ritual=evening.outcome.ritual if evening.outcome else None,
        answers=tuple(
            _Answer(
                question=entry.question,
                answer=entry.answer,
                kinds=entry.kinds,
                words=evening.words.get(entry.question, ""),
            )
            for entry in evening.entries
        ),
        plans=tuple(
            _Plan(ritual=mark.ritual, outcome=mark.outcome, smaller=mark.smaller)
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
