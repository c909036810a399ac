"""What the bench measures with: numbers, the timeline, people who pause, a program's stages."""

import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_coach.bench import pauses
from voice_coach.bench.evenings import SCRIPTS
from voice_coach.bench.everything import STEPS
from voice_coach.bench.meanings import SIZES, _phrases
from voice_coach.bench.spread import spread
from voice_coach.bench.timeline import timeline
from voice_coach.house import open_house
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import SAMPLE_RATE, Speech
from voice_coach.rehearse import bundled_script

SVG = "{http://www.w3.org/2000/svg}"


def turn(who, start, end, said="hello"):
    return {"who": who, "id": "x", "said": said, "heard": None, "start": start, "end": end}


def test_numbers_come_with_their_spread():
    assert spread([0.1, 0.2, 0.3]) == {"n": 3, "min": 0.1, "p50": 0.2, "p95": 0.29, "max": 0.3}
    assert spread([])["p50"] is None


def test_the_timeline_shows_who_sounds_when_and_the_gap_between():
    turns = [turn("coach", 0, 2), turn("partner", 2.5, 4.0, "<yes> & no"), turn("coach", 4.33, 17)]
    drawn = ET.fromstring(timeline(turns))  # noqa: S314 - our own
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    assert len(bars) == 4  # the last turn goes on in the second row
    assert bars[1].find(f"{SVG}title").text == "<yes> & no"
    assert "0.33" in [text.text for text in drawn.iter(f"{SVG}text")]


class Says:
    """A recogniser that hears the same words whatever is said."""

    name = "says"

    def __init__(self, text):
        self.text = text

    def open(self, grammar=()):
        return self

    def accept(self, samples):
        pass

    def so_far(self):
        return Recognition((Hypothesis(self.text),))

    def finish(self):
        return self.so_far()


@dataclass
class Hissing:
    """A voice that says everything in the same way."""

    speech: Speech

    def render(self, text, pace=1.0):
        return self.speech


def voiced(seconds):
    """Something loud."""
    time_ = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(0.3 * np.sin(2 * np.pi * 150 * time_), np.float32)


@pytest.mark.parametrize(
    ("heard", "pause", "fate"),
    [
        ("We went for a", 1.2, "heard out"),
        ("We went for a long walk together.", 0.4, "heard out"),
        ("We went for a long walk together.", 1.2, "given back"),
        ("We went for a long walk together.", 2.5, "cut off"),
    ],
)
def test_whoever_is_answered_before_the_sentence_goes_on_was_cut_off_or_gets_the_word_back(
    heard, pause, fate, monkeypatch, home
):
    class Loud:
        def probability(self, frame):
            return float(np.abs(frame).max() > 0.1)

    monkeypatch.setattr(pauses, "SileroActivity", Loud)
    hiss = np.random.default_rng(0).normal(0.0, 0.15, SAMPLE_RATE).astype(np.float32)
    lines = pauses.coach_lines(Hissing(Speech(hiss, SAMPLE_RATE)))
    paused = pauses._joined("good_moment", voiced(0.8), pause, voiced(1.6))
    (found,) = pauses.fates(open_house(), Says(heard), lines, [paused])
    assert found == fate


def test_a_readers_pause_gets_the_length_that_is_wanted(monkeypatch, tmp_path):
    reading = np.concatenate([voiced(1.0), np.zeros(8000, np.float32), voiced(1.0)])
    folder = tmp_path / "librispeech_237" / "clips"
    folder.mkdir(parents=True)
    soundfile.write(folder / "clip.flac", reading, SAMPLE_RATE)
    readings = tmp_path / "readings.json"
    readings.write_text('[["clip", 1.0, 1.5], ["clip", 1.0, 1.5]]')
    monkeypatch.setattr(pauses, "READINGS", readings)
    paused = list(pauses._read(tmp_path))
    assert [one.goes_on / SAMPLE_RATE for one in paused] == [1.3, 1.9, 1.6, 2.2]
    assert [len(one.samples) / SAMPLE_RATE for one in paused] == [2.3, 2.9, 2.6, 3.2]


def test_what_the_bench_rehearses_and_asks_is_there():
    assert all(bundled_script(name).is_file() for name in SCRIPTS)
    made = json.loads(pauses.SENTENCES.read_text())
    assert all(len(sentence) == 3 for sentences in made.values() for sentence in sentences)
    read = json.loads(pauses.READINGS.read_text())
    assert all(clip and 0.1 < ends - begins < 0.6 for clip, begins, ends in read)
    assert len(set(_phrases(max(SIZES)))) == max(SIZES)
    assert 4 * len(SCRIPTS) < STEPS


def test_a_new_program_tells_what_each_stage_took(home):
    begun = time.time()
    told = subprocess.run(
        [sys.executable, "-m", "voice_coach.bench.stages", "pyttsx3", repr(begun)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "VOICE_COACH_HOME": str(home)},
    )
    stages = [json.loads(line) for line in told.stdout.splitlines()]
    assert [stage["stage"] for stage in stages] == [
        "program", "first word ready", "recognised", "listening", "idle",
    ]  # fmt: skip
    assert all(20 < stage["pss_mb"] < 600 for stage in stages[:4])
    assert 0 < stages[4]["share"] < 0.9
    assert not list(Path(home).glob("**/*.wav"))
