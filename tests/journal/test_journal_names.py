"""A name is one person's however it is written, with letters beyond ASCII, too."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from journal_house import House, said

from voice_coach.conversation.effects import Consent
from voice_coach.journal import forget
from voice_coach.journal.archive import export_json, import_json
from voice_coach.meaning import Entry, Outcome, PlanMark

AWAY, TOWARD = Entry("attention", "away", ("phone",)), Entry("time_together", "toward")
NAMES = [
    ("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "ZO\N{LATIN CAPITAL LETTER E WITH DIAERESIS}"),
    (
        "J\N{LATIN SMALL LETTER U WITH DIAERESIS}rgen",
        "J\N{LATIN CAPITAL LETTER U WITH DIAERESIS}RGEN",
    ),
    ("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "Zoe\N{COMBINING DIAERESIS}"),
    ("Wei\N{LATIN SMALL LETTER SHARP S}", "WEISS"),
    ("Anna", "anna"),
]
both_ways = pytest.mark.parametrize(
    ("name", "other"), [*NAMES, *((other, name) for name, other in NAMES)], ids=ascii
)


def spend(house: House, who: str, *noted: Entry | PlanMark) -> None:
    memory = house.begin(who)
    for label in noted:
        memory.keep(label)
    memory.close_evening(Outcome("stopped"))


@both_ways
def test_what_is_kept_of_one_is_found_as_the_other(house: House, name: str, other: str) -> None:
    day = house.clock.today
    house.store.join(name, day)
    assert house.store.keep_wish_for_words(other, "yes")
    spend(house, name, AWAY, PlanMark("tea", "accepted"))
    house.clock.wait(days=1)
    memory, today = house.open(), house.clock.today
    assert memory.standing(other, today) == "joined"
    assert memory.wish_for_words(other) == "yes"
    assert memory.history(other, today) == memory.history(name, today)
    assert memory.history(other, today).plan is not None
    assert [evening.day for evening in house.store.evenings(other, today)] == [day]
    assert house.store.person(other).joined == day


@both_ways
def test_two_tries_in_one_evening_are_one_evening_of_one_person(
    house: House, name: str, other: str
) -> None:
    spend(house, name, AWAY)
    spend(house, other, TOWARD)
    house.store.join(name, house.clock.today)
    house.store.join(other, house.clock.today + timedelta(days=1))
    house.clock.wait(days=1)
    (evening,) = house.open().history(other, house.clock.today).evenings
    assert evening.entries == (AWAY, TOWARD)
    assert house.store.people() == (name,)
    assert house.store.joined() == {name: house.clock.today - timedelta(days=1)}


@both_ways
def test_whoever_said_no_has_said_it_however_they_are_written(
    house: House, name: str, other: str
) -> None:
    day = house.clock.today
    house.store.refuse(name, day - timedelta(days=20))
    assert house.store.standing(other, day) == "new"
    house.store.refuse(other, day - timedelta(days=10))
    assert house.store.standing(name, day) == "refused"
    assert house.store.people() == (name,)


@both_ways
def test_forgetting_one_leaves_nothing_of_the_other(house: House, name: str, other: str) -> None:
    house.store.join(name, house.clock.today)
    house.store.refuse(name, house.clock.today)
    spend(house, name, AWAY)
    memory = house.begin(name)
    memory.keep_reply(said())
    memory.keep_consent(Consent(name, house.clock.today, given=True))
    assert forget(house.folder, who=other) == 1
    assert house.store.people() == ()
    assert name.encode() not in house.bytes_on_disk()
    assert not list(house.folder.glob("draft-*"))


@both_ways
def test_forgetting_tonight_of_one_forgets_it_of_the_other(
    house: House, name: str, other: str
) -> None:
    spend(house, name, AWAY)
    assert house.open().forget_evening(other, house.clock.today)
    assert house.store.evenings(name, house.clock.today) == ()


@both_ways
def test_words_of_one_are_gone_when_the_other_wants_none(
    house: House, name: str, other: str
) -> None:
    house.store.join(name, house.clock.today)
    house.store.keep_wish_for_words(name, "yes")
    memory = house.begin(name)
    memory.keep_words()
    memory.hear("attention", "marmalade")
    memory.keep(AWAY)
    memory.close_evening(Outcome("stopped"))
    assert b"marmalade" in house.bytes_on_disk()
    assert house.open().forget_words(other)
    assert b"marmalade" not in house.bytes_on_disk()


@both_ways
def test_an_export_of_one_adds_nothing_to_what_is_kept_of_the_other(
    house: House, name: str, other: str
) -> None:
    spend(house, name, AWAY)
    house.store.join(name, house.clock.today)
    text = export_json(house.store, name, house.clock.today)
    renamed = text.replace(f'"{name}"', f'"{other}"')
    assert import_json(house.store, renamed, house.clock.today) == 0
    assert house.store.people() == (name,)


def test_a_journal_that_knows_somebody_in_two_spellings_forgets_both(house: House) -> None:
    name, other = NAMES[0]
    spend(house, name, AWAY)
    house.clock.wait(days=1)
    spend(house, "Ben", TOWARD)
    with closing(sqlite3.connect(house.store.path)) as connection, connection:
        connection.execute("UPDATE evening SET who = ? WHERE who = 'Ben'", (other,))
    assert len(house.store.evenings(name, house.clock.today)) == 2
    assert forget(house.folder, who=name) == 2
    assert house.store.people() == ()
