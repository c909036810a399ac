"""Setup tries the devices: a level to watch, and the person's own sentence played back."""

import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from support.virtual_card import recorded
from support.words import word_error_rate

from voice_coach.content import load_content
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.setting_up.trying import (
    BAR_WIDTH,
    Levels,
    bar,
    recorded_sentence,
    watched_levels,
)
from voice_coach.speaking.engines import open_voice

SENTENCE = "Could we leave the phones in the kitchen at dinner?"


class Corridor:
    """A room in which this sound is heard, and silence after it."""

    def __init__(self, samples):
        self.frames = [
            np.asarray(samples[start : start + FRAME_SAMPLES], np.float32)
            for start in range(0, len(samples) - FRAME_SAMPLES, FRAME_SAMPLES)
        ]
        self.read_frames = 0

    def read(self):
        self.read_frames += 1
        if self.frames:
            return self.frames.pop(0)
        return np.full(FRAME_SAMPLES, 1e-4, np.float32)


@pytest.fixture(scope="module")
def said():
    """The test sentence at 16 kHz, in Piper's voice."""
    import soxr

    voice = open_voice("piper", "en")
    speech = voice.render(SENTENCE)
    voice.close()
    return np.asarray(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE), np.float32)


def test_the_bar_is_always_equally_wide():
    assert bar(-120).startswith(f"[{'-' * BAR_WIDTH}]")
    assert bar(0).startswith(f"[{'#' * BAR_WIDTH}]")
    assert len({len(bar(level)) for level in range(-99, 0, 7)}) == 1


def test_somebody_who_speaks_is_heard_and_moves_the_bar(said):
    bars = []
    levels = watched_levels(Corridor(said), SileroActivity(), 3.0, bars.append)
    assert levels.spoke
    assert levels.advice == ""
    assert len(bars) == 32
    assert len(set(bars)) > 10


def test_silence_and_noise_are_no_speech_and_said_to_be_none():
    hiss = np.random.default_rng(0).normal(0, 0.02, SAMPLE_RATE * 3).astype(np.float32)
    for sound in (np.zeros(0, np.float32), hiss):
        levels = watched_levels(Corridor(sound), SileroActivity(), 3.0, lambda _: None)
        assert "No speech" in levels.advice


@pytest.mark.parametrize(("level", "word"), [(-60.0, "hard to hear"), (-2.0, "too loud")])
def test_advice_fits_the_level(level, word):
    assert word in Levels(level, spoke=True).advice


def test_a_sentence_is_recorded_until_it_is_over(said):
    room = Corridor(np.concatenate([np.full(SAMPLE_RATE, 1e-4, np.float32), said]))
    sentence = recorded_sentence(room, SileroActivity())
    assert sentence is not None
    assert len(sentence) < len(said) + 3 * SAMPLE_RATE
    assert (
        SENTENCE[:-1].lower()
        in recognised(sentence, SileroActivity(), load_moonshine()).text.lower()
    )


def test_where_nobody_speaks_nothing_is_recorded():
    room = Corridor(np.zeros(0, np.float32))
    assert recorded_sentence(room, SileroActivity()) is None
    assert room.read_frames == 250


class Asked:
    """Setup as a process of its own, answered when it asks."""

    def __init__(self, process):
        self.process = process
        self.shown = ""

    def until(self, words):
        while words not in self.shown:
            data = self.process.stdout.read1()
            assert data, self.shown
            self.shown += data.decode()

    def answer(self, words, answer=""):
        self.until(words)
        self.process.stdin.write(f"{answer}\n".encode())
        self.process.stdin.flush()


@pytest.fixture
def asked(card, home):
    """Setup on the virtual sound card, ended when the test is."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "voice_coach", "setup"],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield Asked(process)
        process.kill()


@pytest.mark.soundcard
def test_on_a_sound_card_the_coach_is_heard_and_so_is_the_person(card, asked, home, said, tmp_path):
    wav = tmp_path / "said.wav"
    soundfile.write(wav, said, SAMPLE_RATE, "PCM_16")
    with card.recording(tmp_path / "speaker.raw"):
        for words, answer in (
            ("Who lives here", "Ana"),
            ("Your country", "GB"),
            ("When should", "20:15"),
            ("Which voice", "piper"),
            ("Which loudspeaker", ""),
            ("How fast", "normal"),
            ("How loud", ""),
            ("Which microphone", ""),
            ("What should it listen", ""),
            ("Could you hear that", "y"),
        ):
            asked.answer(words, answer)
        asked.until("watch the bar")
        card.say(wav).wait()
        asked.until("Now one sentence")
        card.say(wav).wait()
        asked.answer("Was that you", "y")
        assert asked.process.wait(timeout=30) == 0
    assert "That is a good level." in asked.shown
    assert len(set(re.findall(r"\[[#-]+\]", asked.shown))) > 3
    heard = recognised(recorded(tmp_path / "speaker.raw"), SileroActivity(), load_moonshine()).text
    (sample,) = load_content("en").lines["setup.sample"]
    assert word_error_rate([sample, SENTENCE], [heard]) <= 0.15, heard
    assert 'country = "GB"' in (home / "settings.toml").read_text()
