"""Forgetting tonight, a day, a person, what was done together, or everything: and no more."""

from datetime import datetime, timedelta

import pytest

from voice_coach.evenings import keep_evenings
from voice_coach.journal import BOTH, FILE_NAME, Store, evening_of, local_now, open_journal
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, PlanMark
from voice_coach.ports import EveningKey
from voice_coach.schedule import Evenings

TODAY = evening_of(local_now())
EARLIER = TODAY - timedelta(days=3)
AWAY = Entry("attention", "away", ("phone",))
WALK = PlanMark("walk", "accepted")
TOGETHER = "--together deletes it"


@pytest.fixture
def store(home, monkeypatch):
    """An evening of Ana's and one together, three days ago and today each; Ben joined, too."""
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", '["Ana", "Ben"]')
    (home / "journal").mkdir(parents=True, mode=0o700)
    store = Store(home / "journal" / FILE_NAME)
    evenings = [
        evening
        for day in (EARLIER, TODAY)
        for evening in (KeptEvening(day, "Ana", (AWAY,)), KeptEvening(day, BOTH, (), (WALK,)))
    ]
    store.put(lambda: Gathered(evenings), TODAY)
    store.join("Ben", EARLIER)
    return store


def left(store):
    """Which evenings are left, by person and day."""
    return [(each.who, each.day) for each in store.evenings("Ana", TODAY)]


@pytest.mark.parametrize(
    ("options", "count", "gone"),
    [
        (["--tonight", "--who", "Ana"], 1, {("Ana", TODAY)}),
        (["--tonight", "--together"], 1, {(BOTH, TODAY)}),
        (["--day", f"{EARLIER}", "--who", "Ana"], 1, {("Ana", EARLIER)}),
        (["--day", f"{EARLIER}", "--together"], 1, {(BOTH, EARLIER)}),
        (["--together"], 2, {(BOTH, EARLIER), (BOTH, TODAY)}),
        (["--who", "Ana"], 2, {("Ana", EARLIER), ("Ana", TODAY)}),
    ],
)
def test_what_was_named_is_forgotten_and_nothing_else(command, store, options, count, gone):
    before = left(store)
    ended = command("journal", "forget", "--yes", *options)
    assert (ended.code, ended.out) == (0, f"Evenings deleted: {count}.\n")
    assert left(store) == [evening for evening in before if evening not in gone]


def test_tonight_is_still_last_night_until_four(command, store, monkeypatch):
    small_hours = datetime.combine(TODAY + timedelta(days=1), datetime.min.time())
    for hour, count in ((4, 0), (3, 1)):
        moment = (small_hours + timedelta(hours=hour)).astimezone()
        monkeypatch.setattr("voice_coach.journal.keeper.local_now", lambda moment=moment: moment)
        ended = command("journal", "forget", "--yes", "--tonight", "--who", "Ana")
        assert f"deleted: {count}." in ended.out


def test_an_evening_that_goes_on_is_forgotten_and_this_is_said(home, command, store):
    memory = open_journal(home / "journal").memory
    memory.begin(EveningKey(TODAY, "Ben", "words", 7))
    memory.keep(Entry("attention", "away"))
    ended = command("journal", "forget", "--yes", "--tonight", "--who", "ben")
    assert "not closed yet is deleted, too" in ended.out
    assert not list((home / "journal").glob("draft-*"))


def test_where_only_an_evening_together_is_kept_this_is_said(command, store):
    ended = command("journal", "forget", "--yes", "--day", EARLIER, "--who", "Ben")
    assert "deleted: 0." in ended.out
    assert TOGETHER in ended.out
    nothing = command("journal", "forget", "--yes", "--day", "2020-02-02", "--who", "Ben")
    assert nothing.out == "Evenings deleted: 0.\n"
    assert len(left(store)) == 4


@pytest.mark.parametrize(
    "options",
    [
        ["--everything", "--who", "Ana"],
        ["--everything", "--day", f"{TODAY}"],
        ["--everything", "--tonight"],
        ["--everything", "--together"],
        ["--together", "--who", "Ana"],
        ["--tonight", "--day", f"{TODAY}"],
        ["--tonight"],
        ["--who", "both"],
        ["--who", "guest"],
    ],
)
def test_what_is_not_clear_is_asked_for_and_nothing_is_forgotten(command, store, options):
    assert command("journal", "forget", "--yes", *options).told(2, "--")
    assert len(left(store)) == 4


def test_for_one_person_tonight_needs_no_name(command, store, monkeypatch):
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", '["Ana"]')
    assert "deleted: 1." in command("journal", "forget", "--yes", "--tonight").out
    assert ("Ana", TODAY) not in left(store)


@pytest.mark.parametrize("options", [["--everything"], ["--who", "Ana"]])
def test_with_the_last_of_them_goes_what_was_rendered_and_what_the_schedule_knows(
    command, store, home, options
):
    store.delete("Ben", None, lambda: None)
    rendered = home / "cache" / "lines" / "a.line"
    rendered.parent.mkdir(parents=True)
    rendered.touch()
    keep_evenings(home / "journal", Evenings())
    assert command("journal", "forget", "--yes", *options).code == 0
    assert not rendered.exists()
    assert [path.name for path in (home / "journal").iterdir()] == [FILE_NAME]
