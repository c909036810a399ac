#!/usr/bin/env python
"""Measures who is cut off between two halves of an answer, and who gets the word back.

    .venv/bin/python scripts/measure_given_back.py [--count 40] [--echo-db 0] \
        tests/corpora/test/*.jsonl

Answers of the corpora that have a comma with a few words on either side are spoken by Piper with
a pause of 0.3, 0.6, 0.9 or 1.2 s at the comma. The coach answers in the way that `voice-coach
bench` has it: it is heard in the microphone so many decibels louder than the person. Prints for
closed and open questions how many were heard out, were spoken into but got the word back, and were
cut off. Rows are drawn by chance, the same ones for the same --seed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from voice_coach import app
from voice_coach.bench.pauses import OPEN, Paused, coach_lines, fates, spoken
from voice_coach.house import open_house
from voice_coach.rehearsal.echo import Echo, kitchen

CLOSED = ("attention", "time_together", "appreciation", "follow_up")

LEAST_WORDS, MOST_WORDS = 3, 8
"""Of either half: what is shorter may be "yes", what is longer takes long to say."""


def halves(row: dict[str, Any]) -> tuple[str, str, str] | None:
    """The question and both halves of an answer that can be parted, else None."""
    first, comma, rest = row["text"].partition(",")
    lengths = [len(part.split()) for part in (first, rest)]
    fits = all(LEAST_WORDS <= length <= MOST_WORDS for length in lengths)
    is_harmless = row["safety"]["level"] == "none" and row["command"] is None
    return (row["asking"], first, rest.strip()) if comma and fits and is_harmless else None


def main() -> None:
    """Draw the sentences, let the coach answer, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=40, help="sentences of either kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--echo-db", type=float, default=0.0, help="0: as loud as the person")
    wanted = parser.parse_args()
    rows = [json.loads(line) for file in wanted.files for line in file.open(encoding="utf-8")]
    parted = [found for row in rows if (found := halves(row))]
    chance = random.Random(wanted.seed)
    house = open_house()
    recognizer = app.recognizer(house)
    with closing(app.fresh_voice(house)) as voice:
        lines = coach_lines(voice)
    print("questions  recordings   heard out   given back   cut off")
    for kind, questions in (("closed", CLOSED), ("open", tuple(OPEN))):
        known = [sentence for sentence in parted if sentence[0] in questions]
        drawn = chance.sample(known, min(wanted.count, len(known)))
        recordings: list[Paused] = list(spoken(house, drawn))
        echo = Echo(kitchen(wanted.echo_db))
        fate = Counter(fates(house, recognizer, lines, recordings, echo))
        shares = (fate[name] / len(recordings) for name in ("heard out", "given back", "cut off"))
        print(f"{kind:9} {len(recordings):11}" + "".join(f"{share:12.1%}" for share in shares))


if __name__ == "__main__":
    main()
