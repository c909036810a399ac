"""A recogniser in a process of its own: what it hears, and what happens when it dies."""

import os
import signal
import time

import pytest
import soundfile
import soxr

from voice_coach.errors import EngineFailed, ModelMissing
from voice_coach.helper import EngineProcess
from voice_coach.recognition.apart import ApartRecognizer
from voice_coach.recognition.engines import Engine
from voice_coach.recognition.moonshine import load_moonshine


@pytest.fixture
def sentence(fixtures):
    """A human sentence, 16 kHz."""
    file = next(fixtures.glob("asr_sanity/**/jfk*"))
    samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return soxr.resample(samples.mean(axis=1), rate, 16_000)[: 16_000 * 4]


@pytest.fixture
def replaced():
    return []


@pytest.fixture
def apart(replaced):
    recognizer = ApartRecognizer(Engine("moonshine"), replaced.append)
    yield recognizer
    recognizer.close()


def heard(recognizer, samples, meanwhile=lambda: None):
    transcription = recognizer.open()
    for start in range(0, len(samples), 512):
        transcription.accept(samples[start : start + 512])
        if start == 512 * 40:
            meanwhile()
    return transcription.finish()


def test_it_hears_what_the_engine_itself_hears(apart, sentence):
    assert heard(apart, sentence) == heard(load_moonshine(), sentence)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_dies_or_freezes_in_a_sentence_costs_no_word(apart, sentence, replaced, end):
    whole = heard(apart, sentence)
    begun = time.monotonic()
    assert heard(apart, sentence, lambda: os.kill(apart.pid, end)) == whole
    assert time.monotonic() - begun < 8
    assert replaced == ["recogniser"]


def test_a_process_that_dies_while_nobody_speaks_is_not_missed(apart, sentence):
    whole = heard(apart, sentence)
    os.kill(apart.pid, signal.SIGKILL)
    assert heard(apart, sentence) == whole


def test_two_processes_that_fail_on_one_sentence_are_an_error(apart, sentence, monkeypatch):
    start = EngineProcess.start

    def doomed(process):
        helper = start(process)
        os.kill(helper.pid, signal.SIGKILL)
        return helper

    monkeypatch.setattr(EngineProcess, "start", doomed)
    with pytest.raises(EngineFailed):
        heard(apart, sentence)


def test_a_model_that_is_not_there_is_said_to_be_missing():
    recognizer = ApartRecognizer(Engine("vosk"))
    with pytest.raises(ModelMissing, match="Vosk"):
        recognizer.open().finish()
