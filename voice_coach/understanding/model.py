"""The small trained classifier: one matrix of weights over text features, numpy at run time.

It was trained by `scripts/train_understanding.py` from labelled sentences and is stored beside
the phrases as `model.npz`: the features' names, their weights for every output (8 bit, with one
scale per output), word vectors (8 bit) and the weights over them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.errors import ContentError
from voice_coach.meaning import ANSWERS, COMMANDS, KINDS, SAFETY_FAMILIES, SITUATIONS

Floats = npt.NDArray[np.float32]

NOTHING = "none"
TASKS: dict[str, tuple[str, ...]] = {
    "answer": tuple(ANSWERS),
    "about": ("self", "partner", "both", "nobody"),
    "command": (NOTHING, *COMMANDS),
    "situation": (NOTHING, *SITUATIONS),
    "safety": (NOTHING, "ambiguous", "clear"),
    "family": tuple(SAFETY_FAMILIES),
    "kinds": tuple(KINDS),
}
"""What is predicted: one of these labels each, except `kinds`, where each stands alone."""


def columns() -> dict[str, slice]:
    """Where each task's outputs stand in the weights."""
    table = {}
    start = 0
    for task, labels in TASKS.items():
        table[task] = slice(start, start + len(labels))
        start += len(labels)
    return table


@dataclass(frozen=True, slots=True)
class Prediction:
    """Probabilities by task, in the order of `TASKS`."""

    chances: dict[str, Floats]

    def best(self, task: str) -> tuple[str, float]:
        """The likeliest label of a task and its probability."""
        chances = self.chances[task]
        at = int(chances.argmax())
        return TASKS[task][at], float(chances[at])

    def chance(self, task: str, label: str) -> float:
        """The probability of one label."""
        return float(self.chances[task][TASKS[task].index(label)])


class Model:
    """The classifier, read once."""

    def __init__(  # noqa: PLR0913, PLR0917 - the arrays of one file
        self,
        names: Sequence[str],
        weights: Floats,
        bias: Floats,
        words: Sequence[str],
        vectors: Floats,
        dense: Floats,
    ) -> None:
        self._index = {name: at for at, name in enumerate(names)}
        self._weights = weights
        self._bias = bias
        self._words = {word: at for at, word in enumerate(words)}
        self._vectors = vectors
        self._dense = dense
        self._columns = columns()

    def predict(self, features: Sequence[str], words: Sequence[str]) -> Prediction:
        """What the features and the words of an utterance speak for."""
        index = self._index
        rows = [at for at in map(index.get, features) if at is not None]
        logits = self._bias.copy()
        if rows:
            logits += self._weights[rows].sum(axis=0) * scale_of(len(features))
        if len(self._dense):
            logits += self.embed(words) @ self._dense
        return Prediction(
            {task: _chances(task, logits[part]) for task, part in self._columns.items()}
        )

    def embed(self, words: Sequence[str]) -> Floats:
        """What the words mean on the whole, shape (dimensions,)."""
        rows = [at for at in map(self._words.get, words) if at is not None]
        if not rows:
            return np.zeros(self._vectors.shape[1], np.float32)
        total: Floats = self._vectors[rows].sum(axis=0)
        return total / np.float32(max(1.0, float(np.linalg.norm(total))))


def scale_of(count: int) -> np.float32:
    """How much each feature counts in an utterance that has `count` of them."""
    return np.float32(10.0 / np.sqrt(max(count, 1)))


def _chances(task: str, logits: Floats) -> Floats:
    if task == "kinds":
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32)
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)


def load_model(path: Path) -> Model:
    """The classifier stored in an .npz file.

    Raises ContentError where the file is damaged or was made for other labels.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            names = bytes(file["names"]).decode("utf-8").split("\n")
            words = bytes(file["words"]).decode("utf-8").split("\n")
            weights = file["weights"].astype(np.float32) * file["weight_scale"]
            vectors = file["vectors"].astype(np.float32) * file["vector_scale"]
            bias, dense = file["bias"].astype(np.float32), file["dense"].astype(np.float32)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ContentError(
            f"The trained model {path} cannot be read.",
            "Install Voice Coach again, or remove your copy of model.npz.",
        ) from error
    width = sum(len(labels) for labels in TASKS.values())
    if weights.shape != (len(names), width) or bias.shape != (width,):
        raise ContentError(
            f"The trained model {path} was made for other labels.",
            "Train it again with scripts/train_understanding.py, or remove your copy.",
        )
    return Model(names, weights, bias, words, vectors, dense)
