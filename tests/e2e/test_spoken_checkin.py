"""The whole product on a sound card: one program asks, another one listens and answers."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile
from support.virtual_card import recorded
from support.words import word_error_rate

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.speaking.engines import open_voice

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(240)]

PARTNER = Path(__file__).parents[1] / "support" / "kitchen_partner.py"

ANSWERS = {
    "ready": "Yes, go on.",
    "attention": "I was half distracted. I was on my phone.",
    "time_together": "We ended up doing other things. I was on my phone.",
    "appreciation": "I only thought it.",
    "what_pulled_you_away": "Work. There was a deadline.",
    "good_moment": "We laughed at dinner.",
    "ritual_offer": "Yes, alright.",
    "say_the_plan": "I will do that tomorrow.",
    "anything": "Yes.",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The answers in Piper's voice: a file of names by question, and the folder of sounds."""
    folder = tmp_path_factory.mktemp("answers")
    voice = open_voice("piper", "en")
    names = {}
    for question, text in ANSWERS.items():
        speech = voice.render(text)
        names[question] = f"{question}.wav"
        soundfile.write(folder / names[question], speech.samples, speech.rate, "PCM_16")
    voice.close()
    (folder / "answers.json").write_text(json.dumps(names))
    return folder


@pytest.fixture
def partner(card, answers):
    """The person in the kitchen, listening."""
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
    assert any("goodnight" in line.lower() for line in said[-2:]), checkin.stdout
    assert "(silence)" not in checkin.stdout
    heard = recognised(recorded(sound), SileroActivity(), load_moonshine()).text
    assert word_error_rate(said, [heard]) <= 0.15, (said, heard)
    assert took < 150
    kept = subprocess.run(
        [sys.executable, "-m", "voice_coach", "journal", "show"],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "accepted" in kept.stdout
