from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[2] / "scripts" / "soak_journal.py"


@pytest.mark.slow
def test_fifty_kills_at_random_moments_lose_nothing_that_was_acknowledged() -> None:
    done = subprocess.run(
        [sys.executable, str(SOAK), "--runs", "50"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("50 runs killed")
    assert " 0 answers acknowledged" not in done.stdout
