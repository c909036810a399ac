"""Somebody speaks over the coach: it falls silent at once, and only words take its turn."""

import numpy as np
import pytest
from support.speaking_over import spoken_over
from support.wake_words import at_level

from voice_coach.content import load_content
from voice_coach.hearing.ears import BARGE_IN_FRAMES, Ears
from voice_coach.hearing.endpointing import frames_in
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.hearing.own_voice import KNOWN_AFTER
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import FRAME_SAMPLES, FRAME_SECONDS
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.engines import open_voice
from voice_coach.yielding import Yielding


@pytest.fixture
def piper():
    voice = open_voice("piper", "en")
    yield voice
    voice.close()


@pytest.fixture(scope="module")
def recognizer():
    return load_moonshine()


@pytest.fixture
def over(piper, recognizer):
    def say(text, at=1.7):
        return spoken_over(AheadVoice(piper), recognizer, at_level(piper.render(text)), at)

    return say


def test_an_answer_over_the_question_silences_it_and_is_heard_from_its_first_word(over):
    found = over("I was on my phone the whole time.")
    assert found.after < 0.2
    assert found.sounded < 0.6 * found.whole
    assert found.heard.startswith("I was")
    assert found.heard.endswith("time.")


def test_the_questions_own_words_are_an_answer_once_it_is_silent(over):
    assert "attention" in over("Full attention, I think.").heard


@pytest.mark.parametrize("listening", ["Mm-hmm.", "Uh-huh.", "Yeah."])
def test_who_only_listens_hears_the_question_to_its_end(over, listening):
    found = over(listening)
    assert found.sounded == pytest.approx(found.whole, abs=0.1)
    assert (found.heard, found.command) == ("", None)


@pytest.mark.parametrize(("said", "command"), [("Stop.", "stop"), ("Goodnight.", "goodnight")])
def test_a_command_is_taken_at_once(over, said, command):
    found = over(said)
    assert found.command == command
    assert found.sounded < 0.6 * found.whole


class Late:
    """A room in which some sound is still unread when it falls silent, and always speech."""

    def __init__(self):
        self.read_frames = 0
        self.stopped = False

    def read(self):
        self.read_frames += 1
        return np.zeros(FRAME_SAMPLES, np.float32)

    def is_playing(self):
        return self.read_frames < 100

    def stop(self):
        self.stopped = True

    def probability(self, frame):
        return 1.0


def test_what_was_not_read_yet_when_it_gave_way_is_left_for_the_ears():
    room = Late()
    ears = Ears(activity=room, recognizer=None)
    yielding = Yielding(room, ears, load_content("en").turns, None, barge_in=True)
    assert yielding.until_silent(["A line."]) is None
    assert room.stopped
    assert room.read_frames == BARGE_IN_FRAMES


class Followed:
    """A room in which the coach sounds all the time, and loud frames are somebody's words."""

    def __init__(self):
        self.frames = []
        self.seconds = 0.0
        self.went_on = 0

    def read(self):
        self.seconds += FRAME_SECONDS
        return np.full(FRAME_SAMPLES, 0.1 if self.frames.pop(0) else 0.0001, np.float32)

    def is_playing(self):
        return bool(self.frames)

    def pause(self):
        pass

    def resume(self):
        self.went_on += 1

    def stop(self):
        self.frames.clear()

    def probability(self, frame):
        return float(frame[0] > 0.01)

    def open(self, grammar=()):
        return self

    def accept(self, samples):
        pass

    def finish(self):
        return Recognition((Hypothesis("nothing was uttered"),))


def test_who_goes_on_may_breathe_behind_the_first_words_that_came_through():
    room = Followed()
    interruptions = Interruptions(room)
    ears = Ears(activity=room, recognizer=None)
    yielding = Yielding(room, ears, load_content("en").turns, interruptions, barge_in=False)
    room.frames = [False] * KNOWN_AFTER
    yielding.until_silent(["A line."])
    words = [True] * frames_in(0.2)
    room.frames = [*words, *[False] * frames_in(0.6), *words, *words, *[False] * frames_in(3.0)]
    yielding.until_silent(["Another line."], rest_until=room.seconds + 1.0)
    assert yielding.went_on
    assert room.went_on == 0
