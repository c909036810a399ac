"""The model and the thresholds are those that the scripts made of the sentences that are here."""

import re
from pathlib import Path

import numpy as np
from learned_from import learned_from

from voice_coach.understanding.data import bundled

DEVELOPMENT = sorted((Path(__file__).parents[1] / "corpora/dev").glob("*.jsonl"))
LEARN_AGAIN = "run scripts/train_understanding.py and scripts/calibrate_understanding.py again"


def test_the_model_was_learned_from_the_sentences_that_are_here():
    with np.load(bundled("en") / "model.npz") as model:
        source = bytes(model["learned_from"]).decode()
    assert source == learned_from(DEVELOPMENT), LEARN_AGAIN


def test_the_thresholds_are_those_that_the_calibration_gave():
    lines = (bundled("en") / "thresholds.toml").read_text("utf-8").splitlines()
    seal = next(found[1] for line in lines if (found := re.match(r"# Fitted on (\w+)\.", line)))
    values = [line for line in lines if not line.startswith("#")]
    assert seal == learned_from(DEVELOPMENT, *values), LEARN_AGAIN


def test_a_changed_threshold_or_sentence_would_be_noticed(tmp_path):
    corpus = tmp_path / "batch.jsonl"
    corpus.write_text('{"text": "yes"}\n', "utf-8")
    before = learned_from([corpus], "accept = 0.80")
    assert learned_from([corpus], "accept = 0.80") == before
    assert learned_from([corpus], "accept = 0.70") != before
    corpus.write_text('{"text": "no"}\n', "utf-8")
    assert learned_from([corpus], "accept = 0.80") != before
