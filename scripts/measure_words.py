#!/usr/bin/env python3
"""Measures whether a human "yes", "no" or "stop" comes through, clean and in kitchen noise.

    scripts/measure_words.py
    scripts/measure_words.py --snr 5 --heard

Single words by many speakers, from ../shared/fixtures, are recognised by the default engine and
understood under the question that they would answer. Other words must not be taken for one.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.meaning import Meaning
from voice_coach.ports import SAMPLE_RATE, Samples
from voice_coach.recognition.engines import choose_engine, open_engine
from voice_coach.rehearsal.noise import at_snr, made_up_noise, speech_rms
from voice_coach.sound_files import read_sound
from voice_coach.understanding import load_understanding

ROOT = Path(__file__).resolve().parent.parent
CLIPS = ROOT.parent / "shared" / "fixtures" / "speech_commands_v1_fixtures"
UNDER = "ready"
"""A question that a bare yes or no answers."""

LEAD_SECONDS = 0.4
"""Room sound before and after each word, as a microphone would have it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recorded word."""

    label: str
    samples: Samples


def words() -> Iterator[Word]:
    """The recorded words with a little of their room around them."""
    quiet = np.random.default_rng(2).normal(0, 1e-4, round(LEAD_SECONDS * SAMPLE_RATE))
    edge = quiet.astype(np.float32)
    with (CLIPS / "manifest.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            clip = read_sound(CLIPS / row["path"])
            yield Word(row["label"], np.concatenate([edge, clip, edge]))


def in_kitchen(word: Word, snr: float, number: int) -> Word:
    """The word with a dishwasher `snr` decibels below it, another stretch of it each time."""
    noise = made_up_noise("dishwasher", seed=number % 7)
    part = np.roll(noise, -number * 7919)[: len(word.samples)]
    return Word(word.label, word.samples + at_snr(part, speech_rms(word.samples), snr))


def taken_for(meaning: Meaning) -> str | None:
    """Which of the three words the coach acts on."""
    if meaning.decision != "accept":
        return None
    if meaning.command == "stop":
        return "stop"
    return {"toward": "yes", "away": "no"}.get(meaning.answer)


def main() -> int:
    """Recognises every word and prints one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--snr", type=float, default=10.0, help="decibels of the word over noise")
    parser.add_argument("--heard", action="store_true", help="also what was heard, word by word")
    options = parser.parse_args()
    understanding = load_understanding("en")
    hearing = open_engine(choose_engine("moonshine", "en", ()))
    print(f"{'':<12}{'yes':>10}{'no':>10}{'stop':>10}{'swapped':>10}{'others taken':>16}")
    for name, snr in (("clean", None), (f"{options.snr:g} dB", options.snr)):
        found: list[tuple[str, str | None]] = []
        for number, spoken in enumerate(words()):
            word = spoken if snr is None else in_kitchen(spoken, snr, number)
            heard = recognised(word.samples, SileroActivity(), hearing)
            meaning = understanding.meaning(heard, UNDER)
            found.append((word.label, taken_for(meaning)))
            if options.heard:
                print(f"{word.label:<10} {heard.text:<20} {taken_for(meaning)}")
        print(f"{name:<12}{_row(found)}")
    return 0


def _row(found: list[tuple[str, str | None]]) -> str:
    cells = []
    for word in ("yes", "no", "stop"):
        mine = [taken for label, taken in found if label == word]
        cells.append(f"{mine.count(word)}/{len(mine)}")
    swapped = sum({label, taken} == {"yes", "no"} for label, taken in found)
    others = [taken for label, taken in found if label not in {"yes", "no", "stop"}]
    taken = sum(one is not None for one in others)
    return (
        "".join(f"{cell:>10}" for cell in cells)
        + f"{swapped:>10}"
        + f"{taken:>6}/{len(others)} {taken / len(others):6.1%}"
    )


if __name__ == "__main__":
    sys.exit(main())
