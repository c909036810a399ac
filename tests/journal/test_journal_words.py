"""One's own words: only of somebody who wants them kept, and gone wherever their answers go."""

import json
import sqlite3
from datetime import date, timedelta

import pytest
from journal_house import House, killed_at, said

from voice_coach.errors import UsageError
from voice_coach.journal import Store, forget
from voice_coach.journal.archive import export_csv, export_json, import_json, show
from voice_coach.journal.migrations import MIGRATIONS
from voice_coach.meaning import Entry, Meaning, Outcome, PlanMark, Safety
from voice_coach.ports import EveningKey

AWAY = Entry("attention", "away", ("phone",))
GOOD = Entry("good_moment", "toward")
SAID, LATER = "marmalade on my phone", "the kettle was quince"


def wants_words(house: House, who: str = "Anna") -> None:
    house.store.join(who, house.clock.today)
    assert house.store.keep_wish_for_words(who, "yes")


def answer(memory, entry: Entry, words: str, **labels: object) -> None:
    """Somebody answers a question, and the answer is noted."""
    memory.hear(entry.question, words)
    memory.keep_reply(said(**labels))
    memory.keep(entry)


def evening_with_words(house: House, who: str = "Anna", words: str = SAID):
    memory = house.begin(who)
    memory.keep_words()
    answer(memory, AWAY, words)
    return memory


def close(memory) -> None:
    memory.close_evening(Outcome("ritual_accepted", "tea"))


def store_of(house: House) -> Store:
    return Store(house.folder / "journal.sqlite")


def words_kept(house: House, who: str = "Anna") -> list[dict[str, str]]:
    return [dict(evening.words) for evening in store_of(house).evenings(who, house.clock.today)]


def draft_of(house: House) -> bytes:
    (path,) = house.folder.glob("draft-*")
    return path.read_bytes()


def test_they_are_kept_beside_the_answer_for_somebody_who_wants_that(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)
    answer(memory, GOOD, LATER)
    close(memory)
    assert words_kept(house) == [{"attention": SAID, "good_moment": LATER}]
    assert [path.name for path in house.folder.iterdir()] == ["journal.sqlite"]


def test_nobodys_are_unless_they_said_so(house: House) -> None:
    house.store.join("Anna", house.clock.today)
    memory = house.begin()
    answer(memory, AWAY, SAID)
    assert SAID.encode() not in house.bytes_on_disk()
    close(memory)
    assert SAID.encode() not in house.bytes_on_disk()


def test_they_are_not_written_before_the_coach_has_said_that_they_are(house: House) -> None:
    wants_words(house)
    memory = house.begin()
    answer(memory, AWAY, SAID)
    close(memory)
    assert words_kept(house) == [{}]


def test_the_draft_holds_none_of_them_and_they_survive_a_power_cut(house: House) -> None:
    wants_words(house)
    evening_with_words(house)
    assert SAID.encode() not in draft_of(house)
    assert SAID.encode() in house.bytes_on_disk()
    house.clock.wait(days=1)
    house.open()
    assert words_kept(house) == [{"attention": SAID}]


def test_an_evening_that_is_picked_up_again_keeps_them_too(house: House) -> None:
    wants_words(house)
    evening_with_words(house)
    house.clock.wait(minutes=5)
    again = house.begin()
    cut = again.unfinished("Anna")
    assert cut is not None
    again.resume(cut)
    answer(again, GOOD, LATER)
    close(again)
    assert words_kept(house) == [{"attention": SAID, "good_moment": LATER}]


def test_what_is_taken_back_takes_its_words_along(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)
    memory.take_back(1)
    answer(memory, GOOD, LATER)
    close(memory)
    assert words_kept(house) == [{"good_moment": LATER}]
    assert SAID.encode() not in house.bytes_on_disk()


def test_of_two_answers_to_a_question_the_last_words_count(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)
    answer(memory, AWAY, LATER)
    close(memory)
    assert words_kept(house) == [{"attention": LATER}]


@pytest.mark.parametrize("who", ["both", "guest"])
def test_of_two_together_and_of_a_guest_there_are_none(house: House, who: str) -> None:
    wants_words(house)
    memory = house.begin("")
    memory.present(who)
    memory.keep_words()
    answer(memory, AWAY, SAID)
    memory.keep(PlanMark("tea", "accepted"))
    assert SAID.encode() not in house.bytes_on_disk()
    close(memory)
    assert SAID.encode() not in house.bytes_on_disk()


def test_whoever_is_taken_for_the_other_leaves_none_in_their_name(house: House) -> None:
    wants_words(house)
    memory = house.begin("")
    memory.present("Anna")
    memory.keep_words()
    answer(memory, AWAY, SAID)
    memory.take_back(1)
    memory.present("Ben")
    answer(memory, GOOD, LATER)
    assert b"quince" not in house.bytes_on_disk()
    close(memory)
    assert SAID.encode() not in house.bytes_on_disk()


def test_after_a_clear_sign_all_is_byte_for_byte_as_it_was(house: House) -> None:
    wants_words(house)
    close(evening_with_words(house))
    house.clock.wait(days=1)
    house.open()
    before = house.files()
    memory = evening_with_words(house, words=LATER)
    memory.hear("good_moment", "he marzipans me")
    memory.keep_reply(said(safety=Safety("clear", "violence")))
    assert house.files() == before
    answer(memory, GOOD, LATER)
    close(memory)
    assert house.files() == before


def test_after_an_ambiguous_sign_none_of_that_evening_are_kept(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)
    memory.hear("good_moment", LATER)
    memory.keep_reply(said(safety=Safety("ambiguous", "fear")))
    assert SAID.encode() not in house.bytes_on_disk()
    memory.keep_words()
    answer(memory, GOOD, LATER)
    close(memory)
    assert words_kept(house) == [{}]
    assert b"quince" not in house.bytes_on_disk()


def test_words_that_ask_for_the_help_lines_are_never_kept(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)
    answer(memory, GOOD, f"numbers {LATER}", command="numbers", answer="toward")
    close(memory)
    assert words_kept(house) == [{"attention": SAID}]
    assert b"quince" not in house.bytes_on_disk()


def test_they_expire_with_the_answers_down_to_the_bytes(house: House) -> None:
    wants_words(house)
    close(evening_with_words(house))
    house.clock.wait(days=29)
    memory = house.begin()
    memory.keep(PlanMark("tea", "accepted"))
    close(memory)
    assert b"marmalade" not in house.bytes_on_disk()
    assert words_kept(house)[0] == {}


def test_whoever_wants_no_more_of_it_has_none_left_and_keeps_the_labels(house: House) -> None:
    wants_words(house)
    wants_words(house, "Ben")
    close(evening_with_words(house))
    close(evening_with_words(house, "Ben", "rhubarb"))
    house.clock.wait(days=1)
    running = evening_with_words(house, words=LATER)
    assert running.forget_words("anna")
    on_disk = house.bytes_on_disk()
    assert b"marmalade" not in on_disk
    assert b"quince" not in on_disk
    assert b"rhubarb" in on_disk
    answer(running, GOOD, LATER)
    close(running)
    assert b"quince" not in house.bytes_on_disk()
    evenings = store_of(house).evenings("Anna", house.clock.today)
    assert [len(evening.entries) for evening in evenings] == [1, 2]
    assert house.open().wish_for_words("Anna") == "no"


@pytest.mark.parametrize("narrow", [{"who": "Anna"}, {"day": date(2026, 11, 3)}, {}])
def test_forgetting_takes_them_down_to_the_bytes(house: House, narrow) -> None:
    wants_words(house)
    close(evening_with_words(house))
    evening_with_words(house, words=LATER)
    forget(house.folder, **narrow)
    on_disk = house.bytes_on_disk()
    assert b"marmalade" not in on_disk
    assert b"quince" not in on_disk
    assert not list(house.folder.glob("words-*"))


def test_a_sheet_that_a_power_cut_left_alone_is_deleted(house: House) -> None:
    wants_words(house)
    evening_with_words(house)
    for draft in house.folder.glob("draft-*"):
        draft.unlink()
    house.open()
    assert not list(house.folder.glob("words-*"))


def test_a_crash_between_the_two_files_loses_and_doubles_nothing(house: House) -> None:
    wants_words(house)
    memory = evening_with_words(house)

    for place in ("erase", "sheet.drop"):
        with killed_at(place):
            close(memory)
        memory = house.open()
        assert words_kept(house) == [{"attention": SAID}]
        memory = evening_with_words(house)


def test_history_never_has_them(house: House) -> None:
    wants_words(house)
    close(evening_with_words(house))
    house.clock.wait(days=1)
    assert "marmalade" not in repr(house.open().history("Anna", house.clock.today))


def test_they_are_shown_exported_and_brought_back_to_a_new_device(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wants_words(house)
    close(evening_with_words(house))
    store, today = store_of(house), house.clock.today
    assert f'"{SAID}"' in "\n".join(show(store, "Anna", today))
    assert SAID in export_csv(store, "Anna", today)
    exported = export_json(store, "Anna", today)
    assert SAID not in export_json(store, "Ben", today)
    new = House(tmp_path_factory.mktemp("new") / "journal", house.clock)
    assert import_json(store_of(new), exported, today) == 1
    assert words_kept(new) == [{"attention": SAID}]
    assert new.open().wish_for_words("Anna") == "yes"


def test_brought_back_for_somebody_who_wants_none_kept_they_stay_away(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wants_words(house)
    close(evening_with_words(house))
    exported = export_json(store_of(house), "Anna", house.clock.today)
    new = House(tmp_path_factory.mktemp("new") / "journal", house.clock)
    new.store.join("Anna", house.clock.today)
    import_json(store_of(new), exported, house.clock.today)
    assert b"marmalade" not in new.bytes_on_disk()
    assert new.open().wish_for_words("Anna") == "no"


def test_an_export_from_before_words_is_brought_back(house: House) -> None:
    wants_words(house)
    close(evening_with_words(house))
    old = json.loads(export_json(store_of(house), "Anna", house.clock.today))
    del old["words"], old["evenings"][0]["answers"][0]["words"]
    forget(house.folder)
    assert import_json(store_of(house), json.dumps(old), house.clock.today) == 1
    assert house.open().wish_for_words("Anna") == "no"


def test_nobody_is_asked_who_has_not_joined(house: House) -> None:
    assert not store_of(house).keep_wish_for_words("Anna", "asked")
    house.store.join("Ben", house.clock.today)
    assert not store_of(house).keep_wish_for_words("Anna", "asked")
    assert house.open().wish_for_words("Anna") == "no"


def test_a_journal_from_before_words_is_read_as_it_is(house: House) -> None:
    house.store.join("Anna", house.clock.today)
    close(house.begin())
    memory = house.begin()
    memory.keep(AWAY)
    close(memory)
    path = house.folder / "journal.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE said")
        connection.execute("ALTER TABLE person DROP COLUMN words")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS[:2])}")
    connection.close()
    tomorrow = house.clock.today + timedelta(days=1)
    assert house.open().history("Anna", tomorrow).evenings[0].entries == (AWAY,)
    assert house.open().wish_for_words("Anna") == "no"
    assert house.store.keep_wish_for_words("Anna", "yes")
    assert house.open().wish_for_words("Anna") == "yes"


def test_a_word_said_in_a_meaning_never_gets_into_the_draft(house: House) -> None:
    wants_words(house)
    memory = house.open()
    memory.begin(EveningKey(house.clock.today, "Anna", "words", 7))
    memory.keep_words()
    memory.keep_reply(said(text=SAID))
    assert SAID.encode() not in house.bytes_on_disk()
    assert Meaning(text=SAID).without_words().text == ""


def test_what_is_no_export_is_refused(house: House) -> None:
    with pytest.raises(UsageError):
        import_json(store_of(house), '{"words": "maybe"}', house.clock.today)
