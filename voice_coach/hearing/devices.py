"""Sound devices by name. PortAudio is only touched when somebody asks."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from voice_coach.errors import AudioDeviceError

Direction: TypeAlias = Literal["input", "output"]

SPOKEN: dict[Direction, str] = {"input": "microphone", "output": "loudspeaker"}

PACKAGES_HINT = "Install the sound library: sudo apt-get install libportaudio2"

ALSA_LIBRARY = "libasound.so.2"

ALSA_HINT = (
    "Install its configuration: sudo apt-get install libasound2-data. "
    "`voice-coach checkin --text` works without it."
)


@dataclass(frozen=True, slots=True)
class Device:
    """One device as PortAudio lists it; `rate` is its native rate in hertz."""

    index: int
    name: str
    rate: int
    channels: int


def portaudio() -> Any:
    """The sounddevice module; raises AudioDeviceError where it cannot be used."""
    try:
        with quiet_stderr():
            if "sounddevice" not in sys.modules and _alsa_knows_nothing():
                raise AudioDeviceError(
                    "The sound system here is not set up: it knows no device.", ALSA_HINT
                )
            _hush_alsa()
            import sounddevice
    except OSError as error:
        raise AudioDeviceError("The sound library is missing here.", PACKAGES_HINT) from error
    return sounddevice


def _alsa_knows_nothing() -> bool:
    """Whether ALSA's configuration names no device: PortAudio would end this process for it."""
    try:
        alsa = ctypes.CDLL(ALSA_LIBRARY)
        alsa.snd_config_update()
        config = ctypes.c_void_p.in_dll(alsa, "snd_config")
    except (OSError, AttributeError, ValueError):  # another system, without ALSA
        return False
    node = ctypes.c_void_p()
    return not config or alsa.snd_config_search(config, b"pcm", ctypes.byref(node)) < 0


def _hush_alsa() -> None:
    """Keeps ALSA from writing about every recovered hiccup to stderr, at any time, from C."""
    with suppress(OSError, AttributeError):  # another system, without ALSA
        # Any C function that ignores its arguments will do; one in Python would need the
        # interpreter's lock on a sound thread.
        nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
        ctypes.CDLL(ALSA_LIBRARY).snd_lib_error_set_handler(nothing)


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keeps what PortAudio and ALSA write to stderr from C off the screen."""
    try:
        sys.stderr.flush()
        saved = os.dup(2)
    except OSError:
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(sink)


def devices(direction: Direction) -> list[Device]:
    """Every device that can be used in that direction; raises AudioDeviceError."""
    sounddevice = portaudio()
    key = f"max_{direction}_channels"
    with quiet_stderr():
        found = sounddevice.query_devices()
    return [
        Device(number, info["name"], round(info["default_samplerate"]), info[key])
        for number, info in enumerate(found)
        if info[key] > 0
    ]


def find_device(direction: Direction, name: str | None) -> Device:
    """The device whose name contains `name`, or the system's default where that is None.

    Raises AudioDeviceError with a hint that lists what is there.
    """
    there = devices(direction)
    spoken = SPOKEN[direction]
    if not there:
        raise AudioDeviceError(
            f"There is no {spoken} here.",
            f"Plug one in, then see `voice-coach doctor`; without a {spoken}, "
            "`voice-coach checkin --text` works on the keyboard.",
        )
    if name is not None:
        for device in there:
            if name.casefold() in device.name.casefold():
                return device
        listed = ", ".join(sorted({device.name for device in there}))
        raise AudioDeviceError(
            f"There is no {spoken} called '{name}'.", f"These are there: {listed}."
        )
    sounddevice = portaudio()
    preferred = sounddevice.default.device[0 if direction == "input" else 1]
    for device in there:
        if device.index == preferred:
            return device
    return there[0]


def refresh() -> None:
    """Makes PortAudio look for devices anew; every open stream must be closed before."""
    sounddevice = portaudio()
    with quiet_stderr():
        # There is no public way; without it a restarted sound server stays deaf for ever.
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001


def unusable(direction: Direction, device: Device, error: Exception) -> AudioDeviceError:
    """The error for a device that could not be opened, in plain words."""
    reason = str(error)
    spoken = SPOKEN[direction]
    if "busy" in reason.lower() or "-9985" in reason or "unavailable" in reason.lower():
        return AudioDeviceError(
            f"The {spoken} '{device.name}' is busy.",
            "Close the program that uses it, or choose another with "
            f"--{direction}-device; `voice-coach doctor` lists them.",
        )
    return AudioDeviceError(
        f"The {spoken} '{device.name}' cannot be opened.",
        f"Choose another with --{direction}-device; `voice-coach doctor` lists them.",
    )
