"""A room on virtual time: a Room in which time is the number of samples that were read.

Whoever works in it (recogniser, voice) costs it the seconds that the work really took:
work begun at t is done at t + cost, while the sound goes on; the coach's next words wait
for it, and what the microphone heard meanwhile is waiting to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr

from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Samples, Speech
from voice_coach.rehearsal.echo import Echo

REACTION_SECONDS = 0.3
"""From the coach's last sound to the partner's first: people take about 0.2 s, a little more
when they have to think."""

ROOM_TONE_DB = -66.0
"""A quiet kitchen is never digitally silent."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """Something that sounded: where it began (samples of room time), and what it was."""

    start: int
    samples: Samples
    words: bool = True

    @property
    def end(self) -> int:
        """The sample after its last one."""
        return self.start + len(self.samples)


@dataclass(slots=True)
class RehearsalRoom:
    """The air between the coach and a synthetic partner.

    `noise` is heard by the microphone all the time, over and over, and so is the coach where
    there is an `echo`; `answer_next` gives the partner something to say as soon as the coach has
    fallen silent.
    """

    seed: int = 0
    noise: Samples | None = None
    echo: Echo | None = None
    coach: list[Sounding] = field(default_factory=list)
    partner: list[Sounding] = field(default_factory=list)
    _position: int = 0
    _busy_until: float = 0.0
    _waiting: Samples | None = None
    _kept: list[Sounding] = field(default_factory=list)
    _generator: np.random.Generator = field(init=False)
    _microphone: list[Samples] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._generator = np.random.default_rng(self.seed)

    @property
    def seconds(self) -> float:
        """Time in the room in seconds: the sound read so far."""
        return self._position / SAMPLE_RATE

    def spend(self, seconds: float) -> None:
        """Let somebody work for `seconds` while the sound goes on."""
        self._busy_until = max(self._busy_until, self.seconds) + seconds

    def wait_until(self, seconds: float) -> None:
        """Let nothing new sound before this moment of the room's time."""
        self._busy_until = max(self._busy_until, seconds)

    def answer_next(self, samples: Samples | None) -> None:
        """What the partner says once the coach's next words are over; None for nothing."""
        self._waiting = samples

    def read(self) -> Samples:
        """The next frame that the microphone hears, shape (512,)."""
        if self._waiting is not None and not self.is_playing():
            begin = self._position + round(REACTION_SECONDS * SAMPLE_RATE)
            self.partner.append(Sounding(begin, self._waiting))
            self._waiting = None
        frame = self._background(self._position)
        if self.partner:
            _mix(frame, self._position, self.partner[-1])
        if self.echo is not None:
            frame = self.echo.heard(frame, self._played())
        self._position += FRAME_SAMPLES
        self._microphone.append(frame)
        return frame

    def play(self, speech: Speech) -> float:
        """Put speech behind what is playing, not before the work for it is done."""
        samples = np.asarray(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE), np.float32)
        begin = max(
            self._position,
            round(self._busy_until * SAMPLE_RATE),
            self.coach[-1].end if self.coach else 0,
        )
        self.coach.append(Sounding(begin, samples, speech.words))
        return begin / SAMPLE_RATE

    def is_playing(self) -> bool:
        """Whether the coach still sounds at this moment of the room's time."""
        return bool(self._kept) or (bool(self.coach) and self._position < self.coach[-1].end)

    def pause(self) -> None:
        """Cut off what the coach is saying at this moment, and keep the rest of it."""
        for sounding in self.coach:
            over = max(0, self._position - sounding.start)
            if over < len(sounding.samples):
                later = max(0, sounding.start - self._position)
                rest = sounding.samples[over:]
                self._kept.append(Sounding(later, rest, sounding.words))
        self._cut()

    def resume(self) -> None:
        """Let the rest sound from this moment on."""
        for rest in self._kept:
            self.coach.append(Sounding(self._position + rest.start, rest.samples, rest.words))
        self._kept.clear()

    def stop(self) -> None:
        """Cut off what the coach is saying at this moment."""
        self._kept.clear()
        self._cut()

    def _cut(self) -> None:
        kept = []
        for sounding in self.coach:
            left = max(0, self._position - sounding.start)
            if left:
                kept.append(Sounding(sounding.start, sounding.samples[:left], sounding.words))
        self.coach[:] = kept

    def reopen(self) -> None:
        """A rehearsal's devices are never lost."""

    def close(self) -> None:
        """Nothing to let go."""

    def recording(self) -> Samples:
        """Everything that sounded, shape (n, 2): the coach left, the microphone right."""
        length = max([self._position, *(sounding.end for sounding in self.coach)])
        both = np.zeros((length, 2), np.float32)
        for sounding in self.coach:
            both[sounding.start : sounding.end, 0] += sounding.samples
        heard = np.concatenate(self._microphone) if self._microphone else both[:0, 1]
        both[: len(heard), 1] = heard
        return np.clip(both, -1.0, 1.0)

    def _played(self) -> Samples:
        """The coach's sound in the frame that is read next."""
        frame = np.zeros(FRAME_SAMPLES, np.float32)
        for sounding in reversed(self.coach):
            if sounding.end <= self._position:
                break
            _mix(frame, self._position, sounding)
        return frame

    def _background(self, position: int) -> Samples:
        tone = 10 ** (ROOM_TONE_DB / 20)
        frame = self._generator.normal(0.0, tone, FRAME_SAMPLES).astype(np.float32)
        if self.noise is not None:
            indices = np.arange(position, position + FRAME_SAMPLES) % len(self.noise)
            frame += self.noise[indices]
        return frame


def _mix(frame: Samples, position: int, sounding: Sounding) -> None:
    """Add to `frame` (in place) the part of `sounding` that falls into it."""
    first = max(position, sounding.start)
    last = min(position + len(frame), sounding.end)
    if first < last:
        part = sounding.samples[first - sounding.start : last - sounding.start]
        frame[first - position : last - position] += part
