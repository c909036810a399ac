#!/usr/bin/env python3
"""Measures on labelled utterances who would be cut off, and how long everybody would wait.

    scripts/measure_turns.py tests/corpora/test/*.jsonl

Every answer stands once as it is, once cut between any two words, and once where a clause ends;
behind the cut somebody is silent for 0.3, 0.6, 0.9 or 1.2 s. From text alone, with the rule, the
pauses and the classifier that the ears use; commands and signs of danger are left out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from train_endings import Example, examples

from voice_coach.bench.pauses import PAUSES, kind_of
from voice_coach.hearing.turns import pause_after
from voice_coach.house import House, open_house
from voice_coach.meaning import Hypothesis, Recognition


@dataclass(frozen=True, slots=True)
class Waited:
    """An example, whether its question is open, and the silence that would end it, in seconds."""

    example: Example
    is_open: bool
    seconds: float

    @property
    def cut_off(self) -> float:
        """The share of the pauses in which the coach would take the word."""
        return float(np.mean([self.seconds < pause for pause in PAUSES]))


def waited(house: House, rows: Sequence[Example]) -> Iterator[Waited]:
    """What the ears would wait for each example."""
    for row in rows:
        meaning = house.understanding.meaning(Recognition((Hypothesis(row.text),)), row.asking)
        if meaning.command is None and meaning.safety.level == "none":
            chance = house.understanding.finished(row.text, row.asking)
            kind = kind_of(row.asking)
            seconds = pause_after(meaning, kind, chance, house.content.turns)
            yield Waited(row, kind == "open", seconds)


def main() -> None:
    """Print one line for closed questions and one for open ones."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    rows = list(examples(parser.parse_args().files, 1, random.Random(2)))
    found = list(waited(open_house(), rows))
    print("question   n  wait p50   p95   mean   cut off in a clause   behind a clause")
    for is_open in (False, True):
        mine = [one for one in found if one.is_open == is_open]
        whole = [one.seconds for one in mine if one.example.finished]
        cut = [one for one in mine if not one.example.finished]
        anywhere = np.mean([one.cut_off for one in cut if not one.example.behind_clause])
        behind = np.mean([one.cut_off for one in cut if one.example.behind_clause])
        print(
            f"{'open' if is_open else 'closed':8}{len(whole):4}{np.median(whole):10.2f}"
            f"{np.quantile(whole, 0.95):6.2f}{np.mean(whole):7.2f}"
            f"{anywhere:22.1%}{behind:18.1%}"
        )


if __name__ == "__main__":
    main()
