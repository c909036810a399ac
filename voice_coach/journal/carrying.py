"""From drafts to the evenings that the journal keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from voice_coach.journal import draft as drafts
from voice_coach.journal.draft import Draft
from voice_coach.journal.entries import GUEST, KeptEvening, Manner, last_entries, last_marks
from voice_coach.meaning import Entry, PlanMark


def labels_in(paths: Sequence[Path]) -> tuple[tuple[KeptEvening, ...], Manner | None]:
    """What drafts hold for the journal: one evening for each day and person, and the manner."""
    read = [draft for draft in map(drafts.read, paths) if draft is not None]
    whose = {(draft.key.day, who): None for draft in read for who in sorted(draft.people)}
    evenings = (_evening(read, day, who) for day, who in whose if who != GUEST)
    manners = [draft.manner for draft in read if draft.manner]
    return (
        tuple(evening for evening in evenings if evening.is_worth_keeping),
        manners[-1] if manners else None,
    )


def _evening(read: Iterable[Draft], day: date, who: str) -> KeptEvening:
    """What drafts hold of one person's evening."""
    of_day = [draft for draft in read if draft.key.day == day]
    noted = [note.noted for draft in of_day for note in draft.notes if note.who == who]
    asked = [key for draft in of_day for asker, key in draft.asked if asker == who]
    ends = [draft.outcome for draft in of_day if draft.who == who and draft.outcome]
    return KeptEvening(
        day=day,
        who=who,
        entries=last_entries(label for label in noted if isinstance(label, Entry)),
        marks=last_marks(label for label in noted if isinstance(label, PlanMark)),
        asked=tuple(dict.fromkeys(asked)),
        outcome=ends[-1] if ends else None,
    )
