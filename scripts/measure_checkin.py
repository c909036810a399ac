#!/usr/bin/env python
"""Measures a whole spoken check-in on a virtual sound card: start, memory, gaps.

    .venv/bin/python scripts/measure_checkin.py [--tts piper] [--runs 1] [--home DIR] [NAME ...]

One program asks, a second one listens to the loudspeaker and answers into the microphone
with Piper's voice what a bundled rehearsal script says: each of those that `voice-coach bench`
rehearses, or those that are named. Prints, with the spread over the evenings: seconds from the
start of the program to its first sound, the largest proportional set size of all its processes,
and the gaps from the last sound of the person to the first sound of the coach, taken from
recordings of both. With `--home`, evenings begin with a copy of the lines rendered there
(`VOICE_COACH_HOME=DIR voice-coach prompts render`). Needs what `scripts/setup --test` installs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.answers import render_answers  # noqa: E402 - after the path is set
from support.virtual_card import RATE, Card, recorded  # noqa: E402 - the same

from voice_coach.bench.evenings import SCRIPTS  # noqa: E402 - beside the others
from voice_coach.rehearsal.report import AUDIBLE_BELOW_PEAK_DB  # noqa: E402 - the same
from voice_coach.rehearse import bundled_script  # noqa: E402 - the same

OPEN = ("good_moment", "what_pulled_you_away", "say_the_plan")

WINDOW = RATE // 100
"""Samples over which loudness is measured, as in rehearsals: 10 ms."""

SLOWEST = 5
"""So many of the longest gaps are printed with the question before them."""

APART = 1.0
"""Seconds of silence that part two answers: in one there is less, between two a whole question."""

TONE_SECONDS = 0.2
"""Shorter sounds of the coach are its listening tone."""


@dataclass(frozen=True)
class Run:
    """One evening of a script: seconds to the first sound, megabytes at most, seconds of each gap.

    `asked` are the questions that the gaps follow, `work` the processor seconds of a minute.
    """

    name: str
    start: float
    memory: float
    gaps: tuple[float, ...]
    asked: tuple[str, ...]
    work: float

    def of(self, *, is_open: bool) -> list[float]:
        """The gaps behind open questions, or behind closed ones."""
        pairs = zip(self.gaps, self.asked, strict=True)
        return [gap for gap, asked in pairs if (asked in OPEN) is is_open]


def stretches(samples: np.ndarray, apart: float = APART) -> list[tuple[float, float]]:
    """When there is sound, as (from, to) in seconds; short silences inside do not part it."""
    count = len(samples) // WINDOW
    power = np.mean(np.square(samples[: count * WINDOW]).reshape(count, WINDOW), axis=1)
    audible = power.max(initial=0.0) * 10 ** (-AUDIBLE_BELOW_PEAK_DB / 10)
    loud = np.flatnonzero((power >= audible) & (power > 0))
    if len(loud) == 0:
        return []
    breaks = np.flatnonzero(np.diff(loud) > apart * 100)
    firsts = [loud[0], *loud[breaks + 1]]
    lasts = [*loud[breaks], loud[-1]]
    return [(first / 100, (last + 1) / 100) for first, last in zip(firsts, lasts, strict=True)]


def gaps(coach: np.ndarray, person: np.ndarray) -> list[float]:
    """From the end of each of the person's turns to the coach's next word, in seconds."""
    words = [s for s in stretches(coach, 0.1) if s[1] - s[0] > TONE_SECONDS]
    found = []
    for _, end in stretches(person):
        following = next((start for start, _ in words if start > end - 0.3), None)
        if following is not None:
            found.append(following - end)
    return found


def megabytes(process: psutil.Process) -> float:
    """The proportional set size of a process and all its children."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1e6


def evening(card: Card, answers: Path, tts: str, folder: Path) -> Run:
    """One check-in from start to end; the folder of answers bears the name of their script."""
    partner = subprocess.Popen(
        [
            sys.executable,
            ROOT / "tests/support/kitchen_partner.py",
            answers / "answers.json",
            answers,
        ],
        env=card.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    if partner.stdout is None or not partner.stdout.readline():
        raise SystemExit("The person in the kitchen could not be started.")
    speaker, microphone = folder / "speaker.raw", folder / "microphone.raw"
    with (
        card.room_tone(),
        card.recording(speaker) as began,
        card.recording(microphone, "micfeed.monitor"),
    ):
        begun = time.monotonic()
        checkin = subprocess.Popen(
            [sys.executable, "-m", "voice_coach", "checkin", "--tts", tts],
            env={**card.environment, "VOICE_COACH_HOME": str(folder / "home")},
        )
        largest = [0.0]
        watching = threading.Thread(target=_watch, args=(checkin, largest))
        watching.start()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        checkin.wait(timeout=300)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        watching.join()
    partner.terminate()
    asked = tuple(json.loads(line)["asked"] for line in partner.stdout)
    coach, person = recorded(speaker), recorded(microphone)
    first = stretches(coach, 0.1)[0][0] - (begun - began)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    minutes = len(coach) / RATE / 60
    found = tuple(gaps(coach, person))
    if len(found) != len(asked):
        raise SystemExit(f"{len(asked)} answers were said and {len(found)} found in the sound.")
    return Run(answers.name, first, largest[0], found, asked, work / minutes)


def _watch(process: subprocess.Popen[bytes], largest: list[float]) -> None:
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        largest[0] = max(largest[0], megabytes(watched))
        time.sleep(0.25)


def spread(values: Sequence[float]) -> str:
    """The smallest, middle and largest of some values."""
    low, middle, high = min(values), float(np.median(values)), max(values)
    return f"{low:7.2f} {middle:7.2f} {high:7.2f}"


def answers_of(name: str) -> dict[str, list[str]]:
    """What a bundled script says, by question."""
    answers: dict[str, list[str]] = json.loads(bundled_script(name).read_text("utf-8"))["answers"]
    return answers


def main() -> None:
    """Run the evenings and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="of scripts, without .json")
    parser.add_argument("--tts", choices=["piper", "pyttsx3"], default="piper")
    parser.add_argument("--runs", type=int, default=1, help="how often each script is held")
    parser.add_argument("--home", type=Path, help="whose rendered lines are there from the start")
    wanted = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        card = Card(folder / "card")
        card.start()
        try:
            for name in wanted.names or SCRIPTS:
                answers = render_answers(answers_of(name), folder / name)
                for number in range(wanted.runs):
                    home = folder / f"{name}{number}"
                    home.mkdir()
                    if wanted.home is not None:
                        shutil.copytree(wanted.home / "cache", home / "home" / "cache")
                    runs.append(evening(card, answers, wanted.tts, home))
        finally:
            card.stop()
    closed = [gap for run in runs for gap in run.of(is_open=False)]
    opened = [gap for run in runs for gap in run.of(is_open=True)]
    every = [gap for run in runs for gap in run.gaps]
    print(f"{len(runs)} evenings with {wanted.tts:16}  min  median     max")
    print(f"start to first sound, s      {spread([run.start for run in runs])}")
    print(f"largest memory (PSS), MB     {spread([run.memory for run in runs])}")
    print(f"gap of each evening (p50), s {spread([float(np.median(run.gaps)) for run in runs])}")
    for name, found in (("closed", closed), ("open", opened), ("all", every)):
        print(
            f"{name:6} gaps, s               {spread(found)}   p95 {np.percentile(found, 95):.2f}"
            f"   of {len(found)}"
        )
    print(f"processor seconds a minute   {spread([run.work for run in runs])}")
    told = [
        (gap, f"{asked} ({run.name})")
        for run in runs
        for gap, asked in zip(run.gaps, run.asked, strict=True)
        if asked not in OPEN
    ]
    slowest = sorted(told, reverse=True)[:SLOWEST]
    print("slowest closed gaps, s       " + ", ".join(f"{gap:.2f} {who}" for gap, who in slowest))


if __name__ == "__main__":
    main()
