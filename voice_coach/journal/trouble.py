"""What can be wrong with the journal, in a sentence to read and one to say aloud."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from voice_coach.errors import StorageError

TroubleId: TypeAlias = Literal[
    "journal_full",
    "journal_read_only",
    "journal_newer",
    "journal_damaged",
    "journal_not_yours",
    "journal_unreachable",
]
"""Which line of the content says it aloud."""


_ROOM_NEEDED = 65_536
"""Bytes without which SQLite cannot write a journal (its shared index alone takes half)."""


class JournalTrouble(StorageError):
    """The journal cannot be read or written.

    `spoken` is the id of the line that says so aloud; an evening can still take place,
    without memory. Neither text ever contains anything that was kept.
    """

    def __init__(self, spoken: TroubleId, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.spoken: TroubleId = spoken


@contextmanager
def troubles_at(path: Path) -> Iterator[None]:
    """Turns what the disk or SQLite raises about `path` into JournalTrouble."""
    try:
        yield
    except OSError as error:
        raise _from_os(error, path) from error
    except sqlite3.DatabaseError as error:
        trouble = _from_sqlite(error, path)
        if trouble is None:
            raise
        raise trouble from error


def damaged(path: Path, moved: Path | None = None) -> JournalTrouble:
    """The trouble of a file that is no journal any more, and where it was put."""
    if moved is None:
        return JournalTrouble(
            "journal_damaged",
            f"The journal {path} is damaged.",
            "The next check-in sets it aside and begins a new one; "
            "an export can be brought back with 'voice-coach journal import'.",
        )
    return JournalTrouble(
        "journal_damaged",
        f"The journal was damaged; it was set aside as {moved} and a new one was begun.",
        "Bring back an export with 'voice-coach journal import', if you have one.",
    )


def newer(path: Path) -> JournalTrouble:
    """The trouble of a journal that a later version of the program has written."""
    return JournalTrouble(
        "journal_newer",
        f"The journal {path} was written by a newer version of Voice Coach.",
        "Update Voice Coach; the journal was left as it is.",
    )


def not_yours(path: Path) -> JournalTrouble:
    """The trouble of a journal that belongs to another user of this computer."""
    return JournalTrouble(
        "journal_not_yours",
        f"The journal in {path} belongs to another user of this computer.",
        f"Run Voice Coach as that user, or take it over with 'sudo chown -R $USER {path}'.",
    )


def in_anothers_home(folder: Path) -> JournalTrouble:
    """The trouble of a journal that its user could not open, because root had made it."""
    return JournalTrouble(
        "journal_not_yours",
        f"The journal {folder} would be in the home of another user of this computer.",
        "Run Voice Coach as that user: put 'sudo -u NAME' before the command.",
    )


def read_only(path: Path) -> JournalTrouble:
    """The trouble of a journal that may be read but not written."""
    return JournalTrouble(
        "journal_read_only",
        f"The journal {path} cannot be written.",
        f"Make it writable with 'chmod -R u+rwX {path}', and check that the disk is not "
        "mounted read-only.",
    )


def refuse_full(path: Path) -> None:
    """Raises JournalTrouble where the disk has no room for an evening."""
    if _has_no_room(path):
        raise _full(path)


def _full(path: Path) -> JournalTrouble:
    return JournalTrouble(
        "journal_full",
        f"There is no space left on the disk for the journal {path}.",
        "Free some space; what was kept before is untouched.",
    )


def _unreachable(path: Path, why: str) -> JournalTrouble:
    return JournalTrouble(
        "journal_unreachable",
        f"The journal {path} cannot be used: {why}.",
        "Check that the folder exists, that the disk is well, and who owns it.",
    )


def _from_os(error: OSError, path: Path) -> JournalTrouble:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _full(path)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return read_only(path)
    return _unreachable(path, error.strerror or "the system gives no reason")


def _from_sqlite(error: sqlite3.DatabaseError, path: Path) -> JournalTrouble | None:
    """The trouble behind an error of SQLite; None for a mistake of this program."""
    # errors of the sqlite3 module itself carry no code; the low byte is SQLite's primary one
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return read_only(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_FORMAT:
            return damaged(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _unreachable(path, "another program has been using it for too long")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_AUTH:
            unreachable = _unreachable(path, "the disk or the file does not serve")
            return _full(path) if _has_no_room(path) else unreachable
        case _:
            return None


def _has_no_room(path: Path) -> bool:
    """Whether the disk is the reason: SQLite does not say so of every file it needs."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _ROOM_NEEDED
