"""What every engine's sound goes through: the silence around it trimmed, its level evened."""

from __future__ import annotations

import numpy as np

from voice_coach.ports import Samples, Speech
from voice_coach.speaking.levels import louder

LEVEL_DB = -20.0
"""Root mean square of the spoken stretches, in decibels below full scale."""

LEAD_SECONDS = 0.010
TRAIL_SECONDS = 0.080
"""Silence left around the words: an answer should come at once, and not sound cut off."""

SILENT_BELOW_DB = -50.0
"""Against the loudest sample: soft beginnings ("f", "h") lie well above."""

SPOKEN_ABOVE_DB = -30.0
"""Against the loudest window: pauses do not count towards the level."""

WINDOW_SECONDS = 0.02


def shaped(samples: Samples, rate: int) -> Speech:
    """A rendered line at the common level, with 10 ms of silence before and 80 ms after it.

    `samples` are mono float32 of shape (n,) and hold at least one that is not zero.
    """
    trimmed = _trimmed(samples, rate)
    return louder(Speech(trimmed, rate), LEVEL_DB - _spoken_db(trimmed, rate))


def _trimmed(samples: Samples, rate: int) -> Samples:
    magnitude = np.abs(samples)
    sounding = np.flatnonzero(magnitude > magnitude.max() * 10 ** (SILENT_BELOW_DB / 20))
    lead, trail = round(LEAD_SECONDS * rate), round(TRAIL_SECONDS * rate)
    # Engines that begin at once get their 10 ms, too: every line begins and ends in silence.
    padded = np.pad(samples, (lead, trail))
    cut = padded[sounding[0] : sounding[-1] + 1 + lead + trail].astype(np.float32)
    cut[:lead] *= np.linspace(0.0, 1.0, lead, dtype=np.float32)
    cut[-trail:] *= np.linspace(1.0, 0.0, trail, dtype=np.float32)
    return np.asarray(cut, np.float32)


def _spoken_db(samples: Samples, rate: int) -> float:
    """The level of the windows in which somebody speaks, in decibels."""
    window = round(WINDOW_SECONDS * rate)
    whole = np.pad(samples, (0, -len(samples) % window)).reshape(-1, window)
    power = np.mean(np.square(whole, dtype=np.float64), axis=1)
    spoken = power[power > power.max() * 10 ** (SPOKEN_ABOVE_DB / 10)]
    return float(10 * np.log10(spoken.mean()))
