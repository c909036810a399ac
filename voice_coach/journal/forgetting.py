"""Deleting for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from voice_coach.conversation.effects import Consent
from voice_coach.journal import draft as drafts
from voice_coach.journal import sheet
from voice_coach.journal.entries import GUEST
from voice_coach.journal.files import erase
from voice_coach.journal.records import append
from voice_coach.journal.store import FILE_NAME, Store
from voice_coach.journal.trouble import JournalTrouble, troubles_at


def set_aside_files(folder: Path) -> tuple[Path, ...]:
    """Damaged journals that were set aside; nobody can tell what is in them."""
    return tuple(sorted(folder.glob(f"{Path(FILE_NAME).stem}.damaged-*")))


def forget(folder: Path, who: str | None = None, day: date | None = None) -> int:
    """Deletes what is kept of a person, of a day, or (with neither) everything.

    Drafts go first, also that of an evening that is running: nothing more of it is kept.
    Whoever forgets more than a day also deletes damaged journals that were set aside.
    Without person and day it works on a full disk and a damaged journal too. Returns how many
    evenings were deleted from the journal; raises JournalTrouble.
    """
    with troubles_at(folder):
        if day is None:
            for path in set_aside_files(folder):
                erase(path)
    try:
        return Store(folder / FILE_NAME).delete(who, day, lambda: _drop_drafts(folder, who, day))
    except JournalTrouble as trouble:
        is_everything = who is None and day is None
        if not is_everything or trouble.spoken not in {"journal_full", "journal_damaged"}:
            raise
        return _remove_all(folder)


def forget_person(store: Store, who: str) -> bool:
    """Deletes everything that is kept of a person; returns whether it is gone.

    Of a guest, or of somebody without a name among others who have one, nothing is deleted.
    Raises JournalTrouble.
    """
    if who == GUEST or (not who and any(store.people())):
        return False
    forget(store.path.parent, who)
    return True


def forget_evening(store: Store, who: str, day: date) -> bool:
    """Deletes what is kept of a person from a day; a journal that has none is not touched.

    It is gone when this returns, which is True. Raises JournalTrouble.
    """
    folder = store.path.parent
    own = (evening for evening in store.evenings(who, day) if drafts.same(evening.who, who))
    if any(evening.day == day for evening in own):
        forget(folder, who, day)
    else:
        with troubles_at(folder):
            _drop_drafts(folder, who, day)
    return True


def forget_words(store: Store, who: str) -> bool:
    """Deletes every word that is kept of a person, tonight's too; labels stay.

    No more are kept, also in an evening that is running. They are gone when this returns,
    which is True. Raises JournalTrouble.
    """
    folder = store.path.parent
    with troubles_at(folder):
        for draft in drafts.drafts_in(folder):
            if drafts.same(draft.who, who):
                sheet.drop(draft.path)
            if drafts.said_to([draft], who, "words"):
                drafts.mend(draft)
                no = Consent(who, draft.key.day, given=False, to="words")
                append(draft.path, drafts.consent_record(no))
    store.keep_wish_for_words(who, "no")
    return True


def begun(folder: Path, who: str | None, day: date | None) -> tuple[Path, ...]:
    """The drafts that hold anything of this person and day; evenings that were not closed yet.

    Raises JournalTrouble.
    """
    with troubles_at(folder):
        return tuple(
            draft.path
            for draft in drafts.drafts_in(folder)
            if day in {None, draft.key.day}
            and (who is None or any(drafts.same(who, name) for name in draft.people))
        )


def _drop_drafts(folder: Path, who: str | None, day: date | None) -> None:
    """Deletes the drafts that hold anything of this person and day. Raises JournalTrouble."""
    with troubles_at(folder):
        for path in begun(folder, who, day):
            drafts.remove(path)
        sheet.drop_those_left_alone(folder)


def _remove_all(folder: Path) -> int:
    """Deletes the files themselves, where there is no room or no sense in rewriting them."""
    path = folder / FILE_NAME
    with troubles_at(folder):
        _drop_drafts(folder, None, None)
        for ending in ("-shm", "-wal", ""):
            erase(path.with_name(path.name + ending))
    return 0
