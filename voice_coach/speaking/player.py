"""The player: one thread that writes small blocks and looks at a stop flag before each.

The stream is kept open and fed silence, because USB and HDMI devices swallow the first
moments after every start.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any

import numpy as np
import soxr

from voice_coach.errors import AudioDeviceError, LoudspeakerLost
from voice_coach.ports import Samples, Speech

BLOCK_SECONDS = 0.01
"""What is written at a time; a stop is noticed after at most one block."""

LATENCY = 0.03
"""The device latency that is asked for, in seconds; it adds to the time a stop takes."""

STUCK_AFTER = 3.0
"""Seconds after which a device that takes no block counts as lost."""


class Player:
    """Plays speech on an open output stream (sounddevice's OutputStream, mono, float32).

    The stream is started here and closed by `close`.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._rate = round(stream.samplerate)
        self._block = round(self._rate * BLOCK_SECONDS)
        self._lock = threading.Lock()
        self._waiting: deque[Samples] = deque()
        self._sounds_until = 0.0
        self._last_write = time.monotonic()
        self._failed: Exception | None = None
        self._closing = threading.Event()
        self._stream.start()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def play(self, speech: Speech) -> float:
        """Put speech behind what is playing; returns in how many seconds it will sound.

        Raises LoudspeakerLost when the device takes no sound any more.
        """
        self._check()
        samples = np.asarray(soxr.resample(speech.samples, speech.rate, self._rate), np.float32)
        blocks = [samples[i : i + self._block] for i in range(0, len(samples), self._block)]
        with self._lock:
            before = len(self._waiting) * BLOCK_SECONDS
            self._waiting.extend(blocks)
        return before + float(self._stream.latency)

    def is_playing(self) -> bool:
        """True until the last sample has left the device, its latency included."""
        self._check()
        with self._lock:
            return bool(self._waiting) or time.monotonic() < self._sounds_until

    def stop(self) -> None:
        """Forget what is still to be played; the device falls silent after its latency."""
        with self._lock:
            self._waiting.clear()
            self._sounds_until = 0.0

    def close(self) -> None:
        """Stop at once and let the device go."""
        self._closing.set()
        self._thread.join(STUCK_AFTER)
        self._stream.close(ignore_errors=True)

    def _check(self) -> None:
        stuck = time.monotonic() - self._last_write > STUCK_AFTER
        if self._failed is not None or stuck or not self._thread.is_alive():
            raise LoudspeakerLost(
                "The loudspeaker has stopped taking sound.",
                "Check its plug; `voice-coach doctor` shows what is there.",
            ) from self._failed

    def _run(self) -> None:
        silence = np.zeros((self._block, 1), np.float32)
        try:
            while not self._closing.is_set():
                with self._lock:
                    block = self._waiting.popleft() if self._waiting else None
                if block is None:
                    self._stream.write(silence)
                else:
                    self._stream.write(_whole(block, self._block))
                    self._sounding()
                self._last_write = time.monotonic()
        except Exception as error:  # noqa: BLE001 - a thread's outermost frame; raised by _check
            self._failed = error

    def _sounding(self) -> None:
        with self._lock:
            # After a stop nothing is waiting, and what is in the device need not be waited for.
            self._sounds_until = time.monotonic() + float(self._stream.latency) + BLOCK_SECONDS


def _whole(block: Samples, length: int) -> Samples:
    """The block as (length, 1), filled up with silence."""
    return np.pad(block, (0, length - len(block))).reshape(-1, 1)


def open_player(sounddevice: Any, index: int, rate: int) -> Player:
    """A player on the device with this PortAudio index; raises AudioDeviceError."""
    try:
        stream = sounddevice.OutputStream(
            samplerate=rate,
            blocksize=0,
            device=index,
            channels=1,
            dtype="float32",
            latency=LATENCY,
        )
        return Player(stream)
    except sounddevice.PortAudioError as error:
        raise AudioDeviceError(
            "The loudspeaker cannot be opened.",
            "Choose another with --output-device; `voice-coach doctor` lists them.",
        ) from error
