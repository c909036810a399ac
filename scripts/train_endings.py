#!/usr/bin/env python3
"""Trains the classifier of endings from labelled utterances and writes endings.npz.

    pip install scikit-learn==1.9.1
    scripts/train_endings.py tests/corpora/dev/*.jsonl --judge tests/corpora/test/*.jsonl

Every utterance is an example of somebody who has finished, and its beginnings are examples of
somebody who has not: cut between any two words, and once more where a clause ends. `--judge`
prints, for utterances that were not learned from, how many beginnings pass for whole where a given
share of whole ones does. scikit-learn is needed here alone.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from voice_coach.tokens import plain_words
from voice_coach.understanding.data import bundled, load_language
from voice_coach.understanding.endings import SLOTS, Endings, ending_slots, load_endings

CUTS = 8
"""Beginnings of each utterance that are learned from, at most."""

PHRASES = 5
"""How often each phrase is an example: they are few, and said every evening."""

LONGEST = 15
"""Words from which on utterances weigh the same, however many more they have."""

STRENGTH = 0.3
"""Inverse of the regularisation."""

JOINING = frozenset(
    {"and", "but", "because", "so", "which", "then", "when", "if", "or", "while", "although"}
)


@dataclass(frozen=True, slots=True)
class Example:
    """Words so far under a question, whether that was all, and where it was cut."""

    text: str
    asking: str
    finished: bool
    behind_clause: bool = False


def examples(files: Iterable[Path], cuts: int, chance: random.Random) -> Iterator[Example]:
    """Every answer in the files, and beginnings of it."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["asking"] not in {None, "who"} and plain_words(row["text"]):
                yield Example(row["text"], row["asking"], finished=True)
                yield from _beginnings(row["text"], row["asking"], cuts, chance)


def phrases() -> Iterator[Example]:
    """What people say word for word: nothing is more surely whole, even under another length."""
    for asking, answers in load_language("en").phrases.answers.items():
        for texts in answers.values():
            yield from (Example(text, asking, finished=True) for text in texts)


def _beginnings(text: str, asking: str, cuts: int, chance: random.Random) -> Iterator[Example]:
    words = text.split()
    anywhere = list(range(1, len(words)))
    clauses = [at for at in anywhere if _ends_clause(words, at)]
    chance.shuffle(anywhere)
    chosen = [*anywhere[:cuts], *chance.sample(clauses, min(len(clauses), 1))]
    for at in dict.fromkeys(chosen):
        beginning = " ".join(words[:at])
        if plain_words(beginning):
            yield Example(beginning, asking, finished=False, behind_clause=at in clauses)


def _ends_clause(words: Sequence[str], at: int) -> bool:
    """Whether a clause ends before the word at `at`."""
    return words[at - 1][-1] in ",.;!?" or words[at].lower().strip(",.;!?") in JOINING


def train(rows: Sequence[Example]) -> Endings:
    """The classifier that these examples make."""
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(_matrix(rows), [row.finished for row in rows], sample_weight=_weights(rows))
    scale = float(np.abs(model.coef_).max()) / 127
    return Endings(
        np.rint(model.coef_[0] / scale).astype(np.int8), scale, float(model.intercept_[0])
    )


def _weights(rows: Sequence[Example]) -> list[float]:
    """How much each example counts: beginnings of a length as much as whole utterances of it.

    People who are asked aloud say less than people who write, so that the length of what was
    said so far must not speak for or against its being over.
    """
    lengths = [min(len(plain_words(row.text)), LONGEST) for row in rows]
    total = Counter(zip(lengths, (row.finished for row in rows), strict=True))
    return [
        1.0 if row.finished else (total[length, True] + 1) / total[length, False]
        for row, length in zip(rows, lengths, strict=True)
    ]


def _matrix(rows: Sequence[Example]) -> sparse.csr_matrix:
    slots = [ending_slots(row.text, row.asking) for row in rows]
    pointers = np.cumsum([0, *map(len, slots)])
    indices = np.concatenate(slots)
    return sparse.csr_matrix((np.ones(len(indices)), indices, pointers), (len(rows), SLOTS))


def judged(endings: Endings, rows: Sequence[Example]) -> Iterator[str]:
    """One line for each share of whole utterances that may pass: how many beginnings do."""
    chances = np.array([endings.finished(row.text, row.asking) for row in rows])
    whole = np.array([row.finished for row in rows])
    behind = np.array([row.behind_clause for row in rows])
    yield "whole utterances pass   chance   beginnings pass   ... cut behind a clause"
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        least = np.quantile(chances[whole], 1 - share)
        passing = chances >= least
        yield (
            f"{share:20.0%} {least:10.2f} {passing[~whole].mean():15.1%} "
            f"{passing[~whole & behind].mean():20.1%}"
        )


def main() -> None:
    """Train, save, and judge where that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=bundled("en") / "endings.npz")
    parser.add_argument("--judge", nargs="+", type=Path, default=[])
    options = parser.parse_args()
    rows = [*examples(options.files, CUTS, random.Random(1)), *(list(phrases()) * PHRASES)]
    endings = train(rows)
    np.savez_compressed(
        options.out, weights=endings.weights, scale=endings.scale, bias=endings.bias
    )
    print(f"{len(rows)} examples, {np.count_nonzero(endings.weights)} weights: {options.out}")
    if options.judge:
        unseen = list(examples(options.judge, 1, random.Random(2)))
        print("\n".join(judged(load_endings(options.out), unseen)))


if __name__ == "__main__":
    main()
