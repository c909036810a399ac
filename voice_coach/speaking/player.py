"""The player: one thread that writes small blocks, and never more than it can take back.

The stream is kept open and fed silence, because USB and HDMI devices swallow the first
moments after every start. Silence fills the device's buffer only a little, so that speech
begins soon; speech fills it up, so that a busy machine does not tear it; and a stop empties it.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import soxr

from voice_coach.errors import LoudspeakerLost
from voice_coach.ports import BLOCK_SAMPLES, BLOCK_SECONDS, SAMPLE_RATE, Samples, Speech

LATENCY = 0.12
"""The device latency that is asked for, in seconds: how far speech is written ahead. With less
of it, two busy programs beside this one tear it up on a small machine."""

SILENCE_AHEAD = 0.05
"""How far silence is written ahead, in seconds; speech waits for it. Sound systems take up to
0.03 s at a time: a device that runs dry there swallows the first word that comes after it."""

IDLES_AFTER = 30.0
"""Seconds of silence after which nobody is talking with the coach: then silence is written
IDLE_AHEAD seconds ahead, and the device is looked at every IDLE_LOOK seconds, which takes a tenth
of the processor time. The first sound after it waits that much longer."""

IDLE_AHEAD = 0.1

IDLE_LOOK = 0.05

WRITTEN_BLOCKS = 100
"""How many blocks (1 s) that were written are remembered: more than a device holds."""

STUCK_AFTER = 3.0
"""Seconds without a free place in the device after which it counts as lost."""


class Reference(Protocol):
    """Told what the loudspeaker is given, for whoever has to know what of it is heard again."""

    def written(self, block: Samples | None, at: float) -> None:
        """The device was given these 10 ms, shape (160,), 16 kHz; None for silence.

        They will sound at about that time, in seconds of time.monotonic.
        """

    def taken_back(self, blocks: int) -> None:
        """The last so many blocks will not be heard after all."""


@dataclass(frozen=True, slots=True)
class Block:
    """Ten milliseconds of speech: at the device's rate, and as the microphone's 16 kHz."""

    samples: Samples
    heard: Samples


class Player:
    """Plays speech on an open output stream (sounddevice's OutputStream, mono, float32).

    The stream is started here; from then on only the player's thread touches it, and closes
    it when `close` was called or the device has failed.
    """

    def __init__(self, stream: Any, reference: Reference) -> None:
        self._stream = stream
        self._reference = reference
        self._rate = round(stream.samplerate)
        self._block = round(self._rate * BLOCK_SECONDS)
        self._changed = threading.Condition()
        self._waiting: deque[Block] = deque()
        self._written: deque[Block | None] = deque(maxlen=WRITTEN_BLOCKS)
        self._stopping = False
        self._paused = False
        self._closing = False
        self._sounds_until = time.monotonic()
        self._failed: Exception | None = None
        self._stream.start()
        self._capacity = self._stream.write_available
        self._ahead = 0.0
        self._took_sound = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def play(self, speech: Speech) -> float:
        """Put speech behind what is playing; returns in how many seconds it will sound.

        Raises LoudspeakerLost when the device takes no sound any more.
        """
        self._check()
        blocks = self._blocks(speech)
        with self._changed:
            before = len(self._waiting) * BLOCK_SECONDS
            self._waiting.extend(blocks)
            self._changed.notify()
            return before + self._ahead

    def is_playing(self) -> bool:
        """True until the last sample has left the device.

        Raises LoudspeakerLost when the device takes no sound any more.
        """
        self._check()
        with self._changed:
            return bool(self._waiting) or self._paused or time.monotonic() < self._sounds_until

    def stop(self) -> None:
        """Forget what is still to be played, what is in the device included."""
        with self._changed:
            self._waiting.clear()
            self._paused = False
            self._stopping = True
            self._sounds_until = time.monotonic()
            self._changed.notify()

    def pause(self) -> None:
        """Fall silent, and keep what was still to be played, what is in the device included."""
        with self._changed:
            self._paused = self._stopping = True
            self._changed.notify()

    def resume(self) -> None:
        """Go on with what was kept."""
        with self._changed:
            self._paused = False
            self._changed.notify()

    def close(self) -> None:
        """Stop at once and let the device go; returns even when the device is stuck."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(STUCK_AFTER)

    def _blocks(self, speech: Speech) -> list[Block]:
        """The speech cut into blocks, the last one filled up with silence."""
        count = math.ceil(speech.seconds / BLOCK_SECONDS)
        pieces = (
            _pieces(soxr.resample(speech.samples, speech.rate, rate), count, length)
            for rate, length in ((self._rate, self._block), (SAMPLE_RATE, BLOCK_SAMPLES))
        )
        return [Block(samples, heard) for samples, heard in zip(*pieces, strict=True)]

    def _check(self) -> None:
        stuck = time.monotonic() - self._took_sound > STUCK_AFTER
        if self._failed is not None or stuck or not self._thread.is_alive():
            raise LoudspeakerLost(
                "The loudspeaker has stopped taking sound.",
                "Check its plug; `voice-coach doctor` shows what is there.",
            ) from self._failed

    def _run(self) -> None:
        try:
            while not self._closing:
                self._step()
        except Exception as error:  # noqa: BLE001 - a thread's outermost frame; raised by _check
            self._failed = error
        self._stream.close(ignore_errors=True)

    def _step(self) -> None:
        """Write a block where there is a place for it, else wait for a moment."""
        free = self._stream.write_available
        self._capacity = max(self._capacity, free)
        if free > 0:
            self._took_sound = time.monotonic()
        with self._changed:
            stopping, self._stopping = self._stopping, False
            self._ahead = max(0, self._capacity - free) / self._rate
            if stopping and self._paused:
                self._take_back(self._ahead)
            sounding = bool(self._waiting) and not self._paused
            idle = not sounding and time.monotonic() - self._sounds_until > IDLES_AFTER
            least, look = (IDLE_AHEAD, IDLE_LOOK) if idle else (SILENCE_AHEAD, BLOCK_SECONDS)
            wanted = sounding or self._ahead < least
            if not stopping and (free < self._block or not wanted):
                self._changed.wait(look)
                return
            block = self._waiting.popleft() if sounding and not stopping else None
            if block is not None:
                end = time.monotonic() + self._ahead + BLOCK_SECONDS
                self._sounds_until = max(self._sounds_until, end)
        if stopping:
            self._reference.taken_back(math.ceil(self._ahead / BLOCK_SECONDS))
            self._stream.abort()
            self._stream.start()
        else:
            self._write(block, free // self._block if idle else 1)

    def _write(self, block: Block | None, times: int) -> None:
        """Write a block of speech, or silence so many times as long."""
        silence = np.zeros(times * self._block, np.float32)
        self._written.append(block)
        sounds = time.monotonic() + self._ahead
        for number in range(times):
            at = sounds + number * BLOCK_SECONDS
            self._reference.written(None if block is None else block.heard, at)
        self._stream.write((silence if block is None else block.samples).reshape(-1, 1))

    def _take_back(self, seconds: float) -> None:
        """Put what is still in the device, so many seconds, in front of what is to be played."""
        inside = min(len(self._written), math.ceil(seconds / BLOCK_SECONDS))
        unheard = [self._written.pop() for _ in range(inside)]  # the last one first
        self._waiting.extendleft(block for block in unheard if block is not None)
        self._sounds_until = time.monotonic()


def _pieces(samples: Samples, count: int, length: int) -> Samples:
    """So many pieces of that length, filled up with silence: shape (count, length), float32."""
    pieces = np.zeros(count * length, np.float32)
    within = samples[: len(pieces)]
    pieces[: len(within)] = within
    return pieces.reshape(count, length)


def open_player(sounddevice: Any, index: int, rates: Iterable[int], reference: Reference) -> Player:
    """A player on the device with this PortAudio index, at the first rate that it takes.

    Raises sounddevice's PortAudioError, of the last rate, when it takes none.
    """
    refused = sounddevice.PortAudioError("no rate to try")
    for rate in rates:
        try:
            stream = sounddevice.OutputStream(
                samplerate=rate,
                blocksize=0,
                device=index,
                channels=1,
                dtype="float32",
                latency=LATENCY,
            )
            return Player(stream, reference)
        except sounddevice.PortAudioError as error:
            refused = error
    raise refused
