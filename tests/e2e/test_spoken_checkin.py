"""The whole product on a sound card: one program asks, another one listens and answers."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.answers import ANSWERS, render_answers, with_a_pause
from support.listening_back import heard_in
from support.virtual_card import recorded
from support.words import word_error_rate

from voice_coach.content import load_content

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(240)]

PARTNER = Path(__file__).parents[1] / "support" / "kitchen_partner.py"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The answers in Piper's voice: a file of names by question, and the folder of sounds."""
    return render_answers(ANSWERS, tmp_path_factory.mktemp("answers"))


@pytest.fixture
def partner(card, answers):
    """The person in the kitchen, listening."""
    yield from listening(card, answers)


@pytest.fixture
def hesitant_partner(card, tmp_path):
    """Somebody who says after a pause what it was that distracted them."""
    answers = render_answers(ANSWERS, tmp_path / "answers")
    rest = "I kept looking at my phone the whole time."
    with_a_pause(answers / "attention.wav", "I was half distracted.", 0.9, rest)
    yield from listening(card, answers)


def listening(card, answers):
    process = subprocess.Popen(
        [sys.executable, str(PARTNER), str(answers / "answers.json"), str(answers)],
        env=card.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert json.loads(process.stdout.readline()) == {"ready": True}
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def coach_lines(captions: str) -> list[str]:
    return re.findall(r"^Coach: +(.*)$", captions, re.MULTILINE)


def test_a_whole_checkin_is_spoken_heard_and_answered_until_its_ritual(
    card, partner, tmp_path, home
):
    sound = tmp_path / "speaker.raw"
    with card.recording(sound):
        begun = time.monotonic()
        checkin = subprocess.run(
            [sys.executable, "-m", "voice_coach", "checkin", "--captions", "--tts", "piper"],
            env={**card.environment, "VOICE_COACH_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=200,
        )
        took = time.monotonic() - begun
    assert checkin.returncode == 0, checkin.stderr
    said = coach_lines(checkin.stdout)
    assert said[-1] in load_content("en").lines["close.goodnight"], checkin.stdout
    assert "(silence)" not in checkin.stdout
    heard = heard_in(recorded(sound))
    assert word_error_rate(said, heard) <= 0.15, (said, heard)
    assert took < 150
    kept = subprocess.run(
        [sys.executable, "-m", "voice_coach", "journal", "show"],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "accepted" in kept.stdout


def test_whoever_goes_on_at_the_coachs_first_word_is_understood_as_a_whole(
    card, hesitant_partner, home
):
    environment = {**card.environment, "VOICE_COACH_HOME": str(home)}
    with card.room_tone(), card.echo():
        checkin = subprocess.run(
            [sys.executable, "-m", "voice_coach", "checkin", "--captions", "--tts", "piper"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
        )
    assert checkin.returncode == 0, checkin.stderr
    assert coach_lines(checkin.stdout)[-1] in load_content("en").lines["close.goodnight"]
    assert re.search(r"^You: +I was half distracted\.\nCoach:", checkin.stdout, re.MULTILINE)
    kept = subprocess.run(
        [sys.executable, "-m", "voice_coach", "journal", "show"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"attention: away \([^)]*phone", kept.stdout), kept.stdout
