from __future__ import annotations

from datetime import date

import pytest
from journal_house import House, said

from voice_coach.errors import StorageError
from voice_coach.journal import JournalTrouble, Memoryless, Store, forget, set_aside_files
from voice_coach.meaning import Entry, History, Outcome, PlanMark


def evening(house: House, who: str, word: str) -> None:
    memory = house.begin(who)
    memory.keep_asked(f"{word}_asked")
    if who != "both":
        memory.keep(Entry(f"{word}_answer", "away", ("phone",)))
    memory.keep(PlanMark(f"{word}_plan", "accepted"))
    memory.close_evening(Outcome("ritual_accepted", f"{word}_plan"))


@pytest.fixture
def lived_in(house: House) -> House:
    """Two people, three evenings each, one for two, and a cut one tonight of each."""
    for number in (1, 2, 3):
        evening(house, "Anna", f"anna{number}")
        evening(house, "Ben", f"ben{number}")
        house.clock.wait(days=1)
    evening(house, "both", "shared")
    for who in ("Anna", "Ben"):
        memory = house.begin(who)
        memory.keep_reply(said())
        memory.keep(Entry(f"{who.lower()}4_answer", "away"))
        house.store.join(who, date(2026, 11, 1))
    return house


def test_a_person_is_forgotten_down_to_the_bytes_and_the_other_is_not(lived_in: House) -> None:
    assert forget(lived_in.folder, who="anna") == 3
    on_disk = lived_in.bytes_on_disk()
    assert b"anna" not in on_disk.lower()
    for kept in (b"ben1_answer", b"ben3_plan", b"ben4_answer", b"shared_plan"):
        assert kept in on_disk
    assert list(lived_in.store.joined()) == ["Ben"]


def test_what_two_shared_goes_with_the_last_of_them(lived_in: House) -> None:
    forget(lived_in.folder, who="Anna")
    assert b"shared_plan" in lived_in.bytes_on_disk()
    assert forget(lived_in.folder, who="Ben") == 4
    assert b"shared" not in lived_in.bytes_on_disk()


def test_a_day_is_forgotten_down_to_the_bytes(lived_in: House) -> None:
    assert forget(lived_in.folder, day=date(2026, 11, 4)) == 2
    on_disk = lived_in.bytes_on_disk()
    assert b"anna2" not in on_disk
    assert b"ben2" not in on_disk
    assert b"anna1_answer" in on_disk
    assert b"anna4_answer" in on_disk


def test_tonight_is_forgotten_for_one_person_with_its_draft(lived_in: House) -> None:
    forget(lived_in.folder, who="Anna", day=lived_in.clock.today)
    on_disk = lived_in.bytes_on_disk()
    assert b"anna4" not in on_disk
    assert b"anna3_answer" in on_disk
    assert b"ben4_answer" in on_disk


def test_everything_is_forgotten_down_to_the_bytes(lived_in: House) -> None:
    memory = lived_in.open()
    memory.keep_manner(0.7, 3.0)
    (lived_in.folder / "journal.damaged-20261101-210000.sqlite").write_bytes(b"anna0_answer")
    assert forget(lived_in.folder) == 7
    on_disk = lived_in.bytes_on_disk().lower()
    for word in (b"anna", b"ben", b"shared", b"_plan", b"_answer"):
        assert word not in on_disk
    assert set_aside_files(lived_in.folder) == ()
    assert lived_in.open().manner() is None


def test_after_forgetting_there_is_one_file_and_no_log_beside_it(lived_in: House) -> None:
    forget(lived_in.folder)
    assert [path.name for path in lived_in.folder.iterdir()] == ["journal.sqlite"]


def test_everything_can_be_forgotten_although_the_journal_is_damaged(lived_in: House) -> None:
    path = lived_in.folder / "journal.sqlite"
    data = bytearray(path.read_bytes())
    data[:100] = b"x" * 100
    path.write_bytes(data)
    with pytest.raises(JournalTrouble):
        forget(lived_in.folder, who="Anna")
    forget(lived_in.folder)
    assert list(lived_in.folder.iterdir()) == []


def test_what_is_forgotten_beside_a_running_evening_stays_forgotten(house: House) -> None:
    evening(house, "Ben", "ben1")
    running = house.begin("Anna")
    running.keep(Entry("anna_answer", "away"))
    forget(house.folder, who="Anna")
    running.keep(Entry("anna_answer_2", "away"))
    running.keep_reply(said())
    running.close_evening(Outcome("stopped"))
    assert b"anna_answer" not in house.bytes_on_disk()


def test_forgetting_between_reading_a_draft_and_closing_wins(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening(house, "Ben", "ben1")
    running = house.begin("Anna")
    running.keep(Entry("anna_answer", "away"))
    put = Store.put

    def late_put(store: Store, *arguments: object) -> None:
        forget(house.folder, who="Anna")
        put(store, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "put", late_put)
    running.close_evening(Outcome("stopped"))
    assert b"anna_answer" not in house.bytes_on_disk()


def test_who_is_there_can_be_forgotten_by_voice_with_the_running_evening(
    lived_in: House,
) -> None:
    memory = lived_in.open()
    memory.begin(lived_in.key(""))
    memory.present("Anna")
    memory.keep(Entry("anna5_answer", "away"))
    assert memory.forget_person("Anna")
    memory.keep(Entry("anna6_answer", "away"))
    memory.close_evening(Outcome("stopped"))
    on_disk = lived_in.bytes_on_disk()
    assert b"anna" not in on_disk.lower()
    assert b"ben4_answer" in on_disk


@pytest.mark.parametrize("who", ["", "guest"])
def test_of_somebody_without_a_name_here_nothing_is_forgotten_and_so_it_is_said(
    lived_in: House, who: str
) -> None:
    aside = lived_in.folder / "journal.damaged-20261101-210000.sqlite"
    aside.write_bytes(b"anna0_answer")
    memory = lived_in.open()
    memory.begin(lived_in.key(""))
    assert not memory.forget_person(who)
    assert aside.exists()
    assert b"anna1_answer" in lived_in.bytes_on_disk()


def test_where_nobody_has_a_name_everything_is_that_persons(house: House) -> None:
    evening(house, "", "theirs")
    memory = house.begin("")
    assert memory.forget_person("")
    assert b"theirs_answer" not in house.bytes_on_disk()


def test_tonight_is_forgotten_although_it_was_closed_before(house: House) -> None:
    evening(house, "Anna", "anna1")
    evening(house, "Ben", "ben1")
    house.clock.wait(days=1)
    evening(house, "Anna", "anna2")
    memory = house.begin("Anna")
    memory.keep(Entry("anna3_answer", "away"))
    memory.discard()
    assert memory.forget_evening("Anna", house.clock.today)
    memory.close_evening(Outcome("stopped"))
    on_disk = house.bytes_on_disk()
    assert b"anna2_answer" not in on_disk
    assert b"anna3_answer" not in on_disk
    assert b"anna1_answer" in on_disk
    assert b"ben1_answer" in on_disk


def test_where_tonight_was_not_closed_forgetting_it_leaves_the_journal_as_it_is(
    house: House,
) -> None:
    evening(house, "Anna", "anna1")
    house.clock.wait(days=1)
    before = house.files()
    house.begin("Anna").keep(Entry("anna2_answer", "away"))
    assert house.open().forget_evening("Anna", house.clock.today)
    assert house.files() == before


def test_what_two_planned_is_not_remembered_of_the_one_who_had_everything_forgotten(
    house: House,
) -> None:
    for who in ("Anna", "Ben"):
        house.store.join(who, house.clock.today)
    evening(house, "both", "shared")
    house.clock.wait(days=1)
    today = house.clock.today
    assert house.open().history("Anna", today).plan is not None
    house.begin("Anna").forget_person("Anna")
    house.store.join("Anna", today)
    for who in ("Anna", "both"):
        assert house.open().history(who, today) == History()
    assert house.open().history("Ben", today).plan is not None


def test_without_a_journal_nothing_is_there_to_forget(house: House) -> None:
    house.open()
    assert forget(house.folder, who="Anna") == 0
    assert list(house.folder.iterdir()) == []


def test_a_memory_that_cannot_delete_does_not_say_that_it_did() -> None:
    memory = Memoryless(JournalTrouble("journal_read_only", "It cannot be written.", "Look."))
    assert not memory.forget_person("Anna")
    assert not memory.forget_evening("Anna", date(2026, 11, 1))
    with pytest.raises(StorageError):
        memory.forget()
