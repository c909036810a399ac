"""Looking at an answer before it is over costs one recognition, not two."""

from dataclasses import dataclass

import numpy as np
import pytest
import soxr

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Patience
from voice_coach.recognition.moonshine import Moonshine, load_moonshine
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.speaking.engines import open_voice

SAID = "I was on my phone the whole dinner."


@dataclass
class Counting:
    """The real transcriber, and how often it was asked."""

    inner: object
    asked: int = 0

    def transcribe_without_streaming(self, *arguments):
        self.asked += 1
        return self.inner.transcribe_without_streaming(*arguments)


@pytest.fixture(scope="module")
def real():
    return load_moonshine().transcriber


@pytest.fixture(scope="module")
def spoken():
    voice = open_voice("pyttsx3", "en")
    speech = voice.render(SAID)
    voice.close()
    samples = soxr.resample(speech.samples, speech.rate, SAMPLE_RATE).astype(np.float32)
    return samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def test_finishing_where_it_was_looked_at_recognises_nothing_again(real, spoken):
    counting = Counting(real)
    transcription = Moonshine(counting).open()
    for frame in spoken:
        transcription.accept(frame)
    seen = transcription.so_far()
    assert seen.text
    assert transcription.finish() == seen
    assert counting.asked == 1


def test_what_was_said_after_the_look_is_heard_as_well(real, spoken):
    counting = Counting(real)
    transcription = Moonshine(counting).open()
    for frame in spoken[: len(spoken) // 2]:
        transcription.accept(frame)
    first = transcription.so_far()
    for frame in spoken[len(spoken) // 2 :]:
        transcription.accept(frame)
    whole = transcription.finish()
    assert len(whole.text) > len(first.text)
    assert counting.asked == 2
    alone = Moonshine(real).open()
    for frame in spoken:
        alone.accept(frame)
    assert whole == alone.finish()


def test_a_turn_that_ends_after_a_look_was_recognised_once_and_the_look_decided(real, spoken):
    counting, room, looks = Counting(real), RehearsalRoom(), []
    patience = Patience(first_word=5.0, trailing=1.0, longest=20.0, glance=0.1)

    def judge(recognition):
        looks.append(recognition)
        return Patience(5.0, 0.25, 20.0, 0.1)

    room.answer_next(spoken.ravel())
    caught = Ears(SileroActivity(), Moonshine(counting)).listen(room, patience, judge=judge)
    assert looks[-1] == caught.recognition
    assert counting.asked == len(looks)
    assert room.seconds - room.partner[0].end / SAMPLE_RATE < 0.5
