"""The sound server dies in the middle of an answer; nothing that was answered is lost."""

import subprocess
import sys
import time

import pytest

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(120)]


@pytest.fixture
def checkin(own_card, home):
    """A check-in that has asked its first question."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "voice_coach", "checkin", "--captions", "--tts", "pyttsx3"],
        env={**own_card.environment, "VOICE_COACH_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().startswith("Coach:")
    yield process
    process.kill()
    process.communicate()


def test_a_sound_server_that_stays_away_is_one_sentence_and_exit_code_three(own_card, checkin):
    time.sleep(2)
    own_card.stop()
    _, complaint = checkin.communicate(timeout=60)
    assert checkin.returncode == 3
    assert "Traceback" not in complaint
    assert 1 <= len(complaint.strip().splitlines()) <= 2


def test_a_sound_server_that_comes_back_lets_the_evening_go_on(own_card, checkin):
    time.sleep(2)
    own_card.stop()
    own_card.start()
    assert checkin.stdout.readline() != ""
    assert checkin.poll() is None
