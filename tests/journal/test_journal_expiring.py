"""Answers are gone after four weeks, whether or not anybody spends an evening."""

import pytest
from journal_house import House, said

from voice_coach.journal import FILE_NAME
from voice_coach.meaning import Entry, Outcome, PlanMark, Safety
from voice_coach.remembering import settled_daily
from voice_coach.settings import Places, Settings

XYLOPHONE = Entry("xylophone", "away", ("phone",))
STOPPED = Outcome("stopped")


@pytest.fixture
def lived_in(house: House) -> House:
    """Three weeks of evenings with words, each with answers that can be told apart."""
    house.store.join("Anna", house.clock.today)
    house.store.keep_wish_for_words("Anna", "yes")
    for number in range(21):
        memory = house.begin("Anna")
        memory.keep_words()
        memory.keep_asked(f"glockenspiel_{number}.")
        memory.keep_asked("attention.talking")
        memory.hear(f"xylophone_{number}.", f"marmalade {number}.")
        memory.keep(Entry(f"xylophone_{number}.", "away", ("let_drop",)))
        memory.keep(PlanMark("tea", "accepted"))
        memory.close_evening(STOPPED)
        house.clock.wait(days=1)
    return house


def gone(house: House, number: int) -> bool:
    """Whether nothing is left on the disk of an evening's answer."""
    on_disk = house.bytes_on_disk()
    left = {
        f"{word}{number}.".encode() in on_disk
        for word in ("xylophone_", "marmalade ", "glockenspiel_")
    }
    assert len(left) == 1
    return not left.pop()


def test_they_go_when_the_journal_is_opened_although_no_evening_closes(lived_in: House) -> None:
    lived_in.clock.wait(days=7)  # four weeks after the first
    lived_in.open()
    assert not gone(lived_in, 0)
    lived_in.clock.wait(days=1)
    lived_in.open()
    assert gone(lived_in, 0)
    assert not gone(lived_in, 1)
    lived_in.clock.wait(days=60)
    lived_in.open()
    assert all(gone(lived_in, number) for number in range(21))
    assert b"let_drop" not in lived_in.bytes_on_disk()
    asked = {evening.asked for evening in lived_in.store.evenings("Anna", lived_in.clock.today)}
    assert asked == {("attention.talking",)}
    assert b"tea" in lived_in.bytes_on_disk()
    assert [path.name for path in lived_in.folder.iterdir()] == [FILE_NAME]


def test_opening_it_where_nothing_is_too_old_leaves_it_as_it_is(lived_in: House) -> None:
    before = lived_in.files()
    lived_in.open()
    assert lived_in.files() == before


def test_an_evening_that_was_cut_off_long_ago_leaves_none(house: House) -> None:
    house.begin().keep(XYLOPHONE)
    house.clock.wait(days=40)
    house.open()
    assert b"xylophone" not in house.bytes_on_disk()


def test_nothing_expires_between_the_beginning_of_an_evening_and_a_clear_sign(
    lived_in: House,
) -> None:
    lived_in.clock.wait(days=20)
    memory = lived_in.begin("Anna")
    before = lived_in.files()[FILE_NAME]
    lived_in.clock.wait(days=3)  # an evening that never ends
    memory.keep(XYLOPHONE)
    memory.keep_reply(said(safety=Safety("clear", "fear")))
    memory.close_evening(Outcome("safety"))
    assert lived_in.files() == {FILE_NAME: before}


def daily(house: House, *, is_believed: bool = True):
    """What a program does that waits for weeks."""
    home = house.folder.parent
    places = Places(home / "settings.toml", house.folder, home, home, home)
    return settled_daily(places, Settings(), lambda: is_believed, house.clock)


def test_while_nobody_calls_they_go_day_by_day(lived_in: House) -> None:
    settle = daily(lived_in)
    lived_in.clock.wait(days=7)
    for number in range(21):
        settle()
        assert not gone(lived_in, number)
        lived_in.clock.wait(days=1)
        settle()
        assert gone(lived_in, number)


def test_while_nobody_calls_the_journal_is_looked_at_once_a_day(
    lived_in: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = []
    monkeypatch.setattr(
        "voice_coach.remembering.settle", lambda *_, **__: days.append(lived_in.clock.today)
    )
    settle = daily(lived_in)
    for _ in range(48):
        settle()
        lived_in.clock.wait(hours=1)
    assert len(days) == 3


def test_a_clock_that_is_not_believed_lets_nothing_go(lived_in: House) -> None:
    lived_in.clock.wait(days=400)
    before = lived_in.files()
    daily(lived_in, is_believed=False)()
    assert lived_in.files() == before


def test_a_journal_that_cannot_be_used_does_not_stop_the_waiting(house: House) -> None:
    house.store.path.write_bytes(b"no database" * 1000)
    daily(house)()
    assert house.store.path.exists()
    house.store.path.unlink()
    house.folder.rmdir()
    daily(house)()
    assert not house.folder.exists()
