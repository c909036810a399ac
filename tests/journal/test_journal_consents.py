"""What somebody agreed to is as lasting as an answer, and goes where the evening goes."""

import sqlite3

import pytest
from journal_house import House, killed_at, said

from voice_coach.conversation.effects import Consent
from voice_coach.journal import Memory, forget
from voice_coach.journal.forgetting import forget_words
from voice_coach.meaning import Entry, Outcome, PlanMark, Safety

AWAY = Entry("attention", "away", ("phone",))
STOPPED = Outcome("stopped")


def agree(memory: Memory, house: House, who: str = "Anna", **more: object) -> None:
    """Somebody says yes, or no where `given` is False."""
    memory.keep_consent(Consent(who, house.clock.today, **{"given": True, **more}))  # type: ignore[arg-type]


def refuse(memory: Memory, house: House, *who: str) -> None:
    """As the conversation does it: what was kept of tonight goes first."""
    memory.discard()
    for name in who:
        agree(memory, house, name, given=False)


def standings(house: House) -> list[str]:
    """How Anna and Ben stand for a process that is started now."""
    memory = house.open()
    return [memory.standing(who, house.clock.today) for who in ("Anna", "Ben")]


def test_a_yes_holds_although_the_evening_is_cut_off_right_after_it(house: House) -> None:
    agree(house.begin(), house)
    assert standings(house) == ["joined", "new"]
    assert house.store.joined() == {}
    agreed = house.clock.today
    house.clock.wait(days=1)
    assert standings(house) == ["joined", "new"]
    assert house.store.joined() == {"Anna": agreed}
    assert not list(house.folder.glob("draft-*"))


def test_a_no_holds_although_the_evening_is_cut_off_right_after_it(house: House) -> None:
    refuse(house.begin(), house, "Anna")
    assert standings(house) == ["refused", "new"]
    house.clock.wait(days=6)
    assert standings(house) == ["refused", "new"]
    house.clock.wait(days=1)
    assert standings(house) == ["new", "new"]


def test_the_journal_is_written_when_the_evening_closes(house: House) -> None:
    house.store.join("Carla", house.clock.today)
    before = house.files()["journal.sqlite"]
    memory = house.begin()
    agree(memory, house)
    assert house.files()["journal.sqlite"] == before
    memory.close_evening(STOPPED)
    assert list(house.store.joined()) == ["Anna", "Carla"]
    assert [path.name for path in house.folder.iterdir()] == ["journal.sqlite"]


def test_of_an_evening_without_a_yes_only_that_is_kept(house: House) -> None:
    memory = house.begin()
    memory.keep(AWAY)
    refuse(memory, house, "Anna")
    memory.keep_reply(said())
    memory.keep(AWAY)
    memory.keep_manner(0.9, 3.0)
    memory.close_evening(STOPPED)
    assert standings(house) == ["refused", "new"]
    assert house.open().manner() is None
    assert b"attention" not in house.bytes_on_disk()


def test_what_was_drafted_before_a_no_is_not_carried_over(house: House) -> None:
    memory = house.begin()
    memory.keep(AWAY)
    agree(memory, house, given=False)
    house.clock.wait(days=1)
    assert standings(house)[0] == "refused"
    assert b"attention" not in house.bytes_on_disk()


@pytest.mark.parametrize("given", [True, False])
def test_after_a_clear_sign_the_journal_is_byte_for_byte_as_it_was(
    house: House, *, given: bool
) -> None:
    house.store.join("Carla", house.clock.today)
    before = house.files()
    memory = house.begin()
    if given:
        agree(memory, house)
    else:
        refuse(memory, house, "Anna")
    memory.keep_reply(said(safety=Safety("clear", "fear")))
    assert house.files() == before
    memory.discard()
    agree(memory, house)
    memory.close_evening(Outcome("safety"))
    assert house.files() == before
    assert standings(house) == ["new", "new"]


def test_when_one_of_two_says_yes_and_the_other_no_both_hold(house: House) -> None:
    memory = house.begin("both")
    agree(memory, house, "Anna")
    memory.discard()
    agree(memory, house, "Anna")
    agree(memory, house, "Ben", given=False)
    assert standings(house) == ["joined", "refused"]
    memory.keep(PlanMark("tea", "accepted"))
    memory.close_evening(STOPPED)
    assert standings(house) == ["joined", "refused"]
    assert b"tea" not in house.bytes_on_disk()


def test_two_can_join_in_one_evening(house: House) -> None:
    memory = house.begin("both")
    agree(memory, house, "Anna")
    assert standings(house) == ["joined", "new"]
    agree(memory, house, "Ben")
    memory.keep(PlanMark("tea", "accepted"))
    memory.close_evening(STOPPED)
    assert standings(house) == ["joined", "joined"]
    assert b"tea" in house.bytes_on_disk()


def test_whoever_was_taken_for_the_other_has_not_agreed(house: House) -> None:
    memory = house.begin("")
    memory.present("Anna")
    agree(memory, house, "Anna")
    memory.present("Ben")
    assert standings(house) == ["new", "new"]
    agree(memory, house, "Ben")
    memory.close_evening(STOPPED)
    assert standings(house) == ["new", "joined"]


def test_an_evening_that_is_picked_up_again_still_has_it(house: House) -> None:
    memory = house.begin()
    memory.keep_reply(said())
    agree(memory, house)
    again = house.begin()
    cut = again.unfinished("Anna")
    assert cut is not None
    again.resume(cut)
    again.close_evening(STOPPED)
    assert standings(house) == ["joined", "new"]


def test_a_no_alone_is_no_evening_that_could_be_picked_up(house: House) -> None:
    memory = house.begin()
    memory.keep_reply(said())
    refuse(memory, house, "Anna")
    memory.keep_reply(said())
    assert house.open().unfinished("Anna") is None


def test_nothing_of_a_guest_is_kept(house: House) -> None:
    memory = house.begin("guest")
    agree(memory, house, "guest")
    assert list(house.folder.iterdir()) == []


@pytest.mark.parametrize("given", [True, False])
def test_whoever_is_forgotten_beside_the_evening_is_as_new(house: House, *, given: bool) -> None:
    memory = house.begin()
    if given:
        agree(memory, house)
    else:
        refuse(memory, house, "Anna")
    forget(house.folder, who="anna")
    memory.close_evening(STOPPED)
    assert standings(house) == ["new", "new"]
    assert b"Anna" not in house.bytes_on_disk()


def test_a_no_that_is_put_twice_after_a_crash_counts_once(house: House) -> None:
    memory = house.begin()
    refuse(memory, house, "Anna")

    with killed_at("erase"):
        memory.close_evening(STOPPED)
    house.clock.wait(days=7)
    assert standings(house)[0] == "new"


def wishes(house: House) -> str:
    return house.open().wish_for_words("Anna")


def test_a_yes_to_keeping_words_holds_in_the_same_way(house: House) -> None:
    memory = house.begin()
    agree(memory, house, to="words")
    agree(memory, house)
    assert wishes(house) == "yes"
    house.clock.wait(days=1)
    assert wishes(house) == "yes"
    assert house.store.wish_for_words("Anna") == "yes"


def test_a_no_to_keeping_words_takes_those_that_were_kept(house: House) -> None:
    house.store.join("Anna", house.clock.today)
    house.store.keep_wish_for_words("Anna", "yes")
    for words in ("marmalade", "quince"):
        memory = house.begin()
        memory.keep_words()
        memory.hear("attention", words)
        memory.keep(AWAY)
        if words == "quince":
            agree(memory, house, to="words", given=False)
            assert b"quince" not in house.bytes_on_disk()
        memory.close_evening(STOPPED)
        house.clock.wait(days=1)
    assert wishes(house) == "no"
    assert b"marmalade" not in house.bytes_on_disk()


@pytest.mark.parametrize("how", ["by the person", "beside the evening"])
def test_a_yes_to_keeping_words_can_be_taken_back_before_the_evening_closes(
    house: House, how: str
) -> None:
    memory = house.begin()
    agree(memory, house)
    agree(memory, house, to="words")
    if how == "by the person":
        assert memory.forget_words("Anna")
    else:
        forget_words(house.store, "anna")
    assert wishes(house) == "no"
    memory.close_evening(STOPPED)
    assert wishes(house) == "no"
    assert standings(house)[0] == "joined"


def test_a_draft_torn_in_what_was_agreed_says_what_was_whole(house: House) -> None:
    memory = house.begin()
    agree(memory, house)
    (path,) = house.folder.glob("draft-*")
    whole = path.stat().st_size
    agree(memory, house, to="words")
    data = path.read_bytes()
    for size in range(whole, len(data)):
        path.write_bytes(data[:size])
        assert standings(house)[0] == "joined"
        assert wishes(house) == "no"


def test_a_journal_from_before_refusals_takes_a_no(house: House) -> None:
    house.store.join("Carla", house.clock.today)
    with sqlite3.connect(house.folder / "journal.sqlite") as connection:
        connection.execute("DROP TABLE refusal")
        connection.execute("DROP TABLE said")
        connection.execute("ALTER TABLE person DROP COLUMN words")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    memory = house.begin()
    refuse(memory, house, "Anna")
    memory.close_evening(STOPPED)
    assert standings(house)[0] == "refused"
