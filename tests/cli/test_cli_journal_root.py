"""Whoever runs the program as root locks nobody out of their own journal."""

import json
import os
from datetime import timedelta

import pytest

from voice_coach.journal import FILE_NAME, Store, evening_of, local_now
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="is about root")

SOMEBODY = 12345
DAY = evening_of(local_now()) - timedelta(days=1)
EXPORT = {"voice_coach_journal": 1, "who": "", "joined": f"{DAY}", "evenings": []}
COMMANDS = {
    "show": ["journal", "show"],
    "export": ["journal", "export"],
    "words": ["journal", "words", "--off"],
    "forget": ["journal", "forget", "--everything", "--yes"],
    "import": ["journal", "import", "export.json"],
    "checkin": ["checkin", "--text"],
    "doctor": ["doctor"],
}


def give_away(home):
    for path in (home, *home.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)


def owners(home):
    return {path.stat().st_uid for path in (home, *home.rglob("*"))}


@pytest.fixture
def export(tmp_path, monkeypatch):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "export.json").write_text(json.dumps(EXPORT))
    monkeypatch.chdir(folder)


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.usefixtures("export")
def test_in_the_home_of_somebody_else_nothing_is_made_that_is_roots(command, home, what):
    home.mkdir(exist_ok=True)
    give_away(home)
    ended = command(*COMMANDS[what], typed="yes\ngoodnight\n")
    assert owners(home) == {SOMEBODY}
    assert not (home / "journal").exists()
    if what in ("import", "checkin"):
        assert ended.told(6, "home of another user", "sudo -u")


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.usefixtures("export")
def test_somebody_elses_journal_stays_theirs(command, home, what):
    folder = home / "journal"
    folder.mkdir(parents=True, mode=0o700)
    evening = KeptEvening(DAY, "", (Entry("xylophone", "away"),))
    Store(folder / FILE_NAME).put(lambda: Gathered((evening,)), DAY)
    give_away(home)
    ended = command(*COMMANDS[what], typed="yes\ngoodnight\n")
    assert owners(home) == {SOMEBODY}
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    assert (b"xylophone" in (folder / FILE_NAME).read_bytes()) == (what != "forget")
    if what in ("show", "export"):
        assert "xylophone" in ended.out
