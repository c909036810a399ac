"""The small trained classifier: one matrix of weights over text features, numpy at run time.

It was trained by `scripts/train_understanding.py` from labelled sentences and is stored beside
the phrases as `model.npz`: the features' fingerprints and their weights for every output (8 bit,
with one scale per output). A table of 287,000 names took 40 MB of memory, of fingerprints it takes
2 MB.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.errors import ContentError
from voice_coach.meaning import ANSWERS, COMMANDS, KINDS, SAFETY_FAMILIES, SITUATIONS

Floats = npt.NDArray[np.float32]
EightBit = npt.NDArray[np.int8]
Fingerprints = npt.NDArray[np.uint64]

NOTHING = "none"
TASKS: dict[str, tuple[str, ...]] = {
    "answer": tuple(ANSWERS),
    "about": ("self", "partner", "both", "nobody"),
    "command": (NOTHING, *COMMANDS),
    "situation": (NOTHING, *SITUATIONS),
    "safety": (NOTHING, "ambiguous", "clear"),
    "family": tuple(SAFETY_FAMILIES),
    "wake": (NOTHING, "called"),
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

    def likeliest(self, task: str, labels: Sequence[str]) -> tuple[str, float]:
        """The likeliest of some labels of a task and its probability."""
        known = TASKS[task]
        chances = self.chances[task]
        return max(((label, float(chances[known.index(label)])) for label in labels), key=_second)

    def chance(self, task: str, label: str) -> float:
        """The probability of one label."""
        return float(self.chances[task][TASKS[task].index(label)])


class Model:
    """The classifier, read once."""

    def __init__(self, known: Fingerprints, weights: EightBit, scale: Floats, bias: Floats) -> None:
        """`weights` has the shape (features, outputs); `scale` of them and `bias` (outputs,).

        `known` are the fingerprints of the features, shape (features,), rising.
        """
        self._known = known
        self._weights = weights
        self._scale = scale
        self._bias = bias
        self._columns = columns()

    def predict(self, features: Sequence[str]) -> Prediction:
        """What the features of an utterance speak for."""
        wanted = fingerprints(features)
        places = self._known.searchsorted(wanted)
        rows = places[self._known.take(places, mode="clip") == wanted]
        logits = self._bias.copy()
        if len(rows):
            total = self._weights[rows].sum(axis=0, dtype=np.int32)
            logits += total * self._scale * scale_of(len(features))
        return Prediction(
            {task: _chances(task, logits[part]) for task, part in self._columns.items()}
        )


def fingerprints(features: Iterable[str]) -> Fingerprints:
    """A number of 64 bits for each feature, shape (features,).

    That two of 287,000 features share one is as likely as one in 400 million.
    """
    digests = (blake2b(name.encode(), digest_size=8).digest() for name in features)
    return np.frombuffer(b"".join(digests), "<u8")


def _second(pair: tuple[str, float]) -> float:
    return pair[1]


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
            known, weights = file["fingerprints"], file["weights"]
            scale, bias = file["scale"], file["bias"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ContentError(
            f"The trained model {path} cannot be read.",
            "Install Voice Coach again, or remove your copy of model.npz.",
        ) from error
    width = sum(len(labels) for labels in TASKS.values())
    if weights.shape != (len(known), width) or bias.shape != (width,):
        raise ContentError(
            f"The trained model {path} was made for other labels.",
            "Train it again with scripts/train_understanding.py, or remove your copy.",
        )
    return Model(known, weights, scale, bias)
