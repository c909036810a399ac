from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_house import House, said

from voice_coach.conversation.effects import Done, Heard, Recalled, Reply, Silence, Whole
from voice_coach.journal import draft as drafts
from voice_coach.journal.records import append
from voice_coach.meaning import (
    ANSWERS,
    COMMANDS,
    KINDS,
    SAFETY_FAMILIES,
    SITUATIONS,
    Entry,
    History,
    Meaning,
    Outcome,
    PlanMark,
    Safety,
)
from voice_coach.ports import EveningKey

AWAY = said(answer="away", kinds=("phone",))
STOPPED = Outcome("stopped")
meanings = st.builds(
    Meaning,
    text=st.text(),
    answer=st.sampled_from(ANSWERS),
    kinds=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    about=st.sampled_from(["self", "partner", "both", "nobody"]),
    command=st.none() | st.sampled_from(COMMANDS),
    situation=st.none() | st.sampled_from(SITUATIONS),
    decision=st.sampled_from(["accept", "confirm", "reject"]),
    confidence=st.floats(0, 1),
    who=st.none() | st.text(),
)
replies = st.one_of(
    st.just(Done()),
    st.builds(Silence, st.booleans()),
    st.builds(Heard, meanings, st.booleans(), st.none() | st.builds(Whole, st.text(), meanings)),
)


def the_draft(house: House) -> Path:
    (path,) = house.folder.glob("draft-*")
    return path


def without_words(reply: Reply) -> Reply:
    if isinstance(reply, Heard):
        whole = reply.whole
        if whole is not None:
            whole = replace(whole, meaning=whole.meaning.without_words())
        return replace(reply, meaning=reply.meaning.without_words(), whole=whole)
    return reply


def test_a_cut_evening_comes_back_with_every_reply(house: House) -> None:
    memory = house.begin()
    given_replies = (Done(), said(command="slower"), Done(), Silence(microphone=True), AWAY)
    for reply in given_replies:
        memory.keep_reply(reply)
    house.clock.wait(minutes=119)
    cut = house.open().unfinished("anna")
    assert cut is not None
    assert cut.key == house.key()
    assert cut.replies == tuple(map(without_words, given_replies))


@settings(deadline=None)  # each example waits for the disk
@given(said_tonight=st.lists(replies, min_size=1, max_size=8))
def test_any_reply_is_read_as_it_was_written_without_its_words(
    said_tonight: list[Reply], tmp_path_factory: pytest.TempPathFactory
) -> None:
    key = EveningKey(date(2026, 11, 3), "Anna", "words", 7)
    path = drafts.create(tmp_path_factory.mktemp("draft"), key, 1.0, History())
    for step, reply in enumerate(said_tonight):
        record = drafts.reply_record(step, reply, "Anna", 2.0)
        if record:
            append(path, record)
    draft = drafts.read(path)
    assert draft is not None
    read = [draft.replies.get(step, Done()) for step in range(len(said_tonight))]
    assert read == [without_words(reply) for reply in said_tonight]


def test_a_draft_torn_anywhere_says_what_was_whole(house: House) -> None:
    memory = house.begin()
    whole = {}
    for number in range(4):
        memory.keep(Entry(f"question_{number}", "away", ("phone",)))
        whole[the_draft(house).stat().st_size] = number + 1
    path = the_draft(house)
    data = path.read_bytes()
    first = data.index(b"\n") + 1
    for size in range(len(data) + 1):
        path.write_bytes(data[:size] + b"\0" * 30)
        draft = drafts.read(path)
        if size < first:
            assert draft is None
        else:
            expected = max((count for end, count in whole.items() if end <= size), default=0)
            assert draft is not None
            assert [note.noted.question for note in draft.notes if note.noted] == [
                f"question_{number}" for number in range(expected)
            ]


def test_a_torn_evening_can_be_gone_on_with(house: House) -> None:
    house.begin().keep_reply(AWAY)
    with the_draft(house).open("ab") as file:
        file.write(b'0badc0de {"step":1,"hea')
    memory = house.open()
    cut = memory.unfinished("Anna")
    assert cut is not None
    memory.resume(cut)
    memory.keep_reply(Silence())
    again = house.open().unfinished("Anna")
    assert again is not None
    assert again.replies == (without_words(AWAY), Silence())


def test_a_draft_torn_at_its_birth_is_removed(house: House) -> None:
    house.begin()
    os.truncate(the_draft(house), 20)
    house.open()
    assert list(house.folder.iterdir()) == []


def test_each_reply_is_on_the_disk_before_the_next_thing_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = house.begin()
    synced: list[int] = []
    real = os.fdatasync

    def fdatasync(descriptor: int) -> None:
        real(descriptor)
        synced.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    for keep in (
        lambda: memory.keep_reply(AWAY),
        lambda: memory.keep(Entry("attention", "away")),
        lambda: memory.keep(PlanMark("tea", "accepted")),
    ):
        keep()
        assert synced.pop() == the_draft(house).stat().st_size
        assert synced == []


def test_no_word_is_ever_written(house: House) -> None:
    memory = house.begin()
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    assert b"zebra" not in house.bytes_on_disk()
    memory.close_evening(STOPPED)
    assert b"zebra" not in house.bytes_on_disk()


def test_a_clear_sign_is_not_written_but_deletes_the_draft(house: House) -> None:
    memory = house.begin()
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    memory.keep_reply(said(safety=Safety("clear", "fear")))
    assert list(house.folder.iterdir()) == []
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    memory.discard()
    memory.close_evening(Outcome("safety"))
    assert list(house.folder.iterdir()) == []
    assert house.open().unfinished("Anna") is None


@pytest.mark.parametrize(
    "delicate",
    [
        *(said(safety=Safety("ambiguous", family)) for family in SAFETY_FAMILIES),
        said(command="numbers"),
    ],
)
def test_a_cut_evening_does_not_tell_that_somebody_may_be_unsafe(
    house: House, delicate: Heard
) -> None:
    memory = house.begin()
    memory.keep_reply(AWAY)
    memory.keep_reply(delicate)
    memory.keep_reply(Silence())
    memory.keep(Entry("time_together", "mixed"))
    on_disk = house.bytes_on_disk()
    assert b"numbers" not in on_disk
    assert b"ambiguous" not in on_disk
    assert not any(b'"%s"' % family.encode() in on_disk for family in SAFETY_FAMILIES)
    again = house.open()
    cut = again.unfinished("Anna")
    assert cut is not None
    assert cut.replies == (without_words(AWAY),)
    again.resume(cut)
    again.close_evening(STOPPED)
    house.clock.wait(days=1)
    (evening,) = house.open().history("Anna", house.clock.today).evenings
    assert evening.entries == (Entry("time_together", "mixed"),)


def test_a_cut_evening_is_offered_to_its_person_for_two_hours_until_four(house: House) -> None:
    house.begin().keep_reply(AWAY)
    assert house.open().unfinished("Ben") is None
    house.clock.wait(hours=2)
    assert house.open().unfinished("Anna") is not None
    house.clock.wait(seconds=1)
    assert house.open().unfinished("Anna") is None


@pytest.mark.parametrize(("closed", "goes_on"), [("Ben", True), ("both", False)])
def test_a_cut_evening_goes_on_only_on_the_history_that_it_began_with(
    house: House, closed: str, *, goes_on: bool
) -> None:
    cut = house.begin("")
    cut.keep_reply(Recalled(cut.present("Anna")))
    cut.keep(Entry("attention", "away"))
    other = house.begin(closed)
    other.keep(PlanMark("tea", "accepted"))
    other.close_evening(Outcome("ritual_accepted", "tea"))
    assert (house.open().unfinished("Anna") is not None) is goes_on
    house.begin().close_evening(STOPPED)
    (kept,) = (each for each in house.store.evenings("Anna", house.clock.today) if each.entries)
    assert kept.entries == (Entry("attention", "away"),)


def test_an_evening_ends_at_four_in_the_morning(house: House) -> None:
    house.clock.wait(hours=6)  # three at night
    key = replace(house.key(), day=date(2026, 11, 3))
    memory = house.open()
    memory.begin(key)
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    house.clock.wait(minutes=59)
    assert house.open().unfinished("Anna") is not None
    house.clock.wait(minutes=2)
    memory = house.open()
    assert memory.unfinished("Anna") is None
    (evening,) = memory.history("Anna", date(2026, 11, 4)).evenings
    assert evening.day == date(2026, 11, 3)


def test_a_clock_that_jumped_back_a_little_still_offers_the_evening(house: House) -> None:
    house.begin().keep_reply(AWAY)
    house.clock.wait(minutes=-30)
    assert house.open().unfinished("Anna") is not None


def test_going_on_writes_into_the_same_draft_and_drops_the_one_begun_meanwhile(
    house: House,
) -> None:
    first = house.begin()
    first.keep_reply(AWAY)
    first.keep(Entry("attention", "away"))
    again = house.open()
    again.begin(replace(house.key(who=""), seed=8))
    again.keep_reply(said(who="Anna"))
    again.present("Anna")
    cut = again.unfinished("Anna")
    assert cut is not None
    again.resume(cut)
    again.keep(Entry("time_together", "toward"))
    again.close_evening(STOPPED)
    assert [path.name for path in house.folder.iterdir()] == ["journal.sqlite"]
    house.clock.wait(days=1)
    (evening,) = house.open().history("Anna", house.clock.today).evenings
    assert evening.entries == (Entry("attention", "away"), Entry("time_together", "toward"))


def test_going_on_is_with_the_evening_that_was_offered_not_with_a_later_empty_one(
    house: House,
) -> None:
    house.begin().keep_reply(AWAY)
    house.clock.wait(minutes=1)
    house.begin()
    memory = house.begin()
    cut = memory.unfinished("Anna")
    assert cut is not None
    memory.resume(cut)
    memory.keep_reply(Silence())
    again = house.open().unfinished("Anna")
    assert again is not None
    assert again.replies == (without_words(AWAY), Silence())


def test_starting_clean_keeps_the_answers_of_the_evening_that_was_cut(house: House) -> None:
    house.begin().keep(Entry("attention", "away", ("phone",)))
    again = house.open()
    again.begin(house.key(digest="other words"))
    again.keep(Entry("attention", "mixed"))
    again.keep(Entry("appreciation", "toward"))
    again.close_evening(Outcome("ritual_declined"))
    house.clock.wait(days=1)
    (evening,) = house.open().history("Anna", house.clock.today).evenings
    assert evening.entries == (Entry("attention", "mixed"), Entry("appreciation", "toward"))


def test_discarding_the_second_try_also_discards_what_was_cut_before(house: House) -> None:
    house.begin().keep(Entry("attention", "away"))
    again = house.begin()
    again.keep(Entry("time_together", "away"))
    again.discard()
    assert list(house.folder.iterdir()) == []


@pytest.mark.parametrize("who", ["", "both"])
def test_danger_while_it_is_not_known_of_whom_discards_everything_that_was_cut_tonight(
    house: House, who: str
) -> None:
    house.begin("Anna").keep(Entry("attention", "away"))
    house.begin("Ben").keep(Entry("attention", "away"))
    memory = house.begin(who)
    memory.keep_reply(said(safety=Safety("clear", "fear")))
    assert list(house.folder.iterdir()) == []


def test_danger_outside_of_an_evening_discards_what_was_cut_tonight(house: House) -> None:
    house.begin("Anna").keep(Entry("attention", "away"))
    house.open().discard(unsafe=True)
    assert list(house.folder.iterdir()) == []


def test_danger_of_one_leaves_the_cut_evening_of_the_other(house: House) -> None:
    house.begin("Ben").keep(Entry("attention", "away"))
    house.begin("Anna").keep_reply(said(safety=Safety("clear", "fear")))
    (path,) = house.folder.iterdir()
    assert b"Ben" in path.read_bytes()


def test_one_persons_cut_evening_outlives_the_others_discarded_one(house: House) -> None:
    house.begin("Anna").keep(Entry("attention", "away"))
    house.begin("Ben").discard()
    assert drafts.read(the_draft(house)).people == {"Anna"}  # type: ignore[union-attr]


def test_what_is_taken_back_is_not_kept(house: House) -> None:
    memory = house.begin()
    memory.keep(Entry("attention", "away"))
    memory.keep_asked("attention")
    memory.keep(Entry("time_together", "away"))
    memory.keep(PlanMark("tea", "accepted"))
    memory.take_back(2)
    memory.keep(Entry("time_together", "toward"))
    memory.close_evening(STOPPED)
    house.clock.wait(days=1)
    history = house.open().history("Anna", house.clock.today)
    assert history.evenings[0].entries == (
        Entry("attention", "away"),
        Entry("time_together", "toward"),
    )
    assert history.plan is None


def test_nothing_is_kept_of_a_guest(house: House) -> None:
    memory = house.begin(who="")
    assert memory.present("guest") == History()
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    memory.keep_asked("attention")
    memory.close_evening(STOPPED)
    assert list(house.folder.iterdir()) == []


def test_of_two_only_the_shared_plan_is_kept(house: House) -> None:
    memory = house.begin("both")
    memory.keep(PlanMark("tea", "accepted"))
    memory.keep(Entry("attention", "away", ("phone",)))
    memory.take_back(1)
    memory.keep(Entry("attention", "mixed", ("fixing",)))
    memory.close_evening(Outcome("ritual_accepted", "tea"))
    house.clock.wait(days=1)
    (evening,) = house.open().history("both", house.clock.today).evenings
    assert evening.entries == ()
    assert evening.marks == (PlanMark("tea", "accepted"),)
    assert b"fixing" not in house.bytes_on_disk()


def test_who_turns_out_to_be_there_gets_their_history_and_the_notes(house: House) -> None:
    memory = house.begin("Ben")
    memory.keep(Entry("attention", "away"))
    memory.close_evening(STOPPED)
    house.clock.wait(days=1)
    memory = house.begin(who="")
    memory.keep_asked("opening.evening")
    recalled = Recalled(memory.present("Ben"))
    assert [evening.day for evening in recalled.history.evenings] == [date(2026, 11, 3)]
    memory.keep_reply(Done())
    memory.keep_reply(recalled)
    cut = house.open().unfinished("Ben")
    assert cut is not None
    assert cut.replies == (Done(), recalled)
    memory.keep(Entry("time_together", "toward"))
    memory.close_evening(STOPPED)
    house.clock.wait(days=1)
    last = house.open().history("Ben", house.clock.today).evenings[-1]
    assert last.asked == ("opening.evening",)
    assert last.entries == (Entry("time_together", "toward"),)


def test_a_reply_in_labels_of_another_version_is_not_replayed_but_its_notes_are_kept(
    house: House,
) -> None:
    memory = house.begin()
    memory.keep_reply(AWAY)
    memory.keep(Entry("attention", "away"))
    record = drafts.reply_record(1, AWAY, "Anna", house.clock().timestamp())
    assert record is not None
    record["heard"]["answer"] = "sideways"
    append(the_draft(house), record)
    assert house.open().unfinished("Anna") is None
    house.clock.wait(days=1)
    (evening,) = house.open().history("Anna", house.clock.today).evenings
    assert evening.entries == (Entry("attention", "away"),)


def test_keeping_before_an_evening_began_is_a_mistake(house: House) -> None:
    with pytest.raises(RuntimeError, match="begin"):
        house.open().keep(Entry("attention", "away"))


@pytest.mark.parametrize("how", ["cut", "closed"])
def test_after_the_wish_that_nothing_is_kept_of_tonight_nothing_is_until_tomorrow(
    house: House, how: str
) -> None:
    house.store.join("Anna", house.clock.today)
    memory = house.begin()
    memory.keep(Entry("attention", "away"))
    memory.discard()
    assert memory.forget_evening("Anna", house.clock.today, nothing_more=True)
    if how == "closed":
        memory.close_evening(STOPPED)
    again = house.begin()
    assert again.standing("Anna", house.clock.today) == "refused"
    again.close_evening(STOPPED)
    assert house.begin().standing("Anna", house.clock.today) == "refused"
    assert house.begin("Ben").standing("Ben", house.clock.today) == "new"
    house.clock.wait(days=1)
    tomorrow = house.begin()
    assert tomorrow.standing("Anna", house.clock.today) == "joined"
    assert house.store.evenings("Anna", house.clock.today) == ()


def test_danger_takes_the_wish_that_nothing_is_kept_with_it(house: House) -> None:
    house.begin().forget_evening("Anna", house.clock.today, nothing_more=True)
    house.begin().keep_reply(said(safety=Safety("clear", "fear")))
    assert not list(house.folder.glob("draft-*")), "two drafts were there"
