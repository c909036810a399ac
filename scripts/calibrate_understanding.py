#!/usr/bin/env python3
"""Fits the thresholds of understanding and writes thresholds.toml.

    pip install scipy==1.17.1
    scripts/calibrate_understanding.py tests/corpora/dev/*.jsonl

The files are split into groups; what each group's sentences get is decided by a model that
learned from the others alone, so that every threshold is fitted on sentences by somebody the
model has not seen. Each is the lowest that keeps the share of mistakes below its budget.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

import numpy as np
from learned_from import SEEDS, learned_from
from train_understanding import (
    ANSWERED,
    CALLING,
    FREELY,
    Seen,
    corpus,
    foreign,
    learned,
    meaningless,
    quantised,
    seeds,
    seen,
)

from voice_coach.meaning import COMMANDS, KINDS, SITUATIONS
from voice_coach.understanding.data import bundled, load_language
from voice_coach.understanding.decide import OFFERED, OPEN, own_kinds
from voice_coach.understanding.model import Floats, Model, Prediction, fingerprints
from voice_coach.understanding.reading import Reader

GROUPS = 4
"""How many models are learned, each without one group of files."""

WRONG_ACCEPTS = 0.05
"""Share of accepted answers that may be wrong."""

WRONG_CONFIRMS = 0.50
"""Share of the poles asked back about that may be wrong, among those just above the threshold."""

CONFIRMS = 0.2
"""How far above the threshold that is."""

FALSE_COMMANDS, FALSE_FOREIGN = 0.05, 0.008
"""Share of sentences without a command that may be taken for one, and of foreign talk. Many of
the former were written to look like one."""

FALSE_CLEAR, FALSE_ANY = 0.010, 0.080
"""Share of harmless sentences that may be taken for a clear sign, and for any sign. Many of them
were written to look like one."""

FALSE_CALLS = 0.05
"""Share of what names the coach, or something that sounds like it, without calling it."""

ASKED_BACK = 0.6
"""A pole that is likelier than this is asked back about in any case."""

NEARLY = 0.98
"""Share of the best F1 that is as good, where a higher threshold has it."""

FALSE_BORNE_OUT = 0.25
"""Share of what is not clear that may be taken for it where an ambiguous pattern fits."""

DOUBTED = 0.02
"""Share of clear signs which a clear pattern found that may be asked about instead."""

STEPS = np.round(np.arange(0.05, 0.991, 0.01), 2)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled sentence, what a model that never saw it expects, and what patterns found.

    `freely` is what it expects had nothing been asked; `level` is the patterns' level of danger;
    `named` says that the coach's name is in it, and that this alone does not tell whether it was
    called.
    """

    labels: dict[str, Any]
    prediction: Prediction
    freely: Prediction
    level: str
    named: bool


def judged(files: Sequence[Path]) -> tuple[list[Judged], list[Judged]]:
    """The rows of the files, and foreign talk, each judged by a model that has not seen it."""
    reader = Reader(load_language("en"))
    base = seeds(SEEDS)
    by_file = [list(corpus([file])) for file in files]
    others = seen(reader, meaningless([*base, *chain.from_iterable(by_file)]))
    learned_from = {
        number: seen(reader, examples) for number, examples in enumerate([*by_file, base])
    }
    rows: list[Judged] = []
    foreign_talk: list[Judged] = []
    for group in range(GROUPS):
        held = range(group, len(files), GROUPS)
        own = [row for number, part in learned_from.items() if number not in held for row in part]
        model = model_of(own, others)
        rows += [row for number in held for row in _judge(reader, model, learned_from[number])]
        if group == 0:
            foreign_talk = _judge(reader, model, seen(reader, foreign(3000, seed=11)))
    return rows, foreign_talk


def model_of(own: Sequence[Seen], others: Sequence[Seen]) -> Model:
    """The model as it would be stored."""
    names, weights, bias = learned(own, others)
    return Model(fingerprints(names), *quantised(weights), bias)


def _judge(reader: Reader, model: Model, rows: Sequence[Seen]) -> list[Judged]:
    found = []
    for row in rows:
        if row.tasks in (CALLING, FREELY):
            continue
        labels = row.example.labels
        heard = reader.whole(labels["text"])
        named = heard.named and row.tasks >= CALLING
        prediction = freely = model.predict(row.features)
        if labels["asking"] is not None:
            again = reader.read(labels["text"], labels["asking"])
            freely = model.predict(reader.features(again, None))
        found.append(Judged(labels, prediction, freely, heard.safety.level, named))
    return found


def lowest(allowed: Callable[[float], bool]) -> float:
    """The lowest threshold from which on, up to one, every one is allowed."""
    found = 0.99
    for step in STEPS[::-1]:
        if not allowed(float(step)):
            break
        found = float(step)
    return found


def doubt(allowed: Callable[[float], bool]) -> float:
    """The highest threshold up to which, from zero on, every one is allowed."""
    return float(max(chain([0.0], takewhile(allowed, STEPS))))


def highest(score: Callable[[float], float]) -> float:
    """The highest threshold that scores nearly as well as the best: a wrong guess costs more."""
    scores = {float(step): score(float(step)) for step in STEPS}
    best = max(scores.values())
    return max(step for step, value in scores.items() if value >= NEARLY * best)


def answers(rows: Sequence[Judged]) -> dict[str, float]:
    """`accept` and `confirm`."""
    asked = [row for row in rows if _is_answer(row.labels)]
    best = [row.prediction.best("answer") for row in asked]
    sure = np.array([chance for _, chance in best])
    wrong = np.array(
        [label != row.labels["answer"] for (label, _), row in zip(best, asked, strict=True)]
    )
    weight = weights_of(asked)

    def share(least: float, most: float = 1.0) -> float:
        taken = (sure >= least) & (sure <= most)
        return float(np.average(wrong[taken], weights=weight[taken])) if taken.any() else 0.0

    return {
        "accept": lowest(lambda step: share(step) <= WRONG_ACCEPTS),
        "confirm": lowest(
            lambda step: share(step, step + CONFIRMS) <= WRONG_CONFIRMS or step > ASKED_BACK
        ),
    }


def _is_answer(labels: dict[str, Any]) -> bool:
    """Whether a pole is wanted: after a sign of danger nobody is asked about poles."""
    return (
        labels["asking"] in ANSWERED - OPEN
        and labels["command"] in {None, "accept", "decline"}
        and labels["safety"]["level"] == "none"
    )


def kind(rows: Sequence[Judged]) -> dict[str, float]:
    """`kind`, by the F1 over the twelve kinds."""
    chances = np.array([own_kinds(row.prediction) for row in rows])
    gold = np.array([[name in row.labels["kinds"] for name in KINDS] for row in rows])
    weight = weights_of(rows)[:, None]

    def score(step: float) -> float:
        mine = chances >= step
        hits = (mine & gold) * weight
        both = (mine * weight).sum(axis=0) + (gold * weight).sum(axis=0)
        return float((2 * hits.sum(axis=0) / np.maximum(both, 1e-9)).mean())

    return {"kind": highest(score)}


def commands(rows: Sequence[Judged], others: Sequence[Judged]) -> dict[str, float]:
    """`command` where anything may be said, `command_closed` under another question."""

    def fitted(wanted: Callable[[str | None], bool]) -> float:
        quiet = [row for row in rows if wanted(row.labels["asking"]) and not row.labels["command"]]
        foreign_ = [row for row in others if wanted(row.labels["asking"])]
        return lowest(
            lambda step: (
                share_above(quiet, _command, step) <= FALSE_COMMANDS
                and share_above(foreign_, _command, step) <= FALSE_FOREIGN
            )
        )

    return {
        "command": fitted(lambda asking: asking in {None, "ritual_offer"}),
        "command_closed": fitted(lambda asking: asking not in {None, "ritual_offer"}),
    }


def _command(row: Judged) -> float:
    offered = row.labels["asking"] == "ritual_offer"
    meant = [name for name in COMMANDS if offered or name not in OFFERED]
    return row.prediction.likeliest("command", meant)[1]


def safety(rows: Sequence[Judged]) -> dict[str, float]:
    """The four thresholds of danger."""
    harmless = [row for row in rows if row.labels["safety"]["level"] == "none"]
    plain = [row for row in harmless if row.level == "none"]
    borne = [
        row for row in rows if row.level == "ambiguous" and row.labels["safety"]["level"] != "clear"
    ]
    plainly = [row for row in rows if row.level == row.labels["safety"]["level"] == "clear"]
    return {
        "safety_doubt": doubt(lambda step: 1.0 - share_above(plainly, _clear, step) <= DOUBTED),
        "safety_clear": lowest(lambda step: share_above(borne, _clear, step) <= FALSE_BORNE_OUT),
        "safety_alone": lowest(lambda step: share_above(plain, _clear, step) <= FALSE_CLEAR),
        "safety_any": lowest(lambda step: share_above(harmless, _any_sign, step) <= FALSE_ANY),
    }


def _clear(row: Judged) -> float:
    return max(look.chance("safety", "clear") for look in (row.prediction, row.freely))


def _any_sign(row: Judged) -> float:
    return max(1.0 - look.chance("safety", "none") for look in (row.prediction, row.freely))


def situation(rows: Sequence[Judged]) -> dict[str, float]:
    """`situation`, by F1."""
    found = [row.prediction.likeliest("situation", SITUATIONS) for row in rows]
    gold = [row.labels["situation"] for row in rows]
    weight = weights_of(rows)

    def score(step: float) -> float:
        mine = [label if chance >= step else None for label, chance in found]
        hits = np.array([a is not None and a == b for a, b in zip(mine, gold, strict=True)])
        named = np.array(
            [(a is not None) + (b is not None) for a, b in zip(mine, gold, strict=True)]
        )
        return 2 * float(hits @ weight) / max(1e-9, float(named @ weight))

    return {"situation": highest(score)}


def wake(rows: Sequence[Judged]) -> dict[str, float]:
    """`wake`, where the coach is named and the patterns cannot tell whether it is called."""
    named = [row for row in rows if row.named and row.labels["asking"] is None]
    about = [row for row in named if not row.labels["wake"]]
    return {"wake": lowest(lambda step: share_above(about, _called, step) <= FALSE_CALLS)}


def _called(row: Judged) -> float:
    return row.prediction.chance("wake", "called")


def weights_of(rows: Sequence[Judged]) -> Floats:
    """Weights (rows,) with which every author counts the same, however much they wrote."""
    wrote = Counter(_author(row) for row in rows)
    return np.array([1.0 / wrote[_author(row)] for row in rows], np.float32)


def _author(row: Judged) -> str:
    return str(row.labels.get("author", "")).split(" ", maxsplit=1)[0]  # "heard a15" is one, too


def share_above(rows: Sequence[Judged], chance: Callable[[Judged], float], step: float) -> float:
    """The share of rows whose chance is at least `step`."""
    if not rows:
        return 0.0
    return float(np.average([chance(row) >= step for row in rows], weights=weights_of(rows)))


def main() -> int:
    """Fits on everything that is named and writes the thresholds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=bundled("en") / "thresholds.toml")
    options = parser.parse_args()
    if any(file.parent.name == "test" for file in options.corpora):
        parser.error("the test corpora fit nothing")
    rows, others = judged(sorted(options.corpora))
    fitted = {
        **answers(rows), **kind(rows), **commands(rows, others), **safety(rows), **situation(rows),
        **wake(rows),
    }  # fmt: skip
    lines = [f"{name} = {value:.2f}" for name, value in fitted.items()]
    seal = f"# Fitted on {learned_from(options.corpora, *lines)}."
    options.out.write_text("\n".join([HEAD, seal, *lines, ""]), encoding="utf-8")
    print("\n".join(lines))
    return 0


HEAD = """\
# When a guess is good enough, between 0 and 1. Fitted by scripts/calibrate_understanding.py on
# the development corpora, each sentence judged by a model that had not seen it."""


if __name__ == "__main__":
    sys.exit(main())
