"""Each recogniser that is present, on recordings of people: word error and real-time factor."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from voice_coach.bench.evenings import Tell
from voice_coach.errors import ModelMissing
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.house import House, model_folders
from voice_coach.ports import SAMPLE_RATE, Samples
from voice_coach.recognition.engines import choose_engine, installed_engines, open_engine
from voice_coach.sound_files import read_sound

FOLDERS = ("librispeech_237", "speech_to_phrase_en")

CLIPS = 20
"""How many recordings of each folder are taken."""


def engines(house: House, fixtures: Path, tell: Tell) -> dict[str, Any]:
    """Word error and seconds of work for a second of sound, by engine and folder."""
    found: dict[str, Any] = {}
    for name in installed_engines():
        try:
            engine = choose_engine(name, house.settings.language, model_folders(house))
            recognizer = open_engine(engine)
        except ModelMissing as error:
            found[name] = {"missing": error.message}
            continue
        found[name] = {}
        for folder in FOLDERS:
            tell(f"recogniser: {name} on {folder}")
            wrong = words = 0
            sounded = worked = 0.0
            for samples, transcript in _clips(fixtures / folder):
                begun = time.perf_counter()
                heard = recognised(samples, SileroActivity(), recognizer).text
                worked += time.perf_counter() - begun
                sounded += len(samples) / SAMPLE_RATE
                wrong += Levenshtein.distance(_words(transcript), _words(heard))
                words += len(_words(transcript))
            if words:
                found[name][folder] = {
                    "seconds": round(sounded, 1),
                    "word_error": round(wrong / words, 3),
                    "real_time_factor": round(worked / sounded, 3),
                }
    return found


def _clips(folder: Path) -> Iterator[tuple[Samples, str]]:
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        return
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows[:CLIPS]:
        yield read_sound(folder / row["path"]), row["transcript"]


def _words(text: str) -> list[str]:
    """The words of a text in one spelling, without marks ("to-day", "good night")."""
    plain = text.lower().replace("\u2019", "'").replace("to-", "to").replace("-", " ")
    return re.findall(r"[a-z']+", plain)
