"""What a recording says, recognised again."""

import numpy as np

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.recognition.moonshine import load_moonshine

RATE = 16_000
BLOCK = RATE // 10
QUIET = 0.003
APART = 8
"""Blocks of quiet (0.8 s) between two turns: more than between two sentences of one."""


def turns(samples: np.ndarray) -> list[np.ndarray]:
    """The stretches of sound in a recording (16 kHz mono) that lie 0.8 s or more apart.

    Each is recognised by itself, as in a conversation: what is heard in one then does not hang
    on where the others happen to lie.
    """
    blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
    sounding = np.flatnonzero(np.abs(blocks).max(axis=1) >= QUIET)
    if not len(sounding):
        return []
    breaks = np.flatnonzero(np.diff(sounding) > APART) + 1
    return [
        samples[max(0, int(run[0]) - 2) * BLOCK : (int(run[-1]) + 3) * BLOCK]
        for run in np.split(sounding, breaks)
    ]


def heard_in(samples: np.ndarray) -> list[str]:
    """What the bundled recogniser hears in each turn of a recording (16 kHz mono)."""
    activity, moonshine = SileroActivity(), load_moonshine()
    return [recognised(turn, activity, moonshine).text for turn in turns(samples)]
