"""Who said yes or no to being remembered, and who is still to be asked."""

import sqlite3
from datetime import date, timedelta

from journal_house import House

from voice_coach.journal.migrations import MIGRATIONS

DAY = date(2026, 11, 3)


def test_somebody_new_is_asked_and_after_a_yes_never_again(house: House) -> None:
    assert house.open().standing("Anna", DAY) == "new"
    house.store.join("Anna", DAY)
    assert house.open().standing("anna", DAY + timedelta(days=400)) == "joined"
    assert house.open().standing("Ben", DAY) == "new"


def test_a_no_is_asked_about_once_more_a_week_later(house: House) -> None:
    house.store.refuse("Anna", DAY)
    assert house.open().standing("Anna", DAY + timedelta(days=6)) == "refused"
    assert house.open().standing("Anna", DAY + timedelta(days=7)) == "new"
    house.store.refuse("Anna", DAY + timedelta(days=7))
    assert house.open().standing("Anna", DAY + timedelta(days=400)) == "refused"


def test_who_is_forgotten_is_as_new(house: House) -> None:
    house.store.refuse("Anna", DAY)
    house.open().forget("Anna")
    assert house.open().standing("Anna", DAY) == "new"


def test_a_journal_from_before_refusals_is_read_as_it_is(house: House) -> None:
    house.store.join("Anna", DAY)
    path = house.folder / "journal.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE refusal")
        connection.execute("DROP TABLE said")
        connection.execute("ALTER TABLE person DROP COLUMN words")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS[:1])}")
    connection.close()
    assert house.open().standing("Ben", DAY) == "new"
    house.store.refuse("Ben", DAY)
    assert house.open().standing("Ben", DAY) == "refused"
