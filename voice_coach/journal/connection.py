"""Opening and closing the journal's SQLite file.

It is only open for as long as one thing is read or written. While an evening runs nothing
holds it, so that an evening which is not kept leaves it byte for byte as it was; and after
each closing there is one file, without a write-ahead log beside it.

In SQL, too, names are compared by what `folded` makes of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from voice_coach.journal.files import (
    check_usable,
    create_private,
    is_writable,
    make_private,
    refuse_read_only,
)
from voice_coach.journal.migrations import NEWEST, migrate, version_of
from voice_coach.journal.trouble import (
    JournalTrouble,
    damaged,
    newer,
    read_only,
    refuse_full,
    troubles_at,
)
from voice_coach.settings import folded

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten with zeros
    "PRAGMA temp_store = MEMORY",  # no labels in temporary files
    "PRAGMA trusted_schema = OFF",
    "PRAGMA synchronous = EXTRA",  # once committed it survives a power cut
)


_WITHOUT_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of files that it cannot make, or make larger."""

_QUICKLY_READ = 512 * 1024
"""Bytes that are read through in a few milliseconds: some years of evenings."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that cannot write; None where there is no journal yet.

    This works on a full disk, too, and on one that is mounted read-only. Raises JournalTrouble,
    also for what the body raises of the disk and of SQLite.
    """
    with troubles_at(path):
        if not path.exists():
            yield None
            return
        with closing(_reader(path)) as connection:
            _refuse_newer(connection, path)
            yield connection if version_of(connection) else None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in one transaction, in a journal that is made or migrated if need be.

    All of it is on the disk when this returns, or nothing of it is there. Raises
    JournalTrouble, also for what the body raises of the disk and of SQLite.
    """
    with troubles_at(path):
        if path.exists():
            refuse_read_only(path)
        else:
            create_private(path)
        with closing(_connect(path, "rw")) as connection:
            _refuse_newer(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            migrate(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # whatever it is, Ctrl-C included: half a transaction must not stay
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def compact(path: Path) -> None:
    """Rewrites the file without anything that was deleted, and empties its log.

    Raises JournalTrouble when another program keeps it from doing so, or the disk does.
    """
    with troubles_at(path), closing(_connect(path, "rw")) as connection:
        connection.execute("VACUUM")
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise JournalTrouble(
                "journal_unreachable",
                f"The journal {path} was in use while something was to be deleted from it.",
                "Close other programs that have it open and try again.",
            )


def inspect(path: Path, now: datetime, *, thoroughly: bool = False) -> JournalTrouble | None:
    """Looks a journal over; a damaged one is set aside.

    A large one takes too long to be read through before an evening begins: that is done when
    it closes (`thoroughly`).

    Returns the trouble of a damaged journal that was set aside: a new one can be begun.
    Raises JournalTrouble for one that cannot be used and stays as it is.
    """
    if not path.exists():
        return None
    check_usable(path)
    refuse_full(path)
    make_private(path)
    try:
        with reading(path) as connection:
            is_quick = path.stat().st_size <= _QUICKLY_READ
            if connection is not None and (thoroughly or is_quick):
                _check(connection, path)
    except JournalTrouble as trouble:
        if trouble.spoken != "journal_damaged":
            raise
        return damaged(path, _set_aside(path, now))
    return None


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises JournalTrouble when the file's pages do not fit together."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damaged(path)


def _set_aside(path: Path, now: datetime) -> Path:
    """Gives a damaged journal and its log a new name that nothing has yet."""
    number, stamp = 0, now.strftime("%Y%m%d-%H%M%S")
    while True:
        suffix = f"-{number}" if number else ""
        new = path.with_name(f"{path.stem}.damaged-{stamp}{suffix}{path.suffix}")
        if not new.exists():
            break
        number += 1
    with troubles_at(path):
        path.rename(new)
        for ending in ("-wal", "-shm"):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(new.with_name(new.name + ending))
    return new


def _connect(path: Path, mode: str, *before: str) -> sqlite3.Connection:
    """A connection in a mode of SQLite's; pragmas `before` the others, which read already."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=5.0, isolation_level=None)
    try:
        for pragma in (*before, *_PRAGMAS):
            connection.execute(pragma)
        # SQLite itself knows small and capital letters of ASCII only; cached, since it is asked of
        # every row, and there are two names in a house
        connection.create_function("folded", 1, lru_cache(16)(folded), deterministic=True)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write.

    SQLite shares an index of its log with other programs in a file, which a full disk has no room
    for. Whoever has the journal for themselves needs none, and misses nothing that is in the log.
    """
    if not (is_writable(path) and is_writable(path.parent)):
        return _reader_of_read_only(path)
    try:
        return _begun(_connect(path, "rw"))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _WITHOUT_ROOM:
            raise
    connection = _begun(_connect(path, "rw", "PRAGMA locking_mode = EXCLUSIVE"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)  # what the first try has left
    return connection


def _reader_of_read_only(path: Path) -> sqlite3.Connection:
    """A connection that makes no file; what is only in a log that is left must not be missed."""
    log = path.with_name(f"{path.name}-wal")
    if not (log.exists() and log.stat().st_size):
        return _begun(_connect(path, "ro&immutable=1"))
    try:
        return _begun(_connect(path, "ro"))
    except sqlite3.OperationalError as error:
        raise read_only(path) from error


def _begun(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same connection once it has read something, and cannot write."""
    try:
        connection.execute("PRAGMA query_only = ON")
        version_of(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    if version_of(connection) > NEWEST:
        raise newer(path)
