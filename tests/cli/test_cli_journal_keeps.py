"""How long answers are kept is a setting that every command goes by."""

import json
from datetime import timedelta

import pytest

from voice_coach.journal import FILE_NAME, Store, evening_of, local_now
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry


@pytest.mark.parametrize(("days", "kept"), [(None, 1), (12, 1), (5, 0)])
def test_answers_older_than_the_setting_are_gone(home, command, monkeypatch, days, kept):
    if days is not None:
        monkeypatch.setenv("VOICE_COACH_KEEP_DAYS", str(days))
    today = evening_of(local_now())
    evening = KeptEvening(today - timedelta(days=10), "", (Entry("attention", "away", ("phone",)),))
    folder = home / "journal"
    folder.mkdir(parents=True, mode=0o700)
    Store(folder / FILE_NAME).put(lambda: Gathered((evening,)), today)
    exported = json.loads(command("journal", "export").out)
    assert sum(len(evening["answers"]) for evening in exported["evenings"]) == kept
    written = "yes\nyes\nfull attention\ngoodnight\n"
    assert command("checkin", "--text", typed=written).code == 0
    assert (b"phone" in (folder / FILE_NAME).read_bytes()) == bool(kept)
