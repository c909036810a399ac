#!/usr/bin/env python3
"""Lets the recogniser hear labelled sentences, and keeps what it made of them as more of them.

    scripts/hear_corpora.py --out tests/corpora/dev/heard24.jsonl tests/corpora/dev/batch*.jsonl

Sentences drawn from the named corpora, and whole phrases of `phrases.toml`, are spoken by Piper
and espeak at several paces, in a real room and over noises of ../shared/fixtures, and recognised
by the default engine. Where the text that came out differs, it is kept with the labels of what
was said: that is how people will really look to the understanding.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from tqdm import tqdm

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.meaning import Answer
from voice_coach.ports import SAMPLE_RATE, Samples
from voice_coach.recognition.engines import choose_engine, open_engine
from voice_coach.rehearsal.noise import at_snr, made_up_noise, speech_rms
from voice_coach.sound_files import read_sound
from voice_coach.speaking.engines import open_voice
from voice_coach.understanding.data import load_language

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures" / "noise_and_rir"
VOICES = ("piper", "piper", "pyttsx3")
PACES = (0.85, 1.0, 1.15)
SNRS = (15.0, 10.0, 5.0)
LONGEST = 30
"""Words of a sentence that is spoken; longer ones cost minutes and teach no more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: over a noise, in a room with an echo, or close by."""

    name: str
    noise: Samples | None = None
    snr: float = 0.0
    echo: Samples | None = None

    def sounds(self, speech: Samples, chance: random.Random) -> Samples:
        """The speech as a microphone there hears it, with half a second before and after."""
        edge = np.zeros(SAMPLE_RATE // 2, np.float32)
        heard = np.concatenate([edge, speech, edge])
        if self.echo is not None:
            wet = np.convolve(heard, self.echo)[: len(heard)]
            heard = (wet / max(1e-6, float(np.abs(wet).max())) * 0.5).astype(np.float32)
        noise = made_up_noise("hum") if self.noise is None else self.noise
        from_here = np.roll(noise, chance.randrange(len(noise)))
        part = np.resize(from_here, len(heard))
        return heard + at_snr(part, speech_rms(speech), self.snr or 40.0)


def places() -> list[Place]:
    """The places: close by, a real room, and each noise at several distances."""
    echo = read_sound(next(FIXTURES.glob("rir/*.flac")))
    noises = [made_up_noise("dishwasher")]
    noises += [read_sound(path) for path in sorted(FIXTURES.glob("noise/mycroft_bg*.flac"))]
    loud = [Place(f"noise {snr:g} dB", noise, snr) for noise in noises for snr in SNRS]
    return [Place("close by"), Place("room", echo=echo), *loud]


def sentences(files: Sequence[Path], count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Labelled sentences to be spoken: a sample of the corpora, and every whole phrase."""
    rows = [
        json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line
    ]
    short = [row for row in rows if len(row["text"].split()) <= LONGEST]
    return [*phrases(chance), *chance.sample(short, min(count, len(short)))]


def phrases(chance: random.Random) -> Iterator[dict[str, Any]]:
    """The whole phrases as labelled sentences."""
    file = load_language("en").phrases
    for asking, answers in file.answers.items():
        for answer, texts in answers.items():
            for text in chance.sample(texts, min(4, len(texts))):
                yield _labels(text, asking, answer, None)
    for asking, commands in file.commands.items():
        for command, texts in commands.items():
            answer_: Answer = {"accept": "toward", "decline": "away"}.get(command, "none")  # type: ignore[assignment]
            for text in texts:
                yield _labels(text, None if asking == "any" else asking, answer_, command)


def _labels(text: str, asking: str | None, answer: Answer, command: str | None) -> dict[str, Any]:
    return {
        "text": text, "asking": asking, "answer": answer, "kinds": [], "about": "nobody",
        "command": command, "situation": None, "safety": {"level": "none", "family": None},
        "wake": False, "who": None,
    }  # fmt: skip


def main() -> int:
    """Speaks, listens and writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=500, help="sentences drawn from the corpora")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if any(file.parent.name == "test" for file in options.corpora):
        parser.error("the test corpora are neither heard nor learned")
    chance = random.Random(24)
    hearing = open_engine(choose_engine("moonshine", "en", ()))
    voices = {name: open_voice(name, "en") for name in set(VOICES)}
    everywhere = places()
    kept = []
    for row in tqdm(sentences(options.corpora, options.count, chance), unit="sentence"):
        voice, place = chance.choice(VOICES), chance.choice(everywhere)
        speech = voices[voice].render(row["text"], chance.choice(PACES))
        close = soxr.resample(speech.samples, speech.rate, SAMPLE_RATE).astype(np.float32)
        heard = recognised(place.sounds(close, chance), SileroActivity(), hearing).text
        if heard and _plain(heard) != _plain(row["text"]):
            author, persona = f"heard {row.get('author', 'phrase')}", f"{voice}, {place.name}"
            kept.append({**row, "text": heard, "author": author, "persona": persona})
    lines = [json.dumps(row, ensure_ascii=False) for row in kept]
    options.out.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(f"{len(kept)} sentences that came out differently")
    return 0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


if __name__ == "__main__":
    sys.exit(main())
