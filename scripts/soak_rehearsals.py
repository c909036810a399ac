#!/usr/bin/env python
"""Rehearses every bundled script with both voices and several seeds, and counts the endings.

    .venv/bin/python scripts/soak_rehearsals.py [--seeds 3] [--life] [--noise FILE --snr 10]

`--life` rehearses the evenings that life brings instead: scripts/life, with the natural voice.

Prints, for each script and voice, how many evenings ended as the script says, and over all
of them the gaps from the person's last sound to the coach's first word, measured in the
recordings. Rehearsals run in virtual time that includes the measured computing time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from voice_coach import rehearse
from voice_coach.errors import VoiceCoachError
from voice_coach.house import open_house

FIRST_DAY = date(2026, 11, 1)


def main() -> int:
    """Run them all, print the table, and return 1 when an evening ended otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--life", action="store_true")
    parser.add_argument("--noise", type=Path)
    parser.add_argument("--snr", type=float, default=10.0)
    wanted = parser.parse_args()
    folder = rehearse.bundled_script().parent
    scripts = sorted((folder / "life" if wanted.life else folder).glob("*.json"))
    middles: dict[str, list[float]] = defaultdict(list)
    wrong = 0
    for voice in ("piper",) if wanted.life else ("piper", "pyttsx3"):
        house = open_house(tts=voice)
        for script in scripts:
            expected = json.loads(script.read_text())["expect"]
            right = 0
            for seed in range(wanted.seeds):
                rehearsing = rehearse.Rehearsing(
                    day=FIRST_DAY + timedelta(days=seed),
                    seed=seed,
                    noise=wanted.noise,
                    snr=wanted.snr if wanted.noise else None,
                )
                with tempfile.TemporaryDirectory() as out:
                    try:
                        outcome = rehearse.rehearse(house, script, Path(out), rehearsing)
                    except VoiceCoachError as error:
                        print(f"{script.stem}: {error.message}", file=sys.stderr)
                        continue
                    right += outcome.end == expected
                    result = json.loads((Path(out) / "result.json").read_text())
                for kind in ("gap_closed_s", "gap_open_s"):
                    if result[kind]["p50"] is not None:
                        middles[kind].append(result[kind]["p50"])
            wrong += wanted.seeds - right
            print(f"{voice:8} {script.stem:26} {right} of {wanted.seeds} ended as written")
    for kind, values in middles.items():
        low, middle, high = np.percentile(values, [5, 50, 95])
        print(f"{kind}: p50 of an evening {low:.2f} / {middle:.2f} / {high:.2f} s (5th/50th/95th)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
