"""Hands-free, answers that are too old go although nobody calls."""

import time
from datetime import timedelta

import pytest
from support.listening_program import listening

from voice_coach.journal import FILE_NAME, Store, evening_of, local_now
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(120)]


def test_they_are_gone_soon_after_it_has_begun_to_wait(card, tmp_path):
    journal = tmp_path / "journal" / FILE_NAME
    journal.parent.mkdir(mode=0o700)
    day = evening_of(local_now()) - timedelta(days=40)
    evening = KeptEvening(day, "", (Entry("xylophone", "away"),))
    Store(journal).put(lambda: Gathered((evening,)), day)
    assert b"xylophone" in journal.read_bytes()
    with listening(card, tmp_path) as program:
        program.wait_for(20, light="waiting")
        until = time.monotonic() + 20
        while b"xylophone" in journal.read_bytes() and time.monotonic() < until:
            time.sleep(0.2)
    assert b"xylophone" not in journal.read_bytes()
