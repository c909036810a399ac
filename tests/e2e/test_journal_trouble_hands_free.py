"""Hands-free, too, a journal that cannot be used is told of, and the evening takes place."""

import os
import subprocess
from datetime import date

import pytest
from support.answers import render_answers
from support.listening_program import listening

from voice_coach.journal import FILE_NAME, Store, set_aside_files

pytestmark = [
    pytest.mark.soundcard,
    pytest.mark.timeout(240),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root to stage it"),
]


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    return render_answers({"ready": "Yes, go on."}, tmp_path_factory.mktemp("said"))


@pytest.fixture
def small_home(small_disk, tmp_path):
    """A home on a small disk; what listen does stands elsewhere."""
    (tmp_path / "run").mkdir()
    (small_disk / "run").symlink_to(tmp_path / "run")
    return small_disk


def damaged(journal):
    journal.write_bytes(b"no database at all" * 200)


def read_only(journal):
    subprocess.run(["mount", "-o", "remount,ro", journal.parent.parent], check=True)


def full(journal):
    with (journal.parent.parent / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 512)
        except OSError:
            pass


TROUBLES = {
    "damaged": (damaged, "set aside"),
    "read_only": (read_only, "cannot be written"),
    "full": (full, "no space left"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_it_is_said_and_written_once_and_then_it_waits_again(
    card, sounds, small_home, capfd, trouble
):
    (spoil, written), line = TROUBLES[trouble], f"session.journal_{trouble}"
    journal = small_home / "journal" / FILE_NAME
    journal.parent.mkdir(mode=0o700)
    Store(journal).join("", date(2026, 1, 1))
    spoil(journal)
    before = journal.read_bytes()
    with listening(card, small_home) as program:
        program.do("press short")
        program.wait_for(10, who="coach", id="ready")
        program.wait_for(10, light="listening")
        card.say(sounds / "ready.wav").wait()
        program.wait_for(10, who="coach", id=line)
        program.wait_for(20, light="listening")  # to the next question
        program.do("press short")
        program.wait_for(10, light="waiting")
        told = [turn.get("id") for turn in program.so_far()]
        program.do("press short")  # and once more: the service goes on
        program.wait_for(10, who="coach", id="ready")
    complaints = capfd.readouterr().err
    assert told.count(line) == 1
    assert complaints.count(written) == 1, complaints
    assert "Traceback" not in complaints
    if spoil is damaged:
        (aside,) = set_aside_files(journal.parent)
        assert aside.read_bytes() == before
    else:
        assert journal.read_bytes() == before
