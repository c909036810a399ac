"""Acoustic echo cancelling: the coach's own sound is taken out of what the microphone hears.

What is played and what is heard are paired block by block. A loudspeaker plays what it was given
without a gap, so that both run alike; how far apart they are is found by the canceller itself.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress

import numpy as np
from pywebrtc_audio import AudioProcessor

from voice_coach.hearing.loudness import level_db
from voice_coach.ports import BLOCK_SAMPLES, SAMPLE_RATE, Samples

PIECE = 3 * BLOCK_SAMPLES
"""Samples (30 ms) that are looked at together. A microphone that nobody read for a while delivers
seconds at a time, and somewhere in them the coach begins to speak.
"""

RINGS_FOR = 100
"""Blocks (1 s) after its last sound in which something of it is still in the room. After them what
is heard is passed on as it is: nobody who answers at leisure is ever changed by the canceller."""

MOST_WAITING = 5
"""Blocks (50 ms) of played sound that may lie waiting at all times. What waits for longer has been
heard before the canceller is told of it: two devices' clocks differ, and one gains on the other."""

LOOKS_EVERY = 100
"""Blocks (1 s) in which it is seen how much of it waits at the least."""

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


class EchoCanceller:
    """WebRTC's echo canceller (AEC3), between the loudspeaker and the microphone.

    `written` and `taken_back` are the player's, on its own thread; `clean` is the microphone's.
    It needs about two seconds of the coach's voice to learn the room, and again after the
    loudspeaker was emptied.
    """

    def __init__(self) -> None:
        self._processor = AudioProcessor(sample_rate=SAMPLE_RATE, echo_cancellation=True)
        self._played: deque[Samples | None] = deque(maxlen=LONGEST_UNREAD)
        self._heard: Samples = np.zeros(0, np.float32)
        self._silent_for = RINGS_FOR
        self._seen, self._least = 0, 0
        self._room: deque[float] = deque(maxlen=QUIET_PIECES)
        self._loud: deque[bool] = deque(maxlen=ECHO_BLOCKS)

    def written(self, block: Samples | None) -> None:
        """The loudspeaker was given these 10 ms, shape (160,), 16 kHz; None for silence."""
        self._played.append(block)

    def taken_back(self, blocks: int) -> None:
        """The last so many blocks will not be heard after all."""
        with suppress(IndexError):  # some of them are paired already
            for _ in range(blocks):
                self._played.pop()

    def clean(self, heard: Samples) -> Samples:
        """The next samples of the microphone, 16 kHz, without the coach's own sound.

        What does not fill a block is held back for the next time.
        """
        heard = np.concatenate([self._heard, heard])
        blocks = len(heard) // BLOCK_SAMPLES
        near, self._heard = np.split(heard, [blocks * BLOCK_SAMPLES])
        pieces = [self._clean(near[at : at + PIECE]) for at in range(0, len(near), PIECE)]
        return np.concatenate(pieces) if pieces else near

    def _clean(self, near: Samples) -> Samples:
        """The same for a few whole blocks."""
        blocks = len(near) // BLOCK_SAMPLES
        far = [self._next() for _ in range(blocks)]
        self._keep_together(blocks)
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

    def _next(self) -> Samples | None:
        try:
            return self._played.popleft()
        except IndexError:  # the player is late; from now on there is more in hand
            return None

    def _keep_together(self, blocks: int) -> None:
        """Drop the silence that waits where always something waits."""
        self._seen += blocks
        self._least = min(self._least, len(self._played))
        if self._seen < LOOKS_EVERY:
            return
        waiting, self._least, self._seen = self._least, len(self._played), 0
        with suppress(IndexError):  # the player took back what waited
            for _ in range(waiting - MOST_WAITING):
                if self._played[0] is not None:
                    return
                self._played.popleft()


class NoEcho:
    """For where the coach is not in the microphone: a headset, or a device that cancels its echo.

    Whoever speaks over the coach there loses nothing of what they say.
    """

    def written(self, block: Samples | None) -> None:
        """Nothing of it comes back."""

    def taken_back(self, blocks: int) -> None:
        """Nothing of it comes back."""

    def clean(self, heard: Samples) -> Samples:
        """The samples themselves."""
        return heard
