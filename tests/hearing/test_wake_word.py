"""A wake word: it is heard, what is said behind it too, and nothing else is listened to."""

import subprocess
import sys

import numpy as np
import pytest
from support.kitchen_hours import clips, in_a_room, sound
from support.wake_words import WAKE_WORDS, at_level, frames, spoken

from voice_coach.errors import ModelMissing
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.wakeword import MicroWakeWord, WakeWordEars
from voice_coach.ports import FRAME_SAMPLES
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.speaking.engines import open_voice

TALK = "The bus was late again, and then it rained all the way home."


@pytest.fixture
def voice():
    piper = open_voice("piper", "en")
    yield piper
    piper.close()


@pytest.fixture(scope="module")
def recognizer():
    return load_moonshine()


class Asleep:
    """Voice activity or a recogniser that nobody may use."""

    name = "asleep"

    def probability(self, frame):
        raise AssertionError("voice activity was looked at")

    def open(self, grammar=()):
        raise AssertionError("the recogniser was opened")

    def reset(self):
        raise AssertionError("voice activity was looked at")


def heard(ears, sounds):
    """The text of everything that ended in these frames."""
    return [found.text for frame in sounds if (found := ears.step(frame)) is not None]


@pytest.mark.parametrize("word", WAKE_WORDS)
def test_each_wake_word_is_heard_once_and_only_by_itself(word, voice, recognizer):
    said = at_level(voice.render(f"{spoken(word)}."))
    for listens_for in WAKE_WORDS:
        ears = WakeWordEars(MicroWakeWord(listens_for), SileroActivity(), recognizer)
        assert len(heard(ears, frames(said))) == (listens_for == word)


def test_what_is_said_behind_it_in_the_same_breath_is_understood(voice, recognizer):
    ears = WakeWordEars(MicroWakeWord("okay_nabu"), SileroActivity(), recognizer)
    said = at_level(voice.render("Okay Nabu, stop listening."))
    assert heard(ears, frames(said)) == ["Stop listening."]


def test_what_is_said_after_a_pause_is_no_longer_part_of_the_call(voice, recognizer):
    ears = WakeWordEars(MicroWakeWord("hey_jarvis"), SileroActivity(), recognizer)
    call, talk = at_level(voice.render("Hey Jarvis!")), at_level(voice.render(TALK))
    (said,) = heard(ears, frames(call, np.zeros(24_000, np.float32), talk))
    assert "bus" not in said


def test_while_nobody_says_it_nothing_but_the_word_is_listened_for(voice):
    ears = WakeWordEars(MicroWakeWord("alexa"), Asleep(), Asleep())
    assert heard(ears, frames(at_level(voice.render(TALK)))) == []


def test_the_coach_itself_is_not_heard_while_it_rests_and_the_next_call_is(voice, recognizer):
    ears = WakeWordEars(MicroWakeWord("okay_nabu"), SileroActivity(), recognizer)
    word = at_level(voice.render("Okay Nabu."))
    ears.rest(2.5)
    assert heard(ears, frames(word, tail=0.5)) == []
    assert len(heard(ears, frames(word))) == 1


def test_a_call_that_begins_right_after_the_coach_has_spoken_is_heard(voice, recognizer):
    ears = WakeWordEars(MicroWakeWord("okay_nabu"), SileroActivity(), recognizer)
    ears.rest(0.4)
    assert len(heard(ears, frames(at_level(voice.render("Okay Nabu.")), lead=0.1))) == 1


@pytest.mark.parametrize("word", WAKE_WORDS)
def test_minutes_of_talk_and_noise_hold_next_to_no_wake_word(word, fixtures):
    """But for "athena", which other devices are called by, and which "okay nabu" sounds like."""
    found = clips(fixtures)
    talk = sorted(file for file in found["speech"] if file.parent.name != "athena")
    files = [*found["noise"][:6], *talk[::4]]
    detector = MicroWakeWord(word)
    room = in_a_room(np.concatenate([sound(file) for file in files]), np.random.default_rng(0))
    cut = room[: len(room) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    assert len(cut) > 6 * 60 * 31
    times = 0
    for frame in cut:
        if detector.hears(frame):
            times += 1
            detector.reset()
    assert times <= 1


def test_a_wake_word_that_is_not_there_says_what_to_do():
    with pytest.raises(ModelMissing, match="hey_nobody") as refused:
        MicroWakeWord("hey_nobody")
    assert "settings" in refused.value.hint


def test_its_library_is_only_loaded_where_it_is_chosen():
    program = "import sys, voice_coach.listen; sys.exit('pymicro_wakeword' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
