"""The coach's own voice in the microphone of a rehearsal, and what is done against it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from voice_coach.hearing.echo import EchoCanceller
from voice_coach.ports import (
    BLOCK_SAMPLES,
    BLOCK_SECONDS,
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE,
    Samples,
)

DELAY_SECONDS = 0.02
"""From a sound that leaves the coach to its being heard: what a microphone's driver takes."""

DIES_AWAY_IN = 0.4
"""Reverberation time of a furnished kitchen, in seconds: until an echo is 60 dB softer."""

DIRECT_SHARE = 0.7
"""How much of the power comes straight from a loudspeaker that stands beside the microphone."""


def kitchen(level_db: float = 0.0, seed: int = 0) -> Samples:
    """An impulse response from loudspeaker to microphone, made up of noise that dies away.

    After Polack (1988). At a level of 0 dB the coach is heard as loud as it is played.
    """
    length = round(DIES_AWAY_IN * SAMPLE_RATE)
    noise = np.random.default_rng(seed).normal(size=length)
    tail = noise * 10 ** (-3 * np.arange(length) / length)
    tail *= np.sqrt((1 - DIRECT_SHARE) / np.sum(tail**2))
    tail[0] += np.sqrt(DIRECT_SHARE)
    before = np.zeros(round(DELAY_SECONDS * SAMPLE_RATE))
    return np.asarray(np.concatenate([before, tail]) * 10 ** (level_db / 20), np.float32)


@dataclass(slots=True)
class Echo:
    """Hands on what the microphone hears, the echo added and cancelled again; for one room.

    `impulse` is the response from loudspeaker to microphone, 16 kHz, with the delay.
    """

    impulse: Samples = field(default_factory=kitchen)
    _canceller: EchoCanceller = field(default_factory=EchoCanceller, init=False)
    _ringing: Samples = field(init=False)
    _unpaired: Samples = field(init=False)
    _cleaned: Samples = field(init=False)
    _seconds: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._ringing = np.zeros(len(self.impulse) + FRAME_SAMPLES, np.float32)
        self._unpaired = np.zeros(0, np.float32)
        self._cleaned = np.zeros(BLOCK_SAMPLES, np.float32)  # what never fills a block waits

    def heard(self, frame: Samples, played: Samples) -> Samples:
        """The next frame as the coach gets it, while `played` leaves it; both of shape (512,)."""
        self._seconds += FRAME_SECONDS
        self._tell(played)
        cleaned = self._canceller.clean(frame + self._echo(played), self._seconds - DELAY_SECONDS)
        ready = np.concatenate([self._cleaned, cleaned])
        self._cleaned = ready[FRAME_SAMPLES:]
        return ready[:FRAME_SAMPLES]

    def _tell(self, played: Samples) -> None:
        """Hand the canceller whole blocks of what is played."""
        everything = np.concatenate([self._unpaired, played])
        whole = len(everything) // BLOCK_SAMPLES * BLOCK_SAMPLES
        began = self._seconds - len(everything) / SAMPLE_RATE
        for number, block in enumerate(everything[:whole].reshape(-1, BLOCK_SAMPLES)):
            self._canceller.written(block if block.any() else None, began + number * BLOCK_SECONDS)
        self._unpaired = everything[whole:]

    def _echo(self, played: Samples) -> Samples:
        """What the room sends back in this frame, of this one and of those before it."""
        if played.any():
            size = len(self._ringing)
            spectrum = np.fft.rfft(played, size) * np.fft.rfft(self.impulse, size)
            self._ringing += np.fft.irfft(spectrum, size).astype(np.float32)
        echo = self._ringing[:FRAME_SAMPLES]
        self._ringing = np.pad(self._ringing[FRAME_SAMPLES:], (0, FRAME_SAMPLES))
        return echo
