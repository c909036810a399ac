"""Whose journal is meant: one person's of this household, however the name is written."""

import json
from datetime import timedelta

import pytest

from voice_coach.journal import BOTH, FILE_NAME, Store, evening_of, local_now
from voice_coach.journal.entries import KeptEvening
from voice_coach.meaning import Entry, PlanMark

TODAY = evening_of(local_now())
WALK = PlanMark("walk", "accepted")


@pytest.fixture
def store(home, monkeypatch):
    """Ana's evening and Zoë's three days ago, and one together the day after."""
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", json.dumps(["Ana", "Zoë"]))
    (home / "journal").mkdir(parents=True, mode=0o700)
    store = Store(home / "journal" / FILE_NAME)
    day = TODAY - timedelta(days=3)
    away = Entry("attention", "away", ("phone",))
    evenings = [
        KeptEvening(day, "Ana", (away,)),
        KeptEvening(day, "Zoë", (away,)),
        KeptEvening(day + timedelta(days=1), BOTH, (), (WALK,)),
    ]
    store.put(lambda: (evenings, None), TODAY)
    return store


@pytest.mark.parametrize("name", ["both", "Both", "guest"])
@pytest.mark.parametrize(
    "arguments", [["show"], ["export"], ["export", "--format", "csv"], ["words"]]
)
def test_there_is_no_journal_of_two_together_or_of_a_guest(command, store, arguments, name):
    ended = command("journal", *arguments, "--who", name)
    assert ended.told(2, "one person")
    assert ended.out == ""


@pytest.mark.parametrize("one", [["--who", "Ana"], ["--day", TODAY.isoformat()]])
def test_everything_is_never_deleted_where_one_person_or_day_is_named(command, store, one):
    before = store.path.read_bytes()
    assert command("journal", "forget", "--everything", "--yes", *one).told(2, "--everything")
    assert store.path.read_bytes() == before
