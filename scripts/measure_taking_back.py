#!/usr/bin/env python
"""Measures whether somebody who takes an answer back is understood by what they say instead.

    .venv/bin/python scripts/measure_taking_back.py [--count 1200] tests/corpora/test/*.jsonl

Two short labelled answers to the same question, of which one is the opposite of the other, are
joined by words that take the first one back ("Full attention. No, wait. Half distracted."). Prints
how often the second one was accepted as the answer and how often the first one was, with and
without the words of `corrections` in `phrases.toml`, and how often the second one is accepted where
it stands alone, which is the most that can be reached. Pairs are drawn by chance, the same ones
for the same --seed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voice_coach.meaning import Answer, Hypothesis, Recognition
from voice_coach.understanding.data import load_language
from voice_coach.understanding.endings import load_endings
from voice_coach.understanding.engine import Engine
from voice_coach.understanding.model import load_model

ASKED = ("attention", "time_together", "appreciation", "follow_up")

OPPOSITES: tuple[Answer, Answer] = ("toward", "away")

MOST_WORDS = 9
"""Whoever takes something back has not said much more than this on either side."""

BETWEEN = (
    ". No, wait. ", ". Actually no, ", ". That's not true. ", ", no hang on, ", ". Scratch that. ",
    ". Well, that's not quite true, ", ". I take that back. ", ", or rather, ", ". Sorry, no. ",
    ". Wait, no, ", ". Who am I kidding. ", " no actually ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An answer to a question, what was said instead of it, and what either means."""

    asked: str
    first: str
    instead: str
    meant_first: Answer
    meant: Answer
    between: str

    @property
    def text(self) -> str:
        """All that is said."""
        return f"{self.first.rstrip('.!?, ')}{self.between}{self.instead}"


def is_plain(row: dict[str, Any]) -> bool:
    """Whether a labelled sentence is a short answer and nothing else."""
    return (
        row["asking"] in ASKED
        and row["answer"] in OPPOSITES
        and row["command"] is None
        and row["situation"] is None
        and row["safety"]["level"] == "none"
        and len(row["text"].split()) <= MOST_WORDS
    )


def drawn(rows: Sequence[dict[str, Any]], count: int, seed: int) -> Iterator[TakenBack]:
    """So many answers that are taken back."""
    chance = random.Random(seed)
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in filter(is_plain, rows):
        texts[row["asking"], row["answer"]].append(row["text"])
    for _ in range(count):
        asked = chance.choice(ASKED)
        meant_first, meant = chance.sample(OPPOSITES, 2)
        first = chance.choice(texts[asked, meant_first])
        instead = chance.choice(texts[asked, meant])
        yield TakenBack(asked, first, instead, meant_first, meant, chance.choice(BETWEEN))


def accepted(engine: Engine, text: str, asked: str) -> Answer | None:
    """The answer that is accepted without asking back, or None."""
    meaning = engine.meaning(Recognition((Hypothesis(text),)), asked)
    return meaning.answer if meaning.decision == "accept" else None


def main() -> None:
    """Draw the pairs and print one line for each way to read them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    rows = [json.loads(line) for file in wanted.files for line in file.open(encoding="utf-8")]
    language = load_language("en")
    parts = load_model(language.file("model.npz")), load_endings(language.file("endings.npz"))
    engine = Engine(language, *parts)
    phrases = language.phrases.model_copy(update={"corrections": ()})
    whole = Engine(replace(language, phrases=phrases), *parts)
    pairs = list(drawn(rows, wanted.count, wanted.seed))
    ways = {
        "as a whole": [(accepted(whole, one.text, one.asked), one) for one in pairs],
        "by what is said instead": [(accepted(engine, one.text, one.asked), one) for one in pairs],
        "the second answer alone": [
            (accepted(engine, one.instead, one.asked), one) for one in pairs
        ],
    }
    print(f"{len(pairs)} answers that are taken back   right   the first one taken")
    for way, found in ways.items():
        right = sum(answer == one.meant for answer, one in found) / len(found)
        first = sum(answer == one.meant_first for answer, one in found) / len(found)
        print(f"{way:33} {right:7.1%} {first:9.1%}")


if __name__ == "__main__":
    main()
