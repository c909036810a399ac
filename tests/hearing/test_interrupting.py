"""What somebody says over the coach: its own words are no interruption, theirs are."""

import time

import numpy as np
import pytest

from voice_coach.content import load_content
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import LOOK_EVERY, Interruptions, said_over
from voice_coach.hearing.loudness import OwnLoudness
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import FRAME_SAMPLES
from voice_coach.yielding import command_over

TURNS = load_content("en").turns
LINE = "When you talked today, was it closer to full attention, or half-distracted?"


def test_an_echo_is_nothing_even_where_it_is_misheard():
    assert said_over("when you talk today was it close to full attention", [LINE]) == ""


def test_what_is_said_over_the_line_is_left():
    assert said_over("when you talked wait a minute", [LINE]) == "wait a minute"


def test_who_only_listens_says_nothing():
    assert said_over("mm-hmm yeah when you talked", [LINE], TURNS.backchannels) == ""


@pytest.mark.parametrize(
    ("heard", "command"),
    [
        ("When you talked, stop. Was it closer?", "stop"),
        ("Goodnight.", "goodnight"),
        ("today was it good night closer", "goodnight"),
        ("When you talked today", None),
        ("mm-hmm", None),
        ("bed time then", None),
    ],
)
def test_stop_and_goodnight_are_heard_over_a_line(heard, command):
    meaning = command_over(TURNS, heard, [LINE])
    assert (meaning.command if meaning else None) == command


def test_a_word_that_is_much_like_half_of_goodnight_does_not_hide_it():
    meaning = command_over(TURNS, "Good night, coach.", ["And it's gone. Is that all right?"])
    assert meaning is not None
    assert meaning.command == "goodnight"


def test_a_line_that_says_goodnight_cannot_trigger_it():
    assert command_over(TURNS, "all right good night", ["All right. Good night."]) is None
    assert command_over(TURNS, "good tonight", ["Something good tonight?"]) is None
    assert command_over(TURNS, "good night", ["Tonight's a good night to say thanks."]) is None
    assert command_over(TURNS, "sleep well goodnight", ["Sleep well. Goodnight."]) is None


def test_what_was_said_over_a_line_is_no_part_of_what_is_said_after_the_next_one():
    ears = Ears(activity=None, recognizer=None)
    ears.begin_with([np.zeros(FRAME_SAMPLES, np.float32)])
    ears.begin_overhearing()
    assert not ears._begun


def test_its_own_voice_is_soon_not_worth_a_look_and_somebody_louder_is():
    own, levels = OwnLoudness(), np.random.default_rng(4).normal(-35, 4, 1500)
    looks = [own.is_exceeded(level) for level in levels]
    assert any(looks[:50])
    assert sum(looks[500:]) < 0.5 * len(looks[500:])
    assert [own.is_exceeded(-18), own.is_exceeded(-35)] == [True, True]


def test_somebody_who_called_once_is_heard_the_next_time_as_well():
    own = OwnLoudness()
    for level in [-30.0] * 600 + [-20.0] * 20 + [-30.0] * 100:
        own.is_exceeded(level)
    assert not own.is_exceeded(-30.0)
    assert own.is_exceeded(-20.0)


class Recognising:
    """A recogniser that takes so many seconds for a look."""

    name = "slow"

    def __init__(self, seconds):
        self.seconds, self.looks = seconds, 0

    def open(self, grammar=()):
        self.looks += 1
        return self

    def accept(self, frame):
        pass

    def finish(self):
        time.sleep(self.seconds)
        return Recognition((Hypothesis(""),))


@pytest.mark.parametrize(("seconds", "looks"), [(0.0, range(15, 17)), (0.3, range(1, 6))])
def test_a_slow_machine_looks_less_often_and_does_not_fall_behind(seconds, looks):
    recognizer = Recognising(seconds)
    over = Interruptions(recognizer, echoes=False)
    for _ in range(96):
        over.step(np.zeros(FRAME_SAMPLES, np.float32), speech=True)
    assert recognizer.looks in looks


def test_what_has_only_just_begun_is_not_looked_at_yet():
    recognizer = Recognising(0.0)
    over = Interruptions(recognizer, echoes=False)
    for _ in range(50):
        over.step(np.zeros(FRAME_SAMPLES, np.float32), speech=False)
    looks = []
    for _ in range(LOOK_EVERY + 1):
        over.step(np.zeros(FRAME_SAMPLES, np.float32), speech=True)
        looks.append(recognizer.looks)
    assert looks == [0] * LOOK_EVERY + [1]
