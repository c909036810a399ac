from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from journal_house import House

from voice_coach.journal.connection import writing
from voice_coach.journal.migrations import MIGRATIONS, NEWEST, migrate, version_of
from voice_coach.meaning import Entry, Outcome


def fresh() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_each_step_is_made_once() -> None:
    with closing(fresh()) as connection:
        migrate(connection)
        migrate(connection)
        assert version_of(connection) == NEWEST == len(MIGRATIONS)


def test_a_step_that_fails_leaves_the_version_before_it() -> None:
    broken = (*MIGRATIONS, ("CREATE TABLE extra (a INTEGER) STRICT", "CREATE NONSENSE"))
    with closing(fresh()) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, broken)
        assert version_of(connection) == NEWEST
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert "evening" in tables
        assert "extra" not in tables


def test_a_later_step_finds_what_was_kept_before_it() -> None:
    later = (*MIGRATIONS, ("ALTER TABLE evening ADD COLUMN moon TEXT",))
    with closing(fresh()) as connection:
        migrate(connection)
        connection.execute("INSERT INTO evening (day, who) VALUES ('2026-11-03', 'Anna')")
        migrate(connection, later)
        assert version_of(connection) == NEWEST + 1
        assert connection.execute("SELECT day, moon FROM evening").fetchall() == [
            ("2026-11-03", None)
        ]


def test_the_tables_take_only_what_belongs_into_them(house: House) -> None:
    house.open()
    with writing(house.folder / "journal.sqlite") as connection:
        for wrong in (
            "INSERT INTO evening (day, who) VALUES ('tonight', 'Anna')",
            "INSERT INTO entry VALUES (99, 'attention', 0, 'away', '')",
            "INSERT INTO manner VALUES (1, 'slow', 0.0)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(wrong)


def test_the_journal_is_kept_the_way_it_was_meant(house: House) -> None:
    memory = house.begin()
    memory.keep(Entry("attention", "away"))
    memory.close_evening(Outcome("stopped"))
    with writing(house.folder / "journal.sqlite") as connection:
        wanted = {
            "journal_mode": "wal",
            "synchronous": 3,
            "foreign_keys": 1,
            "secure_delete": 1,
            "temp_store": 2,
        }
        for pragma, value in wanted.items():
            assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        strict = connection.execute("SELECT name, strict FROM pragma_table_list").fetchall()
        assert all(is_strict for name, is_strict in strict if not name.startswith("sqlite_"))


def test_something_that_fails_leaves_nothing_of_its_transaction(house: House) -> None:
    house.open()
    path = house.folder / "journal.sqlite"

    def fail() -> None:
        with writing(path) as connection:
            connection.execute("INSERT INTO evening (day, who) VALUES ('2026-11-03', 'Anna')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with writing(path) as connection:
        assert connection.execute("SELECT count(*) FROM evening").fetchone() == (0,)
