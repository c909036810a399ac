"""With a journal that cannot be used the evening takes place, and the coach says so once."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
import soundfile

from voice_coach.content import load_content
from voice_coach.journal import FILE_NAME, set_aside_files
from voice_coach.speaking.engines import open_voice

PROGRAM = (sys.executable, "-m", "voice_coach")

EVENING = ["yes", "yes that's fine", "half distracted, I was on my phone", "work", "he made tea"]

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to stage it")


def spend_an_evening(home, *, expect=0):
    """A whole evening in writing, in this home; returns what was said and what was written."""
    done = subprocess.run(
        [*PROGRAM, "checkin", "--text"],
        input="\n".join([*EVENING, "yes alright", "my phone stays there"]),
        env={**os.environ, "VOICE_COACH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout, done.stderr


def said(trouble):
    return load_content("en").lines[f"session.{trouble}"][0]


def told_once(home, trouble, *, expect=6):
    """The evening takes place; the trouble is said once after the hello and written once."""
    out, err = spend_an_evening(home, expect=expect)
    lines = [line.removeprefix("Coach:").strip() for line in out.splitlines()]
    assert lines.count(said(trouble)) == 1, out
    assert lines.index(said(trouble)) == 1
    assert len(lines) > 6
    assert len(err.strip().splitlines()) <= 2
    assert err.count("journal") >= 1
    assert "Traceback" not in err


def test_a_newer_journal_is_left_as_it_is(home):
    spend_an_evening(home)
    file = home / "journal" / FILE_NAME
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = file.read_bytes()
    told_once(home, "journal_newer")
    assert file.read_bytes() == before


def test_a_damaged_journal_is_set_aside_and_the_evening_is_kept(home):
    spend_an_evening(home)
    file = home / "journal" / FILE_NAME
    file.write_bytes(b"no database at all" * 200)
    told_once(home, "journal_damaged", expect=0)
    (aside,) = set_aside_files(home / "journal")
    assert aside.read_bytes() == b"no database at all" * 200


@AS_ROOT
def test_a_journal_of_somebody_else_is_left_alone(home):
    spend_an_evening(home)
    os.chown(home / "journal" / FILE_NAME, 12345, 12345)
    before = (home / "journal" / FILE_NAME).read_bytes()
    told_once(home, "journal_not_yours")
    assert (home / "journal" / FILE_NAME).read_bytes() == before


@AS_ROOT
def test_a_disk_that_may_only_be_read_is_said(small_disk):
    spend_an_evening(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    before = (small_disk / "journal" / FILE_NAME).read_bytes()
    told_once(small_disk, "journal_read_only")
    assert (small_disk / "journal" / FILE_NAME).read_bytes() == before


@AS_ROOT
def test_a_full_disk_is_said(small_disk):
    spend_an_evening(small_disk)
    before = (small_disk / "journal" / FILE_NAME).read_bytes()
    with (small_disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 512)
        except OSError:
            pass
    told_once(small_disk, "journal_full")
    assert (small_disk / "journal" / FILE_NAME).read_bytes() == before


@pytest.mark.soundcard
def test_aloud_it_is_said_between_the_hello_and_the_first_question(card, home, tmp_path):
    folder = home / "journal"
    folder.mkdir(parents=True, mode=0o700)
    (folder / FILE_NAME).write_bytes(b"no database at all" * 200)
    voice = open_voice("piper", "en")
    speech = voice.render("Yes, go on.")
    voice.close()
    soundfile.write(tmp_path / "yes.wav", speech.samples, speech.rate, "PCM_16")
    coach = subprocess.Popen(
        [sys.executable, "-u", "-m", "voice_coach", "checkin", "--captions", "--tts", "piper"],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    guard = threading.Timer(60, coach.kill)
    guard.start()
    lines = [coach.stdout.readline()]
    while "damaged" not in lines[-1] and lines[-1]:
        if lines[-1].startswith("Coach:"):
            threading.Timer(3.5, lambda: card.say(tmp_path / "yes.wav").wait()).start()
        lines.append(coach.stdout.readline())
    guard.cancel()
    coach.send_signal(signal.SIGINT)
    coach.communicate(timeout=30)
    assert said("journal_damaged") in lines[-1], lines
