"""Sounds of a kitchen for rehearsals: made up from noise and hum, or read from a file."""

from __future__ import annotations

from typing import Literal

import numpy as np

from voice_coach.ports import SAMPLE_RATE, Samples

NOISE_SECONDS = 20
"""Length of a made-up noise before it repeats."""


def made_up_noise(like: Literal["dishwasher", "hum"], seed: int = 0) -> Samples:
    """A noise of 20 s at 16 kHz that sounds roughly like a dishwasher or a fridge."""
    generator = np.random.default_rng(seed)
    length = NOISE_SECONDS * SAMPLE_RATE
    time = np.arange(length) / SAMPLE_RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * time) / k for k in (1, 2, 3, 5))
    if like == "hum":
        sound = hum + 0.05 * generator.normal(size=length)
    else:
        slosh = 0.6 + 0.4 * np.sin(2 * np.pi * 0.8 * time) * np.sin(2 * np.pi * 0.13 * time)
        sound = _pink(generator, length) * slosh + 0.3 * hum
    return np.asarray(sound / np.sqrt(np.mean(sound**2)) * 0.05, np.float32)


def at_snr(noise: Samples, speech_rms: float, snr: float) -> Samples:
    """`noise` scaled so that speech of this RMS level lies `snr` decibels above it."""
    rms = float(np.sqrt(np.mean(noise.astype(np.float64) ** 2)))
    if rms == 0.0:
        return noise
    return np.asarray(noise * (speech_rms / rms * 10 ** (-snr / 20)), np.float32)


def speech_rms(samples: Samples) -> float:
    """The RMS level of the loud parts of speech, so that pauses do not count."""
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    if len(frames) == 0:
        return 0.0
    power = np.mean(frames.astype(np.float64) ** 2, axis=1)
    return float(np.sqrt(np.mean(power[power >= power.max() * 0.01])))


def _pink(generator: np.random.Generator, length: int) -> np.typing.NDArray[np.float64]:
    """Noise whose power falls with frequency, as water and motors sound."""
    spectrum = np.fft.rfft(generator.normal(size=length))
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequency, 20.0)), length)
    return np.asarray(pink / np.std(pink), np.float64)
