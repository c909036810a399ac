#!/usr/bin/env python
"""Measures how well "stop" and "goodnight" are heard while the coach itself is speaking.

    .venv/bin/python scripts/measure_stop_words.py [--lines 40] [--runs 3] [--tts pyttsx3]

The coach's lines are mixed into the microphone at -6, -12 and -20 dB against a person who says
"stop" (human clips of the fixtures) or "goodnight" (Piper's voice); without any echo
cancelling. Printed for each level, as lowest, middle and highest run: how many were heard before
1.5 s had passed, how many lines alone, without a person, were taken for one of the two words, and
how often the recogniser looked in a minute of those.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

import numpy as np
import soundfile
import soxr

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.house import House, open_house
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcription, Voice
from voice_coach.recognition.moonshine import Moonshine, load_moonshine
from voice_coach.speaking.engines import choose_voice, open_voice
from voice_coach.yielding import command_over

FIXTURES = Path(__file__).resolve().parents[2] / "shared" / "fixtures"

Room: TypeAlias = tuple[dict[str, list[Samples]], House, Ears, "Counted"]
"""What people say, and everything that hears it."""

LEVELS_DB = (-6.0, -12.0, -20.0)
PERSON_PEAK = 0.25
AFTER_SECONDS = 1.5
ROOM_TONE_DB = -62.0


@dataclass(slots=True)
class Counted:
    """A recogniser that counts how often it is used."""

    inner: Moonshine
    looks: int = 0
    name: str = "moonshine"

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """One more look."""
        self.looks += 1
        return self.inner.open(grammar)


def level(samples: Samples) -> float:
    """The root mean square of what is not silence."""
    loud = samples[np.abs(samples) > 0.02 * np.abs(samples).max()]
    return float(np.sqrt(np.mean(loud**2)))


def at_16k(samples: Samples, rate: int) -> Samples:
    """The same sound at the rate that is heard."""
    return np.asarray(soxr.resample(samples, rate, SAMPLE_RATE), np.float32)


def rendered(voice: Voice, text: str) -> Samples:
    """A text as it sounds."""
    speech = voice.render(text)
    return at_16k(speech.samples, speech.rate)


def stops() -> list[Samples]:
    """Human clips of the word stop."""
    folder = FIXTURES / "speech_commands_v1_fixtures"
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["label"] == "stop"]
    return [at_16k(*soundfile.read(folder / row["path"], dtype="float32")) for row in rows]


def commands(
    house: House, ears: Ears, interruptions: Interruptions, sound: Samples, line: str
) -> Iterator[tuple[float, str]]:
    """Each command heard over the line, and the second at which it was."""
    interruptions.forget()
    ears.activity.reset()
    for number in range(len(sound) // FRAME_SAMPLES):
        frame = sound[number * FRAME_SAMPLES : (number + 1) * FRAME_SAMPLES]
        speech = ears.activity.probability(frame) >= 0.5
        heard = interruptions.step(frame, speech=speech)
        command = command_over(house.content.turns, heard, [line]) if heard else None
        if command is not None:
            yield number * FRAME_SAMPLES / SAMPLE_RATE, command.command or ""


def count(
    around: Room, texts: list[str], coach: Voice, coach_db: float, random: np.random.Generator
) -> dict[str, int]:
    """How often each word was heard over these lines, and `false`: how often nobody's was."""
    said, house, ears, recognizer = around
    over = Interruptions(recognizer)
    heard = dict.fromkeys((*said, "false", "looks a minute"), 0)
    looks, seconds = 0, 0.0
    for text in texts:
        own = rendered(coach, text)
        own = own * np.float32(PERSON_PEAK / 3 * 10 ** (coach_db / 20) / level(own))
        tone = random.normal(0, 10 ** (ROOM_TONE_DB / 20), len(own) + 3 * SAMPLE_RATE)
        room = tone.astype(np.float32)
        room[: len(own)] += own
        before = recognizer.looks
        heard["false"] += bool(list(commands(house, ears, over, room, text)))
        looks += recognizer.looks - before
        seconds += len(own) / SAMPLE_RATE
        for word, clips in said.items():
            clip = clips[random.integers(len(clips))]
            clip = clip * np.float32(PERSON_PEAK / 3 / level(clip))
            at = int(random.uniform(0, max(1, len(own) - len(clip))))
            mixed = room.copy()
            mixed[at : at + len(clip)] += clip
            until = (at + len(clip)) / SAMPLE_RATE + AFTER_SECONDS
            found = commands(house, ears, over, mixed, text)
            heard[word] += any(second <= until for second, _ in found)
    heard["looks a minute"] = round(looks / seconds * 60)
    return heard


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=40, help="how many lines are spoken")
    parser.add_argument("--runs", type=int, default=3, help="how often, each with other lines")
    parser.add_argument("--tts", default="auto", help="the coach's voice")
    wanted = parser.parse_args()
    if not FIXTURES.is_dir():
        sys.exit("The folder of real voices is not beside the project.")
    house = open_house()
    texts = [text for wordings in house.content.lines.values() for text in wordings]
    texts = [text for text in texts if "{" not in text and len(text.split()) >= 5]
    coach = open_voice(choose_voice(wanted.tts, "en"), "en")
    person = open_voice("piper", "en")
    goodnight = [rendered(person, text) for text in ("Goodnight.", "Goodnight, coach.")]
    said = {"stop": stops(), "goodnight": goodnight}
    around = (said, house, Ears(SileroActivity(), load_moonshine()), Counted(load_moonshine()))
    for coach_db in LEVELS_DB:
        runs = []
        for run in range(wanted.runs):
            random = np.random.default_rng(run)
            lines = [str(text) for text in random.permutation(texts)[: wanted.lines]]
            runs.append(count(around, lines, coach, coach_db, random))
        shares = (
            f"{word} {min(counts)}, {median(counts):g}, {max(counts)}"
            for word in (*said, "false", "looks a minute")
            for counts in [[run[word] for run in runs]]
        )
        print(f"{coach_db:5.0f} dB, of {wanted.lines}: {'; '.join(shares)}", flush=True)
    coach.close()
    person.close()


if __name__ == "__main__":
    main()
