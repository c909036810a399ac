"""Sentences that nothing was written, trained or tuned from are understood well enough."""

import json
from pathlib import Path

import pytest
from measure_understanding import Row, measures, names_in, product

CORPORA = Path(__file__).parents[1] / "corpora"
LONG = 10
"""Words from which on two people who say the same have copied from one another."""


@pytest.fixture(scope="module")
def measured():
    rows = [Row(labels, "test/all") for labels in sentences("test")]
    understand = product(names=names_in(rows))
    pairs = [(row, understand(row.labels["text"], row.labels["asking"])) for row in rows]
    return {measure.name.strip(): measure for measure in measures(pairs)}


def sentences(part: str) -> list[dict]:
    files = sorted((CORPORA / part).glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines if line]


@pytest.mark.parametrize(
    "name",
    [
        "answer: right when accepted",
        "answers accepted",
        "… and with a confirm of the right pole",
        "toward and away swapped, of all answers",
        "kinds: F1, mean of the twelve",
        "partner-only statements that accuse the speaker",
        "about: right",
        "commands: right command",
        "commands where none was meant",
        "wake phrase accepted",
        "ordinary talk accepted as wake phrase",
        "safety: clear signs found",
        "safety: no sign, flagged clear",
    ],
)
def test_held_out_sentences_are_understood_above_the_floor(measured, name):
    measure = measured[name]
    assert measure.floor is not None
    assert measure.value <= measure.floor if measure.below else measure.value >= measure.floor


def test_held_out_sentences_are_in_no_other_corpus():
    learned = {row["text"].lower() for row in sentences("dev")}
    for file in (CORPORA / "seed").glob("*.txt"):
        learned |= {text.strip().lower() for text in file.read_text("utf-8").split("//")}
    held = {row["text"].lower() for row in sentences("test") if len(row["text"].split()) >= LONG}
    assert held & learned == set()


def test_there_are_thousands_of_sentences_by_many_people():
    rows = [*sentences("dev"), *sentences("test")]
    assert len({row["text"] for row in rows}) > 6000
    assert len({row["persona"] for row in rows}) > 200
