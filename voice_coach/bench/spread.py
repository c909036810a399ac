"""Numbers with their spread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Row = dict[str, float | int | None]


def spread(values: Sequence[float], digits: int = 3) -> Row:
    """How many values there are, their smallest, median, 95th percentile and largest."""
    if not values:
        return {"n": 0, "min": None, "p50": None, "p95": None, "max": None}
    low, middle, high, top = np.percentile(np.asarray(values), [0, 50, 95, 100])
    found = {"min": low, "p50": middle, "p95": high, "max": top}
    return {"n": len(values), **{key: round(float(value), digits) for key, value in found.items()}}
