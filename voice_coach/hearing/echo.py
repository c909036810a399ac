"""Acoustic echo cancelling: the coach's own sound is taken out of what the microphone hears.

What is played and what is heard are paired block by block, by the time at which the one sounds
and the other was captured. How much later it is heard is found by the canceller itself, once: as
long as nothing moves the two against each other.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from pywebrtc_audio import AudioProcessor

from voice_coach.hearing.loudness import level_db
from voice_coach.ports import BLOCK_SAMPLES, BLOCK_SECONDS, SAMPLE_RATE, Samples

PIECE = 3 * BLOCK_SAMPLES
"""Samples (30 ms) that are looked at together. A microphone that nobody read for a while delivers
seconds at a time, and somewhere in them the coach begins to speak."""

RINGS_FOR = 100
"""Blocks (1 s) after its last sound in which something of it is still in the room. After them what
is heard is passed on as it is: nobody who answers at leisure is ever changed by the canceller."""

LEAD = 0.02
"""Seconds by which what is played is paired with what was captured earlier: nothing can be
cancelled that is heard before the canceller is told of it, and drivers tell the time to 10 ms."""

SLIPS_AT = 0.015
"""Seconds by which two paired blocks may be apart. Two devices' clocks differ, and each block by
which they are moved together again costs the canceller a word or two."""

SETTLED = 0.5
"""Seconds of sound after which the even time is the told one: drivers begin in fits."""

FIRST_SHARE, SHARE = 0.1, 0.02
"""How much of a told time counts until then, and later on."""

MOST_OFF = 0.03
"""Seconds between the even time and the told one from which there was a gap in the sound."""

LONGEST_UNREAD = 2000
"""Blocks (20 s) that are remembered while nobody reads the microphone, which holds as much."""

SOUNDS_ABOVE_DB = -40.0
"""The level of what is played, in dBFS, above which it must be heard where there is an echo."""

ECHO_ABOVE_DB = 10.0
"""How much louder than the silent room the microphone is while an echo is in it."""

ECHO_SHARE, ECHO_BLOCKS = 0.4, 400
"""An echo is there when the microphone was so loud in this share of the last blocks (4 s) that
sounded. With a headset it is not, but for a word or two of somebody's, and a canceller that looks
for an echo in vain takes much of them away."""

QUIET_PIECES = 94
"""Of so many captured pieces (2 s) without the coach the softest is the silent room."""

NOTHING_BELOW = 1e-5
"""The amplitude (-100 dBFS) below which a microphone delivers nothing: what is put in place of a
cancelled echo must not make a dead one sound alive."""


@dataclass(slots=True)
class EvenTime:
    """The times of pieces of sound that follow each other; what a driver tells jumps about."""

    _next: float | None = None
    _off: float = 0.0
    _seconds: float = 0.0

    def of(self, told: float, seconds: float) -> float:
        """When the next piece, so many seconds long, began; `told` is when it seemed to begin."""
        if self._next is None:
            self._next = told
        share = FIRST_SHARE if self._seconds < SETTLED else SHARE
        self._off += share * (told - self._next - self._off)
        settles = self._seconds < SETTLED <= self._seconds + seconds
        if settles or abs(self._off) > MOST_OFF:
            self._next += self._off
            self._off = 0.0
        begins = self._next
        self._next += seconds
        self._seconds += seconds
        return begins

    def restart(self) -> None:
        """What comes next does not follow what was before it."""
        self._next, self._off, self._seconds = None, 0.0, 0.0


class EchoCanceller:
    """WebRTC's echo canceller (AEC3), between the loudspeaker and the microphone.

    `written` and `taken_back` are the player's, on its own thread; `clean` is the microphone's.
    It needs about two seconds of the coach's voice to learn the room, and again after the
    loudspeaker was emptied.
    """

    def __init__(self) -> None:
        self._processor = AudioProcessor(sample_rate=SAMPLE_RATE, echo_cancellation=True)
        self._played: deque[tuple[float, Samples | None]] = deque(maxlen=LONGEST_UNREAD)
        self._sounding, self._capturing = EvenTime(), EvenTime()
        self._apart = 0.0
        self._heard: Samples = np.zeros(0, np.float32)
        self._silent_for = RINGS_FOR
        self._room: deque[float] = deque(maxlen=QUIET_PIECES)
        self._loud: deque[bool] = deque(maxlen=ECHO_BLOCKS)

    def written(self, block: Samples | None, at: float) -> None:
        """These 10 ms, shape (160,), 16 kHz, will sound `at` that time, in seconds.

        None stands for silence.
        """
        self._played.append((self._sounding.of(at, BLOCK_SECONDS), block))

    def taken_back(self, blocks: int) -> None:
        """The last so many blocks will not be heard after all."""
        with suppress(IndexError):  # some of them are paired already
            for _ in range(blocks):
                self._played.pop()
        self._sounding.restart()

    def clean(self, heard: Samples, at: float) -> Samples:
        """The next samples of the microphone, 16 kHz, without the coach's own sound.

        `at` is the time in seconds at which they had been captured. What does not fill a block is
        held back for the next time.
        """
        seconds = len(heard) / SAMPLE_RATE
        begins = self._capturing.of(at - seconds, seconds) - len(self._heard) / SAMPLE_RATE
        heard = np.concatenate([self._heard, heard])
        near, self._heard = np.split(heard, [len(heard) // BLOCK_SAMPLES * BLOCK_SAMPLES])
        pieces = [
            self._clean(near[first : first + PIECE], begins + first / SAMPLE_RATE)
            for first in range(0, len(near), PIECE)
        ]
        return np.concatenate(pieces) if pieces else near

    def _clean(self, near: Samples, begins: float) -> Samples:
        """The same for a few whole blocks."""
        blocks = len(near) // BLOCK_SAMPLES
        far = [self._sounded_at(begins + LEAD + at * BLOCK_SECONDS) for at in range(blocks)]
        rested = self._silent_for >= RINGS_FOR
        for block in far:
            self._silent_for = 0 if block is not None else self._silent_for + 1
        if self._silent_for >= RINGS_FOR + blocks:
            self._room.append(level_db(near))
            return near
        silence = np.zeros(BLOCK_SAMPLES, np.float32)
        played = np.concatenate([silence if block is None else block for block in far])
        cleaned: Samples = self._processor.process(near, played)
        self._look_for_an_echo(near, played)
        # What comes out first after a rest is what went in last before it.
        is_whole = rested or not self._echoes or np.abs(near).max() < NOTHING_BELOW
        return near if is_whole else cleaned

    @property
    def _echoes(self) -> bool:
        """Whether the coach is heard in the microphone, as far as it is known."""
        is_known = len(self._loud) >= ECHO_BLOCKS // 4
        return not is_known or sum(self._loud) >= ECHO_SHARE * len(self._loud)

    def _look_for_an_echo(self, near: Samples, played: Samples) -> None:
        if self._room and level_db(played) > SOUNDS_ABOVE_DB:
            is_loud = level_db(near) > min(self._room) + ECHO_ABOVE_DB
            self._loud.extend([is_loud] * (len(near) // BLOCK_SAMPLES))

    def _sounded_at(self, time: float) -> Samples | None:
        """The block that sounded at that time: the next one, as long as that is about right.

        What was written too late for its own time is passed over.
        """
        wanted = time + self._apart
        with suppress(IndexError):  # the player is late, or took something back at this moment
            while self._played[0][0] < wanted - BLOCK_SECONDS / 2:
                self._played.popleft()
            if self._played[0][0] <= wanted + BLOCK_SECONDS / 2:
                sounded, block = self._played.popleft()
                self._apart = sounded - time if abs(sounded - time) < SLIPS_AT else 0.0
                return block
        return None


class NoEcho:
    """For where the coach is not in the microphone: a headset, or a device that cancels its echo.

    Whoever speaks over the coach there loses nothing of what they say.
    """

    def written(self, block: Samples | None, at: float) -> None:
        """Nothing of it comes back."""

    def taken_back(self, blocks: int) -> None:
        """Nothing of it comes back."""

    def clean(self, heard: Samples, at: float) -> Samples:
        """The samples themselves."""
        del at
        return heard
