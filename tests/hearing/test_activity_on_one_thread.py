"""Voice activity takes little: its library would share each frame among four threads."""

import subprocess
import sys

COUNTS_THREADS = """
import os
import numpy as np
from voice_coach.hearing.activity import SileroActivity

activity = SileroActivity()
before = len(os.listdir("/proc/self/task"))
for _ in range(10):
    activity.probability(np.zeros(512, np.float32))
print(len(os.listdir("/proc/self/task")) - before, os.environ.get("OMP_THREAD_LIMIT"))
"""


def test_it_starts_no_threads_and_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.setenv("OMP_THREAD_LIMIT", "7")
    told = subprocess.run(
        [sys.executable, "-c", COUNTS_THREADS], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["0", "7"]


def test_without_a_limit_in_the_environment_there_is_none_afterwards(monkeypatch):
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    told = subprocess.run(
        [sys.executable, "-c", COUNTS_THREADS], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["0", "None"]
