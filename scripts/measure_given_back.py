#!/usr/bin/env python
"""Measures who is cut off between two halves of an answer, and who gets the word back.

    .venv/bin/python scripts/measure_given_back.py [--count 40] tests/corpora/test/*.jsonl

Answers of the corpora that have a comma with a few words on either side are spoken by Piper with
a pause of 0.3, 0.6, 0.9 or 1.2 s at the comma. The coach answers in the way that `voice-coach
bench` has it, where it can hear somebody over its own voice. Prints for closed and open questions
how many were heard out, were spoken into but got the word back, and were cut off. Rows are
drawn by chance, the same ones for the same --seed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from voice_coach import app
from voice_coach.bench.pauses import OPEN, Paused, fate, spoken
from voice_coach.house import open_house

CLOSED = ("attention", "time_together", "appreciation", "follow_up")

LEAST_WORDS, MOST_WORDS = 3, 8
"""Of either half: what is shorter may be "yes", what is longer takes long to say."""


def halves(row: dict) -> tuple[str, str, str] | None:
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
    wanted = parser.parse_args()
    rows = [json.loads(line) for file in wanted.files for line in file.open(encoding="utf-8")]
    parted = [found for row in rows if (found := halves(row))]
    chance = random.Random(wanted.seed)
    house = open_house()
    recognizer = app.recognizer(house)
    print("questions  recordings   heard out   given back   cut off")
    for kind, questions in (("closed", CLOSED), ("open", tuple(OPEN))):
        known = [sentence for sentence in parted if sentence[0] in questions]
        drawn = chance.sample(known, min(wanted.count, len(known)))
        recordings: list[Paused] = list(spoken(house, drawn))
        fates = Counter(fate(house, recognizer, one) for one in recordings)
        shares = (fates[name] / len(recordings) for name in ("heard out", "given back", "cut off"))
        print(f"{kind:9} {len(recordings):11}" + "".join(f"{share:12.1%}" for share in shares))


if __name__ == "__main__":
    main()
