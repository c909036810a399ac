"""People who call the coach by a wake word, in synthetic voices, in a room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np
import soxr

from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Speech
from voice_coach.settings import Settings

WAKE_WORDS = tuple(
    word for word in get_args(Settings.model_fields["wake"].annotation) if word != "phrase"
)

ROOM_TONE = 10 ** (-62 / 20)


def spoken(word: str) -> str:
    """A wake word as it is said."""
    return word.replace("_", " ").capitalize()


def at_level(speech: Speech, peak: float = 0.25) -> np.ndarray:
    """Speech as it is heard across a room, 16 kHz."""
    samples = np.asarray(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE), np.float32)
    return samples * np.float32(peak / np.abs(samples).max())


def frames(*sounds: np.ndarray, lead: float = 0.5, tail: float = 1.5) -> Iterator[np.ndarray]:
    """Sounds one behind the other in a quiet room, cut into frames."""
    around = [np.zeros(round(seconds * SAMPLE_RATE), np.float32) for seconds in (lead, tail)]
    heard = np.concatenate([around[0], *sounds, around[1]])
    random = np.random.default_rng(len(heard))
    heard = np.asarray(heard + random.normal(0.0, ROOM_TONE, len(heard)), np.float32)
    for start in range(0, len(heard) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield heard[start : start + FRAME_SAMPLES]
