"""The hands-free program on a sound card: it is called, it begins by itself, it is left alone."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.answers import ANSWERS, render_answers
from support.listening_program import listening

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(180)]

PARTNER = Path(__file__).parents[1] / "support" / "kitchen_partner.py"

SAID = {
    **ANSWERS,
    "call": "Hey coach!",
    "call_and_mute": "Hey coach, stop listening.",
    "later": "In ten minutes.",
    "alexa": "Alexa!",
    "alexa_mute": "Alexa, stop listening.",
    "call_not_tonight": "Hey coach, please not tonight.",
    "chatter": "The bus was late again, and then it rained.",
}

CHECKIN = {"checkin_at": "20:30:00", "closed_first_word": 2.0}


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """What the person says, in Piper's voice."""
    return render_answers(SAID, tmp_path_factory.mktemp("said"))


@pytest.fixture
def partner(card, sounds):
    """Somebody who answers whatever is asked."""
    process = subprocess.Popen(
        [sys.executable, str(PARTNER), str(sounds / "answers.json"), str(sounds)],
        env=card.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert json.loads(process.stdout.readline()) == {"ready": True}
    yield process
    process.terminate()
    process.wait()
    process.stdout.close()


def say(card, sounds, what):
    card.say(sounds / f"{what}.wav").wait()


def coach_lines(program):
    return [told["id"] for told in program.so_far() if told.get("who") == "coach"]


def test_somebody_who_calls_has_a_whole_evening_and_then_it_waits_again(
    card, sounds, partner, home
):
    with listening(card, home, length="short") as program:
        say(card, sounds, "chatter")
        time.sleep(0.5)
        say(card, sounds, "call")
        program.wait_for(10, who="coach", id="ready")
        assert program.wait_until("checkin")
        program.wait_for(10, light="listening")
        program.wait_for(90, who="coach", id="close.goodnight")
        program.wait_until("waiting")
        said = coach_lines(program)
        stages = {stage["name"]: stage["recoveries"] for stage in program.status()["stages"]}
    assert "attention" in said
    assert "ritual_offer" in said
    assert set(stages.values()) == {0}
    kept = subprocess.run(
        [sys.executable, "-m", "voice_coach", "journal", "show"],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    partner.terminate()
    assert "accepted" in kept.stdout, partner.stdout.read()


def test_an_evening_that_nobody_answers_is_tried_twice_and_then_left_until_tomorrow(card, home):
    with listening(card, home, **CHECKIN) as program:
        program.do("clock 2026-03-02T20:29:59+00:00")
        program.wait_for(10, who="coach", id="ready")
        waiting = program.wait_until("waiting")
        assert waiting["next_checkin"].startswith("2026-03-02T20:5")
        program.do("clock 2026-03-02T20:56:00+00:00")
        program.wait_for(10, who="coach", id="ready")
        assert program.wait_until("waiting")["next_checkin"] == "2026-03-03T20:30:00Z"
        program.do("clock 2026-03-02T21:30:00+00:00")
        time.sleep(4)
        assert coach_lines(program) == ["ready", "ready"]
        assert program.status()["doing"] == "waiting"


def test_in_ten_minutes_means_in_ten_minutes(card, sounds, home):
    with listening(card, home, **CHECKIN) as program:
        program.do("clock 2026-03-02T20:29:59+00:00")
        program.wait_for(10, light="listening")
        say(card, sounds, "later")
        program.wait_for(10, who="coach", id="ready.later")
        waiting = program.wait_until("waiting")
        assert waiting["next_checkin"].startswith("2026-03-02T20:40")
        program.do("clock 2026-03-02T20:41:00+00:00")
        program.wait_for(10, who="coach", id="ready")


def test_muted_it_hears_nobody_until_the_button_is_held(card, sounds, home):
    with listening(card, home) as program:
        say(card, sounds, "call_and_mute")
        program.wait_for(10, who="coach", id="device.muted")
        program.wait_for(10, light="muted")
        say(card, sounds, "call")
        time.sleep(2)
        assert coach_lines(program) == ["device.muted"]
        program.do("press long")
        program.wait_for(10, who="coach", id="device.listening")
        program.wait_until("waiting")
        say(card, sounds, "call")  # at once: the coach has only just fallen silent
        program.wait_for(10, who="coach", id="ready")
        program.do("press short")
        program.wait_until("waiting", 5)
        assert coach_lines(program)[-1] == "ready"


def test_a_wake_word_calls_it_and_the_phrase_does_not(card, sounds, home):
    with listening(card, home, wake="alexa") as program:
        say(card, sounds, "call")
        say(card, sounds, "chatter")
        time.sleep(1)
        assert coach_lines(program) == []
        say(card, sounds, "alexa")
        program.wait_for(10, who="coach", id="ready")
        program.do("press short")
        program.wait_until("waiting", 5)
        say(card, sounds, "alexa_mute")
        program.wait_for(10, who="coach", id="device.muted")


def test_not_tonight_is_enough_to_be_left_in_peace_until_tomorrow(card, sounds, home):
    with listening(card, home, **CHECKIN) as program:
        program.do("clock 2026-03-02T18:00:00+00:00")
        say(card, sounds, "call_not_tonight")
        program.wait_for(10, who="coach", id="ready.not_tonight")
        time.sleep(0.5)
        assert program.status()["next_checkin"].startswith("2026-03-03T20:30")
