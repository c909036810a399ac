"""From drafts to the evenings that the journal keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from voice_coach.journal import draft as drafts
from voice_coach.journal import sheet
from voice_coach.journal.consents import last_consents
from voice_coach.journal.draft import Draft, Noted
from voice_coach.journal.entries import GUEST, KeptEvening, last_entries, last_marks
from voice_coach.journal.files import erase
from voice_coach.journal.store import Gathered, Store
from voice_coach.journal.trouble import troubles_at
from voice_coach.meaning import Entry, PlanMark
from voice_coach.settings import folded


class _Told(NamedTuple):
    """A label, of whom, and the words it was given in, where those are kept."""

    who: str
    noted: Noted | None
    words: str


def that_are_over(found: Sequence[Draft], today: date) -> list[Path]:
    """The drafts of evenings before `today`, and of those of today that were closing.

    That nothing is to be kept of today's holds until the day is over.
    """
    closed = {(draft.key.day, folded(draft.who)) for draft in found if draft.is_closing}
    return [
        draft.path
        for draft in found
        if draft.key.day != today
        or ((draft.key.day, folded(draft.who)) in closed and not draft.is_unkept)
    ]


def carry_over(store: Store, paths: Sequence[Path], today: date) -> None:
    """Puts what drafts hold into the journal, and removes them. Raises JournalTrouble.

    They are read again inside the transaction, so that what was forgotten meanwhile stays
    forgotten. Killed in between, the same is put again, which changes nothing.
    """
    if any(labels_in(paths)):
        store.put(lambda: labels_in(paths), today)
    for path in paths:
        with troubles_at(store.path.parent):
            erase(path)
            sheet.drop(path)


def labels_in(paths: Sequence[Path]) -> Gathered:
    """What drafts hold for the journal: one evening for each day and person, and the rest.

    Of an evening on which somebody would rather not be remembered only that is kept.
    """
    read = [draft for draft in map(drafts.read, paths) if draft is not None]
    agreed = [draft for draft in read if not draft.is_refused]
    whose = {(draft.key.day, who): None for draft in agreed for who in sorted(draft.people)}
    evenings = (
        _evening([draft for draft in agreed if draft.key.day == day], day, who)
        for day, who in whose
        if who != GUEST
    )
    manners = [draft.manner for draft in read if draft.manner]
    return Gathered(
        evenings=tuple(evening for evening in evenings if evening.is_worth_keeping),
        manner=manners[-1] if manners else None,
        consents=last_consents(consent for draft in read for consent in draft.consents),
    )


def _evening(of_day: Sequence[Draft], day: date, who: str) -> KeptEvening:
    """What the drafts of a day hold of one person's evening."""
    told = [each for draft in of_day for each in _told(draft) if each.who == who]
    asked = [key for draft in of_day for asker, key in draft.asked if asker == who]
    ends = [draft.outcome for draft in of_day if draft.who == who and draft.outcome]
    words = {each.noted.question: each.words for each in told if isinstance(each.noted, Entry)}
    return KeptEvening(
        day=day,
        who=who,
        entries=last_entries(each.noted for each in told if isinstance(each.noted, Entry)),
        marks=last_marks(each.noted for each in told if isinstance(each.noted, PlanMark)),
        asked=tuple(dict.fromkeys(asked)),
        outcome=ends[-1] if ends else None,
        words={question: said for question, said in words.items() if said},
    )


def _told(draft: Draft) -> list[_Told]:
    """The labels of a draft with the words on its sheet."""
    words = sheet.read(draft.path)
    return [
        _Told(note.who, note.noted, words.get(number, ""))
        for number, note in enumerate(draft.notes)
    ]
