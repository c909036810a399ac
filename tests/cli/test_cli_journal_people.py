"""Whose journal is meant: one person's of this household, however the name is written."""

import json
from datetime import timedelta

import pytest

from voice_coach.journal import BOTH, FILE_NAME, Store, evening_of, local_now
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
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
    store.put(lambda: Gathered(evenings), TODAY)
    return store


@pytest.mark.parametrize("name", ["both", "Both", "guest"])
@pytest.mark.parametrize(
    "arguments", [["show"], ["export"], ["export", "--format", "csv"], ["words"]]
)
def test_there_is_no_journal_of_two_together_or_of_a_guest(command, store, arguments, name):
    ended = command("journal", *arguments, "--who", name)
    assert ended.told(2, "one person")
    assert ended.out == ""


@pytest.mark.parametrize("what", ["show", "export", "words", "forget"])
def test_somebody_whom_nobody_knows_is_told_who_is_known(command, store, what):
    before = store.path.read_bytes()
    ended = command("journal", what, "--who", "Zoe", typed="y\n")
    assert ended.told(2, "Nobody of that name", "one of Ana, Zoë.")
    assert ended.out == ""
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("name", ["Zoë", "ZOË", "zoë ", "Zoe\N{COMBINING DIAERESIS}"])
def test_a_name_is_known_however_it_is_written(command, store, name):
    assert "phone" in command("journal", "show", "--who", name).out
    assert json.loads(command("journal", "export", "--who", name).out)["who"] == "Zoë"
    assert "deleted: 1." in command("journal", "forget", "--yes", "--who", name).out
    assert store.people() == ("Ana",)


def test_a_person_is_forgotten_in_every_spelling_of_their_name(command, store):
    evening = KeptEvening(TODAY, "ZOË", (Entry("attention", "away"),))
    store.put(lambda: Gathered((evening,)), TODAY)
    assert "one of Ana, Zoë." in command("journal", "show", "--who", "Cy").err
    assert "deleted: 2." in command("journal", "forget", "--yes", "--who", "Zoë").out
    assert store.people() == ("Ana",)


def test_somebody_who_left_the_household_is_still_known(command, store, monkeypatch):
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", '["Zoë"]')
    assert "phone" in command("journal", "show", "--who", "ana").out
    assert "deleted: 1." in command("journal", "forget", "--yes", "--who", "ana").out
    assert command("journal", "show", "--who", "ana").told(2, "one of Zoë.")


def test_somebody_who_said_no_to_being_remembered_is_known(command, store):
    store.refuse("Ben", TODAY)
    assert command("journal", "show", "--who", "ben").code == 0


def test_where_nobody_has_a_name_yet_none_is_known(command):
    assert command("journal", "forget", "--yes", "--who", "Ana").told(2, "yet")


def test_what_has_no_name_is_brought_back_only_where_nobody_has_one(command, tmp_path, monkeypatch):
    export = tmp_path / "export.json"
    export.write_text(command("journal", "export").out)
    assert command("journal", "import", export).code == 0
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", '["Ana"]')
    assert command("journal", "import", export).told(2, "at who")
