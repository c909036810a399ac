#!/usr/bin/env python3
"""Trains the classifier of understanding from labelled sentences and writes model.npz.

    pip install scipy==1.17.1
    scripts/train_understanding.py tests/corpora/dev/*.jsonl

Multinomial regression over text features, all labels at once, with features dropped at random
while it learns (so that no single word is trusted too much). scipy is needed here alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from learned_from import SEEDS, learned_from
from scipy import sparse

from voice_coach.understanding.data import bundled, load_language
from voice_coach.understanding.model import (
    TASKS,
    EightBit,
    Floats,
    columns,
    fingerprints,
    scale_of,
)
from voice_coach.understanding.reading import Reader

ASKED = (
    "ready", "follow_up", "attention", "time_together", "appreciation",
    "what_pulled_you_away", "good_moment", "ritual_offer", "anything",
)  # fmt: skip
CORE = ("attention", "time_together", "appreciation")
ANSWERED = frozenset(
    {"ready", "follow_up", "ritual_offer", "anything", "good_moment", "what_pulled_you_away", *CORE}
)
BATCH = 256
EPOCHS, AVERAGED = 14, 6
"""Passes over the sentences, and how many of the last ones the weights are averaged over."""
DROP = 0.35
"""Share of the features that each example goes without while it is learned from."""
DECAY = 3e-3
RATE = 0.12
SHARE = 16
"""Divides a batch's gradient; AdaGrad's first steps stay small with it."""
_TELLS = re.compile(r"\b(?:i|i'm|i'd|i've|my|me|we)\b")
"""A bare yes, no or 'done' tells of nobody."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence and how much it counts."""

    labels: dict[str, Any]
    weight: float


def corpus(files: Iterable[Path], weight: float = 2.0) -> list[Example]:
    """The rows of labelled .jsonl files."""
    return [
        Example(json.loads(line), weight)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def seeds(folder: Path) -> list[Example]:
    """The sentences of the compact seed files, each under several questions."""
    chance = random.Random(7)
    return [
        example
        for file in sorted(folder.glob("*.txt"))
        for head, text in _seed_lines(file)
        for example in _seed(head, text, chance)
    ]


def _seed_lines(file: Path) -> Iterator[tuple[list[str], str]]:
    head: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line[:1] in {"@", "!"} and "//" not in line:
            head = line.split()
        elif line.strip():
            for text in line.split(" // "):
                yield head, text.strip()


def _seed(head: Sequence[str], text: str, chance: random.Random) -> list[Example]:
    labels: dict[str, Any] = {
        "text": text, "answer": "none", "kinds": [], "about": "nobody", "command": None,
        "situation": None, "safety": {"level": "none", "family": None},
    }  # fmt: skip
    asked = (
        _command_head(head, labels, chance)
        if head[0] == "!"
        else _answer_head(head, labels, chance)
    )
    rows = [
        dict(labels, asking=asking, answer=labels["answer"] if asking else "none")
        for asking in asked
    ]
    if head[1] == "core" and labels["kinds"]:
        rows += [
            dict(labels, asking=asking, answer="none") for asking in (None, "what_pulled_you_away")
        ]
    return [Example(row, len(rows) ** -0.5) for row in rows]


def _command_head(
    head: Sequence[str], labels: dict[str, Any], chance: random.Random
) -> list[str | None]:
    command = head[1]
    labels["command"] = None if command == "none" else command
    labels["answer"] = {"accept": "toward", "decline": "away"}.get(command, "none")
    if head[2:] == ["@ritual_offer"]:
        return ["ritual_offer"]
    if head[2:] == ["@none"]:
        return [None, chance.choice(("anything", "ready", "attention"))]
    if command == "later":
        return ["ready"]
    return [None, *chance.sample(ASKED, 2)]


def _answer_head(
    head: Sequence[str], labels: dict[str, Any], chance: random.Random
) -> list[str | None]:
    _, asking, labels["answer"], kinds, labels["about"], *rest = head
    labels["kinds"] = [] if kinds == "none" else kinds.split("+")
    for extra in rest:
        if extra.startswith("$"):
            level, family = extra[1:].split(".")
            labels["safety"] = {"level": level, "family": family}
        elif extra.startswith("~"):
            labels["situation"] = extra[1:]
    if asking == "core":
        return list(CORE)
    if asking == "any":
        return [None, *chance.sample(ASKED, 3)]
    return [None if asking == "none" else asking]


@dataclass(frozen=True, slots=True)
class Data:
    """Examples as matrices: features (rows, features), targets and masks (rows, outputs)."""

    features: sparse.csr_matrix
    targets: Floats
    masks: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """An example as the classifier sees it, and the tasks that can be learned from that."""

    example: Example
    features: tuple[str, ...]
    tasks: frozenset[str] = frozenset(TASKS)


CALLING = frozenset({"wake"})
"""What is learned from the whole of an utterance that plainly calls: the rest is learned from
what was said beside the call."""


FREELY = frozenset({"safety", "family"})
"""What is learned once more as if nothing had been asked: danger is looked for in that way, too."""


def seen(reader: Reader, examples: Iterable[Example]) -> list[Seen]:
    """The examples with their features."""
    rows = []
    for example in examples:
        text, asking = example.labels["text"], example.labels["asking"]
        heard = reader.read(text, asking)
        tasks = frozenset(TASKS) - (CALLING if heard.called else frozenset())
        rows.append(Seen(example, tuple(reader.features(heard, asking)), tasks))
        if asking is not None:
            half = replace(example, weight=example.weight / 2)
            rows.append(Seen(half, tuple(reader.features(heard, None)), FREELY))
        if heard.called:
            whole = reader.features(reader.whole(text), asking)
            rows.append(Seen(example, tuple(whole), CALLING))
    return rows


def vocabulary(rows: Sequence[Seen], least: int = 2) -> list[str]:
    """The features that occur in at least `least` different sentences, by rising fingerprint."""
    texts: dict[str, set[int]] = {}
    number: dict[str, int] = {}
    for row in rows:
        if row.tasks == FREELY:
            continue
        text = number.setdefault(row.example.labels["text"].lower(), len(number))
        for name in row.features:
            texts.setdefault(name, set()).add(text)
    found = [name for name, where in texts.items() if len(where) >= least]
    return [found[at] for at in np.argsort(fingerprints(found))]


def matrix(rows: Sequence[Seen], names: Sequence[str]) -> sparse.csr_matrix:
    """The features as a sparse matrix (rows, features)."""
    index = {name: at for at, name in enumerate(names)}
    at_row, at_name, values = [], [], []
    for number, row in enumerate(rows):
        scale = scale_of(len(row.features))
        for name in row.features:
            at = index.get(name)
            if at is not None:
                at_row.append(number)
                at_name.append(at)
                values.append(scale)
    shape = (len(rows), len(names))
    return sparse.csr_matrix((np.array(values, np.float32), (at_row, at_name)), shape=shape)


def targets(rows: Sequence[Seen]) -> tuple[Floats, Floats]:
    """What is to be predicted, and how much each output of each example counts."""
    parts = columns()
    width = sum(len(labels) for labels in TASKS.values())
    wanted = np.zeros((len(rows), width), np.float32)
    masks = np.zeros((len(rows), width), np.float32)
    for row, found in enumerate(rows):
        for task, label, weight in _wanted(found.example.labels):
            if task not in found.tasks:
                continue
            part = parts[task]
            masks[row, part] = weight * found.example.weight
            if task == "kinds":
                for at, kind in enumerate(TASKS["kinds"]):
                    if kind in label:
                        wanted[row, part.start + at] = 1.0
                        masks[row, part.start + at] *= 3.0
            else:
                wanted[row, part.start + TASKS[task].index(label)] = 1.0
    return wanted, masks


def _wanted(labels: dict[str, Any]) -> Iterator[tuple[str, Any, float]]:
    command = labels["command"]
    if labels["asking"] in ANSWERED and command in {None, "accept", "decline"}:
        yield "answer", labels["answer"], 1.0
    if command is None and labels["about"]:
        yield "about", labels["about"], 0.7
    yield "command", command or "none", 2.0 if command else 1.0
    yield "situation", labels["situation"] or "none", 2.0 if labels["situation"] else 0.7
    safety = labels["safety"]
    yield "safety", safety["level"], 2.0 if safety["level"] != "none" else 1.0
    if safety["family"]:
        yield "family", safety["family"], 1.0
    yield "kinds", labels["kinds"], 1.0
    if labels["asking"] is None and "wake" in labels:
        yield "wake", "called" if labels["wake"] else "none", 1.0


def train(data: Data) -> tuple[Floats, Floats]:
    """Weights (features, outputs) and bias (outputs,), by AdaGrad, averaged over later epochs.

    The average is steadier than the end of the walk (Polyak and Juditsky, "Acceleration of
    Stochastic Approximation by Averaging", 1992).
    """
    chance = np.random.default_rng(1)
    count, width = data.features.shape[1], data.targets.shape[1]
    weights, seen = np.zeros((count, width), np.float32), np.full((count, width), 1e-2, np.float32)
    bias, bias_seen = np.zeros(width, np.float32), np.full(width, 1e-2, np.float32)
    batches = max(1, len(data.targets) // BATCH)
    mean, bias_mean = np.zeros_like(weights), np.zeros_like(bias)
    for epoch in range(EPOCHS):
        for rows in np.array_split(chance.permutation(len(data.targets)), batches):
            part = data.features[rows]
            part.data = part.data * (chance.random(len(part.data)) > DROP) / (1 - DROP)
            used = np.unique(part.indices)
            lookup = np.zeros(count, np.int64)
            lookup[used] = np.arange(len(used))
            small = sparse.csr_matrix(
                (part.data, lookup[part.indices], part.indptr), shape=(len(rows), len(used))
            )
            gap = chances(small @ weights[used] + bias) - data.targets[rows]
            gap *= data.masks[rows] / SHARE
            step = small.T @ gap + DECAY * weights[used]
            seen[used] += step**2
            weights[used] -= RATE * step / np.sqrt(seen[used])
            step = gap.sum(axis=0)
            bias_seen += step**2
            bias -= RATE * step / np.sqrt(bias_seen)
        if epoch >= EPOCHS - AVERAGED:
            mean += weights / AVERAGED
            bias_mean += bias / AVERAGED
    return mean, bias_mean


def chances(logits: Floats) -> Floats:
    """Probabilities, task by task."""
    result = np.empty_like(logits)
    for task, part in columns().items():
        if task == "kinds":
            result[:, part] = 1 / (1 + np.exp(-logits[:, part]))
        else:
            powers = np.exp(logits[:, part] - logits[:, part].max(axis=1, keepdims=True))
            result[:, part] = powers / powers.sum(axis=1, keepdims=True)
    return result


def foreign(count: int = 8000, seed: int = 3) -> list[Example]:
    """Talk of the fixtures that means nothing to the coach, read in place, under any question."""
    from measure_understanding import foreign as texts  # only when asked for

    chance = random.Random(seed)
    rows = []
    for text in chance.sample(texts(), count):
        labels: dict[str, Any] = {
            "text": text, "asking": chance.choice((None, *ASKED)), "answer": "none", "kinds": [],
            "about": None, "command": None, "situation": None, "wake": False,
            "safety": {"level": "none", "family": None},
        }  # fmt: skip
        rows.append(Example(labels, 0.3))
    return rows


def stray(own: Sequence[Example], count: int = 800) -> list[Example]:
    """Single words that answer nothing, as a recogniser makes them of a cough or a far voice."""
    from measure_understanding import foreign as texts  # only when asked for

    chance = random.Random(5)
    meant = {word for example in own for word in _alone(example.labels["text"])}
    words = sorted({word for text in texts() for word in text.lower().split() if word.isalpha()})
    labels: dict[str, Any] = {
        "answer": "none", "kinds": [], "about": "nobody", "command": None, "situation": None,
        "safety": {"level": "none", "family": None},
    }  # fmt: skip
    return [
        Example({**labels, "text": word, "asking": chance.choice(ASKED)}, 0.5)
        for word in chance.sample([word for word in words if word not in meant], count)
    ]


def _alone(text: str) -> list[str]:
    """The words of a text that says so little that each may mean something by itself."""
    words = re.findall(r"[a-z']+", text.lower())
    return words if len(words) <= 3 else []


def save(path: Path, names: Sequence[str], weights: Floats, bias: Floats, source: str) -> None:
    """Writes the model with 8 bit weights, and a digest of what it was learned from."""
    eight_bit, scale = quantised(weights)
    np.savez_compressed(
        path,
        fingerprints=fingerprints(names),
        weights=eight_bit,
        scale=scale,
        bias=bias.astype(np.float32),
        learned_from=np.frombuffer(source.encode(), np.uint8),
    )


def quantised(weights: Floats) -> tuple[EightBit, Floats]:
    """The weights in 8 bit, and the scale of each output, shape (outputs,)."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6).astype(np.float32) / 127
    return np.round(weights / scale).astype(np.int8), scale


def meaningless(own: Sequence[Example]) -> list[Example]:
    """Talk and single words that mean nothing to the coach."""
    return [*foreign(), *stray(own)]


def learned(own: Sequence[Seen], others: Sequence[Seen]) -> tuple[list[str], Floats, Floats]:
    """Names, weights and bias learned from labelled examples and from what means nothing."""
    names = vocabulary(own)
    rows = [*own, *others]
    wanted, masks = targets(rows)
    return names, *train(Data(matrix(rows, names), wanted, masks))


def main() -> int:
    """Trains on everything that is named and writes the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--seed", type=Path, default=SEEDS)
    parser.add_argument("--out", type=Path, default=bundled("en") / "model.npz")
    options = parser.parse_args()
    if any(file.parent.name == "test" for file in options.corpora):
        parser.error("the test corpora are never trained on")
    own = [*seeds(options.seed), *corpus(options.corpora)]
    reader = Reader(load_language("en"))
    names, weights, bias = learned(seen(reader, own), seen(reader, meaningless(own)))
    save(options.out, names, weights, bias, learned_from(options.corpora))
    size = options.out.stat().st_size / 1e6
    print(f"{len(own)} examples, {len(names)} features, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
