"""Aloud, too, nothing on the disk tells that an evening with a clear sign took place."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.answers import ANSWERS, render_answers
from support.everything import everything

from voice_coach.content import load_content

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(200)]

PROGRAM = (sys.executable, "-u", "-m", "voice_coach")
PARTNER = Path(__file__).parents[1] / "support" / "kitchen_partner.py"
TYPED = "yes\nyes that's fine\nhalf distracted\nwork\ntea\nalright\nyes"

SIGN = "He hit me last night."
IN_DANGER = dict.fromkeys(("attention", "time_together", "appreciation"), SIGN)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    said = {**ANSWERS, **IN_DANGER, "goodnight": "Goodnight, coach."}
    return render_answers(said, tmp_path_factory.mktemp("in-danger"))


@pytest.fixture
def lived_in(home, tmp_path, monkeypatch):
    """The folders of a home where everything is rendered and one evening was spent."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    for arguments in (("prompts", "render", "--tts", "pyttsx3"), ("checkin", "--text")):
        subprocess.run(
            [*PROGRAM, *arguments], input=TYPED, capture_output=True, text=True, check=True
        )
    return home, temporary


@contextmanager
def somebody_answers(card, answers):
    """The person in the kitchen, who says these things."""
    with subprocess.Popen(
        [sys.executable, str(PARTNER), str(answers / "answers.json"), str(answers)],
        env=card.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as person:
        assert json.loads(person.stdout.readline()) == {"ready": True}
        try:
            yield
        finally:
            person.terminate()


def test_an_evening_aloud_leaves_everything_as_it_was(card, answers, lived_in):
    before = everything(*lived_in)
    assert any(name.endswith("journal.sqlite") for name in before)
    assert sum(name.endswith(".line") for name in before) > len(load_content("en").lines)
    with (
        somebody_answers(card, answers),
        subprocess.Popen(
            [*PROGRAM, "checkin", "--captions", "--length", "short", "--tts", "pyttsx3"],
            env={**card.environment, "TMPDIR": os.environ["TMPDIR"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as coach,
    ):
        calm = load_content("en").lines["safety.calm"]
        captions = []
        for said in coach.stdout:
            captions.append(said)
            if any(line in said for line in calm):
                break
        else:
            pytest.fail("".join(captions))
        time.sleep(5.0)  # until the calm line is over
        card.say(answers / "goodnight.wav").wait()
        rest, complaint = coach.communicate(timeout=30)
    assert "Coach:" not in rest
    assert (coach.returncode, complaint) == (0, "")
    assert everything(*lived_in) == before
