"""An evening with somebody at the device: the button, the light, and what was said aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from voice_coach.conversation.effects import Adjust, Ask, Heard, Hold, Reply, Say
from voice_coach.errors import AudioDeviceError, LoudspeakerLost
from voice_coach.meaning import Command, Meaning, Recognition
from voice_coach.ports import (
    Heartbeat,
    Panel,
    Press,
    Room,
    Samples,
    Speech,
    Stage,
    Tell,
    Understanding,
)
from voice_coach.session import Ahead, Exchange

GOODNIGHT = Heard(Meaning(command="goodnight", decision="accept", confidence=1.0))
"""What a button says: leave, without a word."""


class Pressed(Exception):
    """The button was pressed while somebody waited for sound. Not an error."""

    def __init__(self, press: Press) -> None:
        super().__init__(press)
        self.press: Press = press


def stage_of(error: AudioDeviceError) -> Stage:
    """The stage that an audio device was lost to."""
    return "player" if isinstance(error, LoudspeakerLost) else "capture"


@dataclass(slots=True)
class AttendedRoom:
    """A Room that also looks at the button, moves the light and keeps the heart beating.

    While `interruptible`, a press raises Pressed out of `read`; otherwise presses wait to be
    asked for. Devices that had to be opened again are told.
    """

    inner: Room
    panel: Panel
    beat: Heartbeat
    tell: Tell
    interruptible: bool = False
    _lost: Stage = field(default="capture", init=False)

    @property
    def seconds(self) -> float:
        """Time in the room in seconds."""
        return self.inner.seconds

    def read(self) -> Samples:
        """The next frame heard; raises MicrophoneLost and Pressed."""
        self.beat()
        if self.interruptible:
            press = self.panel.pressed()
            if press is not None:
                raise Pressed(press)
            self.panel.show("thinking" if self.inner.is_playing() else "listening")
        return self.inner.read()

    def play(self, speech: Speech) -> float:
        """Put speech behind what is playing; the room's time at which it will sound."""
        self.beat()
        if self.interruptible:
            self.panel.show("thinking")
        try:
            return self.inner.play(speech)
        except LoudspeakerLost:
            self._lost = "player"
            raise

    def is_playing(self) -> bool:
        """True until the last sample has really left the loudspeaker."""
        try:
            return self.inner.is_playing()
        except LoudspeakerLost:
            self._lost = "player"
            raise

    def stop(self) -> None:
        """Fall silent and forget what was still to be played."""
        self.inner.stop()

    def pause(self) -> None:
        """Fall silent and keep what was still to be played."""
        self.inner.pause()

    def resume(self) -> None:
        """Go on with what was kept."""
        self.inner.resume()

    def reopen(self) -> None:
        """Open the devices again after one was lost; raises AudioDeviceError."""
        self.panel.show("trouble")
        self.open()
        self.tell(self._lost)
        self._lost = "capture"

    def open(self) -> None:
        """Open the devices; raises AudioDeviceError when they do not come within a while."""
        self.beat()
        self.inner.reopen()
        self.beat()

    def close(self) -> None:
        """Let the devices go."""
        self.inner.close()


@dataclass(slots=True)
class Aside:
    """What was said in an evening that concerns the device rather than the conversation.

    `asked` is `mute` or `later`, whichever was said last; `wait` how long "later" means.
    """

    asked: Command | None = None
    wait: timedelta | None = None


@dataclass(slots=True)
class AsideUnderstanding:
    """An Understanding that notes for how long somebody wants to be left alone.

    The words themselves go no further than here.
    """

    inner: Understanding
    wait_in: Callable[[str], timedelta | None]
    aside: Aside

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means."""
        meaning = self.inner.meaning(recognition, asking)
        self.aside.wait = self.wait_in(recognition.text) if meaning.command == "later" else None
        return meaning

    def finished(self, text: str, asking: str | None = None) -> float:
        """The chance that somebody who said this has said all of it."""
        return self.inner.finished(text, asking)

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects."""
        return self.inner.expected(asking)


@dataclass(slots=True)
class AttendedExchange:
    """An Exchange that a press of the button, or "stop listening", leaves without a word."""

    inner: Exchange
    room: AttendedRoom
    aside: Aside

    def say(self, effect: Say) -> Reply:
        """Say a line."""
        return self._noted(lambda: self.inner.say(effect))

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Say a line and listen."""
        return self._noted(lambda: self.inner.ask(effect, ahead))

    def hold(self, effect: Hold) -> Reply:
        """Wait quietly for the person to speak."""
        return self._noted(lambda: self.inner.hold(effect))

    def adjust(self, effect: Adjust) -> None:
        """Change pace or volume from now on."""
        self.inner.adjust(effect)

    def _noted(self, exchange: Callable[[], Reply]) -> Reply:
        try:
            reply = exchange()
        except Pressed as pressed:
            self.room.stop()
            if pressed.press == "long":
                self.aside.asked = "mute"
            return GOODNIGHT
        if isinstance(reply, Heard) and reply.meaning.safety.level == "none":
            command = reply.meaning.command
            if command in ("mute", "later"):
                self.aside.asked = command
            if command == "mute":
                return GOODNIGHT
        return reply
