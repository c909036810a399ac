"""The journal's tables, as numbered steps from nothing to the newest version.

A step is never changed once it was released: a new version adds a new step.
"""

from __future__ import annotations

import sqlite3

Migration = tuple[str, ...]

# The columns of a key come first in each table: where they do not, the integrity check of
# SQLite 3.40 reports "NULL value" in tables that are whole.
_FIRST: Migration = (
    """
    CREATE TABLE evening (
        id INTEGER PRIMARY KEY,
        day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        who TEXT NOT NULL COLLATE NOCASE,
        ended TEXT,
        agreed TEXT,
        UNIQUE (day, who)
    ) STRICT
    """,
    """
    CREATE TABLE entry (
        evening INTEGER NOT NULL REFERENCES evening (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        place INTEGER NOT NULL,
        answer TEXT NOT NULL,
        kinds TEXT NOT NULL,
        PRIMARY KEY (evening, question)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE mark (
        evening INTEGER NOT NULL REFERENCES evening (id) ON DELETE CASCADE,
        ritual TEXT NOT NULL,
        part TEXT NOT NULL CHECK (part IN ('follow_up', 'fate', 'offer')),
        place INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        smaller INTEGER NOT NULL CHECK (smaller IN (0, 1)),
        PRIMARY KEY (evening, ritual, part)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE asked (
        evening INTEGER NOT NULL REFERENCES evening (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (evening, key)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE manner (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        pace REAL NOT NULL,
        volume_db REAL NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE person (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        joined TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

_REFUSALS: Migration = (
    """
    CREATE TABLE refusal (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        day TEXT NOT NULL,
        times INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

REFUSALS_SINCE = 2
"""The first version in which is kept who said no; reading never migrates."""

_WORDS: Migration = (
    """
    ALTER TABLE person ADD COLUMN
        words TEXT NOT NULL DEFAULT 'no' CHECK (words IN ('no', 'asked', 'yes'))
    """,
    # Words never outlive the answer they belong to.
    """
    CREATE TABLE said (
        evening INTEGER NOT NULL,
        question TEXT NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (evening, question),
        FOREIGN KEY (evening, question) REFERENCES entry (evening, question) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID
    """,
)

WORDS_SINCE = 3
"""The first version that knows whose own words are kept, and which they were."""

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _REFUSALS, _WORDS)

NEWEST = len(MIGRATIONS)
"""The version that this program writes."""


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps a journal has behind it; 0 is an empty file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Brings a journal up to the newest version, each step in a transaction of its own.

    A step that fails leaves the journal as it was before that step. Raises sqlite3.Error.
    """
    for number, statements in enumerate(migrations, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) < number:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            # whatever it is, Ctrl-C included: half a step must not stay; where the disk is
            # full, SQLite has taken it back already
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
