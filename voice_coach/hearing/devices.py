"""Sound devices by name. PortAudio is only touched when somebody asks."""

from __future__ import annotations

import atexit
import ctypes
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, Literal, TypeAlias, TypeVar

from voice_coach.errors import AudioDeviceError

Direction: TypeAlias = Literal["input", "output"]

SPOKEN: dict[Direction, str] = {"input": "microphone", "output": "loudspeaker"}

PACKAGES_HINT = "Install the sound library: sudo apt-get install libportaudio2"

ALSA_LIBRARY = "libasound.so.2"

ALSA_HINT = (
    "Install its configuration: sudo apt-get install libasound2-data. "
    "`voice-coach checkin --text` works without it."
)


ANSWERS_WITHIN = 5.0
"""Seconds within which a sound system that works has done anything that it is asked for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Device:
    """One device as PortAudio lists it; `rate` is its native rate in hertz."""

    index: int
    name: str
    rate: int
    channels: int


def portaudio() -> Any:
    """The sounddevice module; raises AudioDeviceError where it cannot be used."""
    if "sounddevice" in sys.modules:
        return sys.modules["sounddevice"]
    try:
        with quiet_stderr():
            if _alsa_knows_nothing():
                raise AudioDeviceError(
                    "The sound system here is not set up: it knows no device.", ALSA_HINT
                )
            _hush_alsa()
            return answered(lambda: importlib.import_module("sounddevice"))
    except OSError as error:
        raise AudioDeviceError("The sound library is missing here.", PACKAGES_HINT) from error


def answered(work: Callable[[], T]) -> T:
    """What `work` returns, done on a thread of its own: a frozen sound server never answers.

    Raises AudioDeviceError when it has not answered after five seconds.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed over to the one who waits
            done.set_exception(error)

    Thread(target=run, name="sound-system", daemon=True).start()
    try:
        return done.result(ANSWERS_WITHIN)
    except FutureTimeout as error:
        if done.done():
            raise
        _leave_without_asking()
        raise AudioDeviceError(
            "The sound system does not answer.",
            "Restart it, for example with `systemctl --user restart pipewire pulseaudio`; "
            "`voice-coach checkin --text` works without it.",
        ) from error


def _leave_without_asking() -> None:
    """Lets this process end without PortAudio's farewell, which would wait for ever."""
    sounddevice = sys.modules.get("sounddevice")
    if sounddevice is not None and hasattr(sounddevice, "_exit_handler"):
        atexit.unregister(sounddevice._exit_handler)  # noqa: SLF001 - there is no public way


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
    """Makes PortAudio look for devices anew; every open stream must be closed before.

    Raises AudioDeviceError when the sound system does not answer.
    """
    sounddevice = portaudio()

    def anew() -> None:
        # There is no public way; without it a restarted sound server stays deaf for ever.
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001

    with quiet_stderr():
        answered(anew)


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
