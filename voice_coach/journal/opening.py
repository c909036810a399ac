"""The journal opened for an evening, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voice_coach.journal.connection import inspect
from voice_coach.journal.files import prepare_folder
from voice_coach.journal.keeper import Keeper, Now, Tell, local_now
from voice_coach.journal.memory import Memory, Memoryless
from voice_coach.journal.store import FILE_NAME, Store
from voice_coach.journal.trouble import JournalTrouble


def raise_it(trouble: JournalTrouble) -> None:
    """What is done where nobody is there to be told."""
    raise trouble


@dataclass(frozen=True, slots=True)
class Opened:
    """The memory for an evening, and what is wrong with it, if anything.

    After a damaged journal was set aside there is trouble, and a memory that works.
    """

    memory: Memory
    trouble: JournalTrouble | None = None


def open_journal(
    folder: Path,
    *,
    keep_days: int = 28,
    lapses_after: int = 1,
    now: Now = local_now,
    tell: Tell = raise_it,
) -> Opened:
    """The journal in `folder`, ready for an evening; the caller holds the session lock.

    Evenings that were cut off and are over go into the journal, and answers that are too old
    are deleted. Nothing else is written until an evening closes, and
    no file is made before there is something to keep. `keep_days` is how long answers are
    kept, `lapses_after` the longest gap in days that lets a plan go on. Never raises for a
    journal that cannot be used: that evening has no memory, and `trouble` says why. `tell` is
    told when it fails in the middle of an evening, which then goes on without memory.
    """
    store = Store(folder / FILE_NAME, keep_days, lapses_after)
    try:
        prepare_folder(folder)
        trouble = inspect(store.path, now())
        keeper = Keeper(folder, store, now, tell)
        keeper.settle()
    except JournalTrouble as error:
        return Opened(Memoryless(error), error)
    return Opened(keeper, trouble)


def settle(folder: Path, *, keep_days: int = 28, now: Now = local_now) -> None:
    """Does for the journal in `folder` what is due whether or not anybody spends an evening.

    Evenings that were cut off and are over go into it, and answers older than `keep_days` are
    deleted. For who holds the session lock, while no evening is running. Raises JournalTrouble.
    """
    Keeper(folder, Store(folder / FILE_NAME, keep_days), now, raise_it).settle()
