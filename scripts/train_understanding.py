#!/usr/bin/env python3
"""Trains the classifier of understanding from labelled sentences and writes model.npz.

    pip install scipy==1.17.1
    scripts/train_understanding.py --out prompts/en/understanding/model.npz \
        --seed tests/corpora/seed tests/corpora/dev/*.jsonl

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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from voice_coach.understanding.data import load_language
from voice_coach.understanding.engine import Reader
from voice_coach.understanding.model import TASKS, Floats, columns, scale_of

ROOT = Path(__file__).resolve().parent.parent
ASKED = (
    "ready", "follow_up", "attention", "time_together", "appreciation",
    "what_pulled_you_away", "good_moment", "ritual_offer", "anything",
)  # fmt: skip
CORE = ("attention", "time_together", "appreciation")
ANSWERED = frozenset(
    {"ready", "follow_up", "ritual_offer", "anything", "good_moment", "what_pulled_you_away", *CORE}
)
BATCH = 256
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
    """Examples as matrices: features, word vectors, targets and masks (rows, outputs)."""

    features: sparse.csr_matrix
    dense: Floats
    targets: Floats
    masks: Floats


def read(reader: Reader, examples: Sequence[Example]) -> list[tuple[list[str], list[str]]]:
    """The features and the words of every example."""
    return [reader.look(example.labels["text"], example.labels["asking"]) for example in examples]


def vocabulary(
    looks: Sequence[tuple[list[str], list[str]]], examples: Sequence[Example], least: int
) -> list[str]:
    """The features that occur in at least `least` different sentences."""
    texts: dict[str, set[int]] = {}
    number: dict[str, int] = {}
    for (names, _), example in zip(looks, examples, strict=True):
        text = number.setdefault(example.labels["text"].lower(), len(number))
        for name in names:
            texts.setdefault(name, set()).add(text)
    return sorted(name for name, where in texts.items() if len(where) >= least)


def matrix(looks: Sequence[tuple[list[str], list[str]]], names: Sequence[str]) -> sparse.csr_matrix:
    """The features as a sparse matrix (rows, features)."""
    index = {name: at for at, name in enumerate(names)}
    rows, cols, values = [], [], []
    for row, (found, _) in enumerate(looks):
        scale = scale_of(len(found))
        for name in found:
            at = index.get(name)
            if at is not None:
                rows.append(row)
                cols.append(at)
                values.append(scale)
    shape = (len(looks), len(names))
    return sparse.csr_matrix((np.array(values, np.float32), (rows, cols)), shape=shape)


def vectors_of(
    looks: Sequence[tuple[list[str], list[str]]], words: Sequence[str], vectors: Floats
) -> Floats:
    """The mean direction of each example's words (rows, dimensions)."""
    index = {word: at for at, word in enumerate(words)}
    result = np.zeros((len(looks), vectors.shape[1]), np.float32)
    for row, (_, spoken) in enumerate(looks):
        found = [index[word] for word in spoken if word in index]
        if found:
            total = vectors[found].sum(axis=0)
            result[row] = total / max(1.0, float(np.linalg.norm(total)))
    return result


def targets(examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """What is to be predicted, and how much each output of each example counts."""
    parts = columns()
    width = sum(len(labels) for labels in TASKS.values())
    wanted = np.zeros((len(examples), width), np.float32)
    masks = np.zeros((len(examples), width), np.float32)
    for row, example in enumerate(examples):
        for task, label, weight in _wanted(example.labels):
            part = parts[task]
            masks[row, part] = weight * example.weight
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


def train(  # noqa: PLR0913, PLR0917 - the settings of one training
    data: Data,
    epochs: int = 14,
    drop: float = 0.35,
    decay: float = 3e-5,
    rate: float = 0.12,
    seed: int = 1,
) -> tuple[Floats, Floats, Floats]:
    """Weights (features, outputs), bias (outputs,) and weights over vectors, by AdaGrad."""
    chance = np.random.default_rng(seed)
    count, width = data.features.shape[1], data.targets.shape[1]
    weights, seen = np.zeros((count, width), np.float32), np.full((count, width), 1e-2, np.float32)
    bias, bias_seen = np.zeros(width, np.float32), np.full(width, 1e-2, np.float32)
    dense = np.zeros((data.dense.shape[1], width), np.float32)
    dense_seen = np.full_like(dense, 1e-2)
    for _ in range(epochs):
        for rows in np.array_split(
            chance.permutation(len(data.targets)), max(1, len(data.targets) // BATCH)
        ):
            part = data.features[rows]
            part.data = part.data * (chance.random(len(part.data)) > drop) / (1 - drop)
            used = np.unique(part.indices)
            lookup = np.zeros(count, np.int64)
            lookup[used] = np.arange(len(used))
            small = sparse.csr_matrix(
                (part.data, lookup[part.indices], part.indptr), shape=(len(rows), len(used))
            )
            vectors = data.dense[rows] * (chance.random((len(rows), 1)) > 0.15)
            logits = small @ weights[used] + vectors @ dense + bias
            gap = (chances(logits) - data.targets[rows]) * data.masks[rows]
            step = (small.T @ gap) / 16 + decay * len(used) ** 0 * weights[used]
            seen[used] += step**2
            weights[used] -= rate * step / np.sqrt(seen[used])
            step = vectors.T @ gap / 16
            dense_seen += step**2
            dense -= rate * step / np.sqrt(dense_seen)
            step = gap.sum(axis=0) / 16
            bias_seen += step**2
            bias -= rate * step / np.sqrt(bias_seen)
    return weights, bias, dense


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


def foreign(count: int = 4000) -> list[Example]:
    """Talk of the fixtures that means nothing to the coach, read in place, under any question."""
    from measure_understanding import foreign as texts  # only when asked for

    chance = random.Random(3)
    rows = []
    for text in chance.sample(texts(), count):
        labels = {
            "text": text, "asking": chance.choice((None, *ASKED)), "answer": "none", "kinds": [],
            "about": None, "command": None, "situation": None,
            "safety": {"level": "none", "family": None},
        }  # fmt: skip
        rows.append(Example(labels, 0.25))
    return rows


def save(
    path: Path,
    names: Sequence[str],
    model: tuple[Floats, Floats, Floats],
    words: Sequence[str],
    vectors: Floats,
) -> None:
    """Writes the model with 8 bit weights, leaving out features that hardly matter."""
    weights, bias, dense = model
    strength = np.abs(weights).max(axis=1)
    kept = np.flatnonzero(strength >= np.sort(strength)[max(0, len(strength) - MOST)])
    weights = weights[kept]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    step = max(float(np.abs(vectors).max()), 1e-6) / 127 if vectors.size else 1.0
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(names[at] for at in kept).encode(), np.uint8),
        weights=np.round(weights / scale).astype(np.int8),
        weight_scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.round(vectors / step).astype(np.int8),
        vector_scale=np.float32(step),
        dense=dense.astype(np.float32),
    )


MOST = 60_000
"""Features that are kept: about three megabytes."""


def main() -> int:
    """Trains on everything that is named and writes the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--seed", type=Path, default=ROOT / "tests/corpora/seed")
    parser.add_argument("--vectors", type=Path, help="word vectors (.npz with words and vec)")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if any(file.parent.name == "test" for file in options.corpora):
        parser.error("the test corpora are never trained on")
    own = [*seeds(options.seed), *corpus(options.corpora)]
    reader = Reader(load_language("en"))
    looks = read(reader, own)
    names = vocabulary(looks, own, 2)
    examples = [*own, *foreign()]
    looks += read(reader, examples[len(own) :])
    words, vectors = word_vectors(options.vectors)
    wanted, masks = targets(examples)
    data = Data(matrix(looks, names), vectors_of(looks, words, vectors) * DENSE, wanted, masks)
    weights, bias, dense = train(data)
    save(options.out, names, (weights, bias, dense * DENSE), words, vectors)
    print(
        f"{len(examples)} examples, {len(names)} features, "
        f"{options.out.stat().st_size / 1e6:.1f} MB"
    )
    return 0


DENSE = 4.0
"""How loudly word vectors speak beside single features while learning."""


def word_vectors(path: Path | None) -> tuple[list[str], Floats]:
    """The words and their vectors, or none."""
    if path is None:
        return [], np.zeros((0, 1), np.float32)
    with np.load(path) as file:
        words, vectors = [str(word) for word in file["words"]], file["vec"].astype(np.float32)
    return words, vectors / np.linalg.norm(vectors, axis=1).mean()


if __name__ == "__main__":
    sys.exit(main())
