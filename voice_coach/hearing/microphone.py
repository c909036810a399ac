"""The microphone: captured at its own rate, handed out as 16 kHz frames."""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

import numpy as np
import soxr

from voice_coach.errors import AudioDeviceError, MicrophoneLost
from voice_coach.hearing.devices import (
    Device,
    answered,
    find_device,
    portaudio,
    quiet_stderr,
    unusable,
)
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Samples

BLOCK_SECONDS = 0.02
"""Length of a captured block."""

RESAMPLING = "LQ"
"""soxr's recipe: flat to 6 kHz, with 11 ms of delay. The finer ones work on longer pieces, 21 ms on
average and up to 36, and no more words come through."""

QUEUE_BLOCKS = 1000
"""Blocks (20 s) that may wait to be read; more are dropped and counted."""

LOST_AFTER = 1.0
"""Seconds without a block after which the microphone counts as lost."""

OTHER_RATES = (48_000, 44_100, 32_000, 16_000)
"""Rates that are tried where a device refuses its own."""


class Microphone:
    """An open microphone. The callback copies blocks into a bounded queue and does nothing else.

    `overflows` counts losses, here or in the driver. A block that was dropped here is made up
    for by silence, so that sound remains a clock. All that was captured goes through `clean`, with
    the time (of time.monotonic) at which the last of it came, before it is cut into frames.
    Raises AudioDeviceError when no device can be opened.
    """

    def __init__(self, clean: Callable[[Samples, float], Samples], name: str | None = None) -> None:
        self._clean = clean
        self.device = find_device("input", name)
        self.overflows = 0
        self._dropped = 0
        self._blocks: queue.Queue[tuple[float, bytes]] = queue.Queue(QUEUE_BLOCKS)
        self._channels = min(2, self.device.channels)
        self._ready: Samples = np.zeros(0, np.float32)
        self._stream, rate = self._open(self.device)
        self._block = round(rate * BLOCK_SECONDS)
        self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, "float32", RESAMPLING)
        self._is_resampled = rate != SAMPLE_RATE

    def read(self) -> Samples:
        """The next frame, shape (512,), 16 kHz; waits for it.

        Raises MicrophoneLost when nothing has come for a second.
        """
        while len(self._ready) < FRAME_SAMPLES:
            captured, at = self._captured_so_far()
            fresh = self._resampler.resample_chunk(captured) if self._is_resampled else captured
            self._ready = np.concatenate([self._ready, self._clean(fresh, at)])
        frame, self._ready = self._ready[:FRAME_SAMPLES], self._ready[FRAME_SAMPLES:]
        return frame

    @property
    def waiting_seconds(self) -> float:
        """How much sound was captured and not read yet, in seconds."""
        return self._blocks.qsize() * BLOCK_SECONDS + len(self._ready) / SAMPLE_RATE

    def close(self) -> None:
        """Let the device go; one whose sound system is frozen is left to itself."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with quiet_stderr(), suppress(AudioDeviceError):
                answered(lambda: stream.close(ignore_errors=True))

    def _captured_so_far(self) -> tuple[Samples, float]:
        """Everything that was captured and not read yet, at the device's rate; waits for some.

        With it the time at which the last of it came.
        """
        if self._dropped and self._blocks.empty():
            self._dropped -= 1
            return np.zeros(self._block, np.float32), monotonic()
        try:
            blocks = [self._blocks.get(timeout=LOST_AFTER)]
        except queue.Empty:
            raise MicrophoneLost(
                f"The microphone '{self.device.name}' has stopped delivering sound.",
                "Check its plug; `voice-coach doctor` shows what is there.",
            ) from None
        while not self._blocks.empty():  # nobody else takes any
            blocks.append(self._blocks.get())
        data = b"".join(block for _, block in blocks)
        interleaved = np.frombuffer(data, np.float32).reshape(-1, self._channels)
        return np.asarray(interleaved.mean(axis=1), np.float32), blocks[-1][0]

    def _open(self, device: Device) -> tuple[Any, int]:
        """A started stream at the device's own rate, or at one that it takes."""
        sounddevice = portaudio()
        refused = sounddevice.PortAudioError("no rate to try")
        for rate in dict.fromkeys((device.rate, *OTHER_RATES)):
            try:
                with quiet_stderr():
                    return answered(partial(self._started, sounddevice, device, rate)), rate
            except sounddevice.PortAudioError as error:
                refused = error
        raise unusable("input", device, refused) from refused

    def _started(self, sounddevice: Any, device: Device, rate: int) -> Any:
        stream = sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=round(rate * BLOCK_SECONDS),
            device=device.index,
            channels=self._channels,
            dtype="float32",
            latency="low",
            callback=self._captured,
        )
        stream.start()
        return stream

    def _captured(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """PortAudio's callback, on its own thread."""
        del frames, time
        if status.input_overflow:
            self.overflows += 1
        try:
            self._blocks.put_nowait((monotonic(), bytes(data)))
        except queue.Full:
            self.overflows += 1
            self._dropped += 1
