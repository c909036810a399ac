"""A real room: the microphone and the loudspeaker of this machine."""

from __future__ import annotations

from functools import partial
from time import monotonic, sleep

from voice_coach.errors import AudioDeviceError, MicrophoneLost
from voice_coach.hearing.devices import (
    answered,
    find_device,
    portaudio,
    quiet_stderr,
    refresh,
    unusable,
)
from voice_coach.hearing.echo import EchoCanceller, NoEcho
from voice_coach.hearing.microphone import OTHER_RATES, Microphone
from voice_coach.ports import FRAME_SECONDS, Samples, Speech
from voice_coach.speaking.player import Player, Reference, open_player

REOPEN_WITHIN = 8.0
"""Seconds in which a lost device may come back before the evening is given up."""

REOPEN_PAUSE = 0.25


class SoundCard:
    """A Room made of real devices, chosen by a part of their name (None: the default).

    The coach's own sound is taken out of what is read, as far as that can be.
    Raises AudioDeviceError when one of them cannot be opened. With `later` they are only
    opened by `reopen`. Where nothing of the coach `echoes` in the microphone, all of that is heard.
    """

    def __init__(
        self,
        input_device: str | None = None,
        output_device: str | None = None,
        *,
        later: bool = False,
        echoes: bool = True,
    ) -> None:
        self._names = (input_device, output_device)
        self._echoes = echoes
        self._frames = 0
        self._sounded_until = monotonic()
        self._devices = None if later else self._open()

    @property
    def seconds(self) -> float:
        """Time in the room in seconds: the sound read so far."""
        return self._frames * FRAME_SECONDS

    @property
    def overflows(self) -> int:
        """Captured blocks that were lost since the devices were opened."""
        return self._microphone.overflows

    @property
    def _microphone(self) -> Microphone:
        return self._opened()[0]

    @property
    def _player(self) -> Player:
        return self._opened()[1]

    def _opened(self) -> tuple[Microphone, Player]:
        if self._devices is None:
            raise MicrophoneLost("The sound devices are closed.", "Run: voice-coach doctor")
        return self._devices

    def read(self) -> Samples:
        """The next frame heard, shape (512,); raises MicrophoneLost."""
        frame = self._microphone.read()
        self._frames += 1
        return frame

    def play(self, speech: Speech) -> float:
        """Put speech behind what is playing; the room's time at which it will sound."""
        return self.seconds + self._player.play(speech)

    def is_playing(self) -> bool:
        """True until the last sample has left the loudspeaker, and what it was heard in is read.

        Whoever reads late (a recogniser on a small machine was at work) has the coach's own last
        words before them still.
        """
        now = monotonic()
        if self._player.is_playing():
            self._sounded_until = now
            return True
        return now - self._microphone.waiting_seconds < self._sounded_until

    def stop(self) -> None:
        """Fall silent and forget what was still to be played."""
        self._player.stop()

    def pause(self) -> None:
        """Fall silent and keep what was still to be played."""
        self._player.pause()

    def resume(self) -> None:
        """Go on with what was kept."""
        self._player.resume()

    def reopen(self) -> None:
        """Open both devices again, by name, waiting a while for one that is late.

        Raises AudioDeviceError when they do not come back.
        """
        self.close()
        deadline = monotonic() + REOPEN_WITHIN
        while True:
            try:
                refresh()
                self._devices = self._open()
                self._microphone.read()
            except AudioDeviceError:
                self.close()  # devices that came back only to fall silent again
                if monotonic() > deadline:
                    raise
                sleep(REOPEN_PAUSE)
            else:
                return

    def close(self) -> None:
        """Let the devices go; doing it twice is harmless."""
        devices, self._devices = self._devices, None
        if devices is not None:
            microphone, player = devices
            player.close()
            microphone.close()

    def _open(self) -> tuple[Microphone, Player]:
        canceller = EchoCanceller() if self._echoes else NoEcho()
        microphone = Microphone(canceller.clean, self._names[0])
        try:
            return microphone, _open_loudspeaker(self._names[1], canceller)
        except AudioDeviceError:
            microphone.close()
            raise


def _open_loudspeaker(name: str | None, reference: Reference) -> Player:
    """A player at the device's own rate, or at one that it takes."""
    device = find_device("output", name)
    sounddevice = portaudio()
    rates = dict.fromkeys((device.rate, *OTHER_RATES))
    try:
        with quiet_stderr():
            return answered(partial(open_player, sounddevice, device.index, rates, reference))
    except sounddevice.PortAudioError as error:
        raise unusable("output", device, error) from error
