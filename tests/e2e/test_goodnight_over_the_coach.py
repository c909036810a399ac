"""In an evening aloud, goodnight is heard while the coach speaks, without any barge-in."""

import subprocess
import sys
import time

import numpy as np
import pytest
from support.answers import render_answers
from support.virtual_card import RATE, recorded

from voice_coach.content import load_content

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(120)]

CHECKIN = ("-u", "-m", "voice_coach", "checkin", "--captions", "--tts=pyttsx3")
SAID = {"ready": "Yes, go on.", "goodnight": "Goodnight, coach.", "told": "I was on my phone."}


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    return render_answers(SAID, tmp_path_factory.mktemp("said"))


@pytest.fixture
def over_the_notice(card, home, sounds, tmp_path):
    """Says something in the middle of the longest line, and tells what came after it."""

    def said(what):
        with card.room_tone(), card.recording(tmp_path / "speaker.raw") as began:
            coach = subprocess.Popen(
                [sys.executable, *CHECKIN],
                env={**card.environment, "VOICE_COACH_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert coach.stdout.readline().startswith("Coach:")
            time.sleep(3.5)
            card.say(sounds / "ready.wav").wait()
            notice = next(line for line in coach.stdout if line.startswith("Coach:"))
            assert load_content("en").lines["join.notice"][0] in notice
            time.sleep(1.0)
            card.say(sounds / f"{what}.wav").wait()
            over = time.monotonic() - began
            try:
                rest = coach.communicate(timeout=9)[0]
            except subprocess.TimeoutExpired:
                coach.terminate()
                rest = coach.communicate()[0]
        loud = np.flatnonzero(np.abs(recorded(tmp_path / "speaker.raw")) > 0.02) / RATE
        return rest, loud, over, coach.returncode

    return said


def test_goodnight_in_the_middle_of_a_line_leaves_within_a_second(over_the_notice):
    rest, loud, over, code = over_the_notice("goodnight")
    assert code == 0
    assert rest.count("Coach:") <= 1  # what was put behind the line already, and never sounds
    assert loud[-1] < over + 1.0


def test_anything_else_is_let_pass_until_the_line_has_been_said(over_the_notice):
    rest, loud, over, _ = over_the_notice("told")
    assert any(ask in rest for ask in load_content("en").questions["join.all_right"].ask)
    assert loud[-1] > over + 2.0
