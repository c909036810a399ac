#!/usr/bin/env python
"""Measures what `voice-coach listen` costs while it waits in a quiet room, on the virtual card.

    .venv/bin/python scripts/measure_waiting.py [--seconds 60] [--runs 3]

Once with the phrase (voice activity) and once with a wake word, each run in a program of its
own: the share of one core that the program and its helpers take, and how their memory (PSS)
changes meanwhile, all once everything that can be rendered beforehand is. Ends with 1 when the
middle run takes more than 8 % of a core with the phrase, or 3 % with a wake word.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.listening_program import listening  # noqa: E402 - path is set above
from support.virtual_card import Card  # noqa: E402 - the same

GOALS = {"phrase": 8.0, "okay_nabu": 3.0}
"""Percent of one core, by what is waited for."""

SETTLES = 36.0
"""Seconds that are not looked at: engines load, and the loudspeaker idles after half a minute."""


def processes(pid: int) -> list[psutil.Process]:
    """The program and its helpers."""
    program = psutil.Process(pid)
    return [program, *program.children(recursive=True)]


def spent(pid: int) -> float:
    """Processor seconds so far, of all of them."""
    return sum(sum(one.cpu_times()[:2]) for one in processes(pid))


def memory(pid: int) -> float:
    """Megabytes of all of them."""
    return float(sum(one.memory_full_info().pss for one in processes(pid)) / 1e6)


def waits(card: Card, home: Path, wake: str, seconds: float) -> tuple[float, float]:
    """Percent of a core while it waits, and megabytes more at the end than at the beginning."""
    with listening(card, home, wake=wake) as program:
        time.sleep(SETTLES)
        pid = program.process.pid
        before, held, began = spent(pid), memory(pid), time.monotonic()
        time.sleep(seconds)
        share = 100 * (spent(pid) - before) / (time.monotonic() - began)
        return share, memory(pid) - held


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each run waits")
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = Card(folder / "card")
        card.start()
        os.environ["VOICE_COACH_HOME"] = str(folder / "home")
        try:
            for wake, goal in GOALS.items():
                runs = [
                    waits(card, folder / "home", wake, wanted.seconds) for _ in range(wanted.runs)
                ]
                shares, grown = zip(*runs, strict=True)
                missed = missed or median(shares) > goal
                print(
                    f"{wake}: {min(shares):.1f}, {median(shares):.1f}, {max(shares):.1f} % of a "
                    f"core (at most {goal:g}); {min(grown):+.1f} to {max(grown):+.1f} MB",
                    flush=True,
                )
        finally:
            card.stop()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
