#!/usr/bin/env python
"""Measures how well the coach is called: by its phrase and by each wake word.

    .venv/bin/python scripts/measure_wake.py [--hours 2] [--runs 3]

Piper's and espeak-ng's voices call, at five paces, in a quiet room and over noise of the
fixtures at 10 and 5 dB; each run draws other noise. Then hours of a kitchen in which nobody
calls go by (wake words only: what the phrase does there tells scripts/soak_kitchen.py). Printed
for each: how many calls of a run were heard (lowest, middle and highest run), how many seconds
after the last sound of the call (middle), and how often it was falsely heard.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.kitchen_hours import KitchenRoom, Over, clips, mixed_hours, sound  # noqa: E402
from support.wake_words import WAKE_WORDS, at_level, frames, spoken  # noqa: E402

from voice_coach.calling import caller  # noqa: E402 - the same
from voice_coach.hearing.activity import SileroActivity  # noqa: E402 - the same
from voice_coach.hearing.wakeword import MicroWakeWord  # noqa: E402 - the same
from voice_coach.house import House, open_house  # noqa: E402 - the same
from voice_coach.ports import FRAME_SECONDS, Recognizer, Samples  # noqa: E402 - the same
from voice_coach.recognition.moonshine import load_moonshine  # noqa: E402 - the same
from voice_coach.speaking.engines import open_voice  # noqa: E402 - the same

FIXTURES = ROOT.parent / "shared" / "fixtures"
PACES = (0.8, 0.9, 1.0, 1.1, 1.2)
SNRS_DB = (None, 10.0, 5.0)
LEAD = 3.5
"""Seconds of the room before a call: its noise is known by then."""


def calls(text: str) -> list[Samples]:
    """A call in every voice and at every pace."""
    said = []
    for engine in ("piper", "pyttsx3"):
        voice = open_voice(engine, "en")
        said += [at_level(voice.render(text, pace)) for pace in PACES]
        voice.close()
    return said


def noisy(said: Samples, noise: Samples, snr: float | None) -> Iterator[Samples]:
    """A call in a room whose noise is so far below it."""
    power = float(np.mean(said**2))
    for number, frame in enumerate(frames(said, lead=LEAD)):
        if snr is None:
            yield frame
            continue
        at = number * len(frame) % (len(noise) - len(frame))
        gain = np.sqrt(power / np.mean(noise**2)) * 10 ** (-snr / 20)
        yield np.asarray(frame + noise[at : at + len(frame)] * gain, np.float32)


def heard_after(house: House, hearing: Recognizer, room: Iterator[Samples]) -> float | None:
    """The second at which a call was heard in a room, or None."""
    ears = caller(house, SileroActivity(), hearing)
    for number, frame in enumerate(room):
        if ears.step(frame) is not None:
            return (number + 1) * FRAME_SECONDS
    return None


def falsely_heard(hours: float) -> dict[str, int]:
    """How often each wake word is heard in hours in which nobody says it."""
    words = {word: MicroWakeWord(word) for word in WAKE_WORDS}
    false = dict.fromkeys(words, 0)
    room = KitchenRoom(mixed_hours(FIXTURES, hours))
    try:
        while True:
            frame = room.read()
            for word, detector in words.items():
                if detector.hears(frame):
                    false[word] += 1
                    detector.reset()
    except Over:
        return false


def measure(house: House, hearing: Recognizer, text: str, runs: int) -> Callable[[int], str]:
    """A table's row for one call, once it is known how often it was falsely heard."""
    noises = [sound(file) for file in clips(FIXTURES)["noise"]]
    said, after, cells = calls(text), [], []
    for snr in SNRS_DB:
        counts = []
        for run in range(runs):
            random = np.random.default_rng(run)
            found = 0
            for one in said:
                noise = noises[random.integers(len(noises))]
                second = heard_after(house, hearing, noisy(one, noise, snr))
                if second is not None:
                    found += 1
                    after.append(second - LEAD - len(one) / 16_000)
            counts.append(found)
        cells.append(f"{min(counts)}, {median(counts):g}, {max(counts)}")
    heard = " | ".join(f"{cell} of {len(said)}" for cell in cells)
    return lambda false: f"| {text} | {heard} | {median(after):.2f} s | {false} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0, help="of a kitchen without a call")
    parser.add_argument("--runs", type=int, default=3, help="how often noise is drawn")
    wanted = parser.parse_args()
    if not FIXTURES.is_dir():
        sys.exit("The folder of real voices is not beside the project.")
    hearing = load_moonshine()
    false = falsely_heard(wanted.hours)
    print(f"| call | quiet | 10 dB | 5 dB | after | falsely, in {wanted.hours:g} h |")
    print("|---|---|---|---|---|---|")
    for wake, text in (("phrase", "Hey coach!"), *((word, spoken(word)) for word in WAKE_WORDS)):
        row = measure(open_house(wake=wake), hearing, text, wanted.runs)
        print(row(false.get(wake, 0)) if wake in false else row(0).replace("| 0 |", "| — |"))


if __name__ == "__main__":
    main()
