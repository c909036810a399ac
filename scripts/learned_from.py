"""What the model and the thresholds of understanding were made from, as a digest.

It is written beside what was made, so that a test can tell when either was changed by hand or is
older than the sentences, spelling or patterns that it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from voice_coach.understanding.data import bundled

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests/corpora/seed"
READ_WITH = ("words.toml", "safety.toml", "wake.toml")
"""What sentences are read with before a model sees them."""


def learned_from(corpora: Iterable[Path], *made: str) -> str:
    """Sixteen hexadecimal digits for these corpora, all that they are read with, and `made`."""
    found = hashlib.sha256()
    read_with = [bundled("en") / name for name in READ_WITH]
    for file in [*sorted(corpora), *sorted(SEEDS.glob("*.txt")), *read_with]:
        found.update(file.name.encode())
        found.update(file.read_bytes())
    found.update("\n".join(made).encode())
    return found.hexdigest()[:16]
