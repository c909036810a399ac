"""Has somebody finished? A small trained classifier over how their words so far begin and end.

It was trained by `scripts/train_endings.py` on labelled utterances as they are and cut off
anywhere, and is stored as `endings.npz`. Features are numbered by a hash instead of a table of
names (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), so that it
weighs a quarter of a megabyte.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_coach.errors import ContentError
from voice_coach.tokens import plain_words

SLOTS = 1 << 18
"""How many weights there are; features that share a slot share a weight."""


def ending_slots(text: str, asking: str | None) -> list[int]:
    """The slots of the features of what was said so far, each at most once."""
    return sorted({zlib.crc32(name.encode()) % SLOTS for name in _names(plain_words(text), asking)})


def _names(words: list[str], asking: str | None) -> Iterator[str]:
    framed = ["^", *words]
    for size in (1, 2, 3):
        end = " ".join(framed[-size:])
        yield f"end:{end}"
        yield f"{asking}>end:{end}"
        yield f"begin:{' '.join(words[:size])}"
    for word in dict.fromkeys(words[:-1]):
        yield f"word:{word}"
        yield f"{asking}>word:{word}"
    if words:
        yield f"last:{words[-1][-3:]}"
        yield f"last:{words[-1][-2:]}"


class Endings:
    """The classifier, read once."""

    def __init__(self, weights: npt.NDArray[np.int8], scale: float, bias: float) -> None:
        """`weights` has the shape (SLOTS,), in units of `scale`."""
        self.weights = weights
        self.scale = scale
        self.bias = bias

    def finished(self, text: str, asking: str | None) -> float:
        """The chance that somebody who said this under a question has said all of it."""
        total = int(self.weights[ending_slots(text, asking)].sum(dtype=np.int32))
        return 1.0 / (1.0 + math.exp(-(total * self.scale + self.bias)))


def load_endings(path: Path) -> Endings:
    """The classifier stored in an .npz file. Raises ContentError where the file is damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            weights, scale, bias = file["weights"], float(file["scale"]), float(file["bias"])
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise ContentError(
            f"The trained model {path} cannot be read.",
            "Install Voice Coach again, or remove your copy of endings.npz.",
        ) from error
    if weights.shape != (SLOTS,) or weights.dtype != np.int8:
        raise ContentError(
            f"The trained model {path} was made for other features.",
            "Train it again with scripts/train_endings.py, or remove your copy.",
        )
    return Endings(weights, scale, bias)
