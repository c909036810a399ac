"""What breaks in the middle of an answer is mended, in one short sentence, and no answer is lost.

VOICE_COACH_FAULTS says how often each thing breaks (once; the soak lets it break ten times). Each
prints after how many seconds it was mended: `pytest -rP` shows that.
"""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from support.answers import render_answers
from support.listening_program import LISTENS_AS, SPEAKS_AS, listening

pytestmark = [pytest.mark.soundcard, pytest.mark.timeout(240)]

TIMES = range(int(os.environ.get("VOICE_COACH_FAULTS", "1")))

SAID = {
    "ready": "I have got a few minutes for this now that the kitchen is tidy, so yes.",
    "yes": "Yes, go on.",
    "attention": "I was half distracted. I was on my phone.",
    "what_pulled_you_away": "It was work again, there was a deadline that came closer and closer.",
}

FIRST, SECOND = "attention", "what_pulled_you_away"
"""The question that is answered before anything breaks, and the one in whose answer it does."""

APOLOGIES = ("session.recovered", "session.say_again")


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """What the person says, in Piper's voice."""
    return render_answers(SAID, tmp_path_factory.mktemp("said"))


@pytest.fixture
def evening(own_card, home):
    """An evening that has asked whether now is a good time, and listens."""
    with listening(own_card, home, input_device="kitchenmic") as program:
        program.do("press short")
        program.wait_for(10, who="coach", id="ready")
        program.wait_for(10, light="listening")
        yield program


@pytest.fixture
def second_question(own_card, home, sounds):
    """An evening in which one question is answered, and that listens to the second."""
    with listening(own_card, home, input_device="kitchenmic") as program:
        program.do("press short")
        while (asked := question_listened_to(program)) != SECOND:
            time.sleep(0.3)
            own_card.say(sounds / f"{FIRST if asked == FIRST else 'yes'}.wav").wait()
        yield program


def question_listened_to(program):
    """What the coach asked, once it listens to the answer."""
    program.wait_for(20, light="listening")
    return [told["id"] for told in program.told if told.get("who") == "coach"][-1]


def labels_after_goodnight(program, home):
    """What the journal holds of each answer, pole and kinds, once the evening was left."""
    program.do("press short")
    program.wait_for(15, light="waiting")
    shown = subprocess.run(
        [sys.executable, "-m", "voice_coach", "journal", "export"],
        env=os.environ | {"VOICE_COACH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    (evening,) = json.loads(shown.stdout)["evenings"]
    return {
        answer["question"]: {answer["answer"], *answer["kinds"]} for answer in evening["answers"]
    }


def recoveries(program):
    return {stage["name"]: stage["recoveries"] for stage in program.status()["stages"]}


def said_within(program, seconds, *lines, since=None):
    """The next of these lines, told within so many seconds; prints how long after `since`."""
    now = time.monotonic()
    since = now if since is None else since
    deadline = now + seconds
    while True:
        told = program.wait_for(max(0.01, deadline - time.monotonic()), who="coach")
        if told["id"] in lines:
            print(f"mended after {told['at'] - since:.2f} s")
            return told


@pytest.mark.parametrize("time_", TIMES)
def test_a_recogniser_that_is_killed_hears_the_answer_all_the_same_and_the_one_before_is_kept(
    own_card, sounds, second_question, home, time_
):
    saying = own_card.say(sounds / f"{SECOND}.wav")
    time.sleep(1.5)
    os.kill(second_question.helper(LISTENS_AS), signal.SIGKILL)
    saying.wait()
    ended = time.monotonic()
    heard = second_question.wait_for(10, who="partner", id=SECOND)
    assert "work" in heard["heard"]
    assert "deadline" in heard["heard"]
    said_within(second_question, 5, "session.recovered", since=ended)
    assert question_listened_to(second_question) != SECOND
    labels = labels_after_goodnight(second_question, home)
    assert {"away", "phone"} <= labels[FIRST]
    assert SECOND in labels


@pytest.mark.parametrize("time_", TIMES)
def test_a_voice_that_freezes_is_replaced_before_anybody_wonders(own_card, sounds, evening, time_):
    saying = own_card.say(sounds / "ready.wav")
    time.sleep(1.5)
    os.kill(evening.helper(SPEAKS_AS), signal.SIGSTOP)
    saying.wait()
    ended = time.monotonic()
    evening.wait_for(10, who="partner", id="ready")
    said_within(evening, 5, "session.recovered", since=ended)
    evening.wait_for(10, who="coach", id="confirm")


@pytest.mark.parametrize("time_", TIMES)
def test_a_microphone_that_is_pulled_out_is_used_again_once_it_is_back_and_no_answer_is_lost(
    own_card, sounds, second_question, home, time_
):
    saying = own_card.say(sounds / f"{SECOND}.wav")
    time.sleep(1.5)
    own_card.unplug_microphone()
    saying.wait()
    own_card.plug_microphone_in()
    said_within(second_question, 5, *APOLOGIES)
    second_question.wait_for(20, light="listening")
    time.sleep(0.3)
    own_card.say(sounds / f"{SECOND}.wav").wait()
    second_question.wait_for(10, who="partner", id=SECOND)
    question_listened_to(second_question)
    labels = labels_after_goodnight(second_question, home)
    assert {"away", "phone"} <= labels[FIRST]
    assert SECOND in labels


@pytest.mark.parametrize("time_", TIMES)
def test_a_sound_server_that_is_killed_and_started_again_is_used_again(
    own_card, sounds, evening, time_
):
    saying = own_card.say(sounds / "ready.wav")
    time.sleep(1.5)
    own_card.stop()
    saying.wait()
    started = time.monotonic()
    own_card.start()
    with own_card.room_tone():
        said_within(evening, 10, *APOLOGIES, since=started)
        evening.wait_for(10, light="listening")
        time.sleep(0.3)
        own_card.say(sounds / "yes.wav").wait()
        evening.wait_for(10, who="coach", id="confirm")


def test_a_sound_server_that_dies_while_it_waits_is_waited_for(own_card, sounds, home):
    with listening(own_card, home) as program:
        own_card.stop()
        program.wait_until("recovering", 15)
        assert program.status()["trouble"]
        own_card.start()
        program.wait_until("waiting", 20)
        assert recoveries(program)["capture"] == 1
