"""The Protocols at which the stages meet, and the shapes of the sound that flows between them.

All sound that is heard is 16 kHz mono float32 in [-1, 1], cut into frames of 512 samples
(32 ms): the size that the voice activity detector works on. Audio is the clock: whoever
waits, counts frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from voice_coach.meaning import (
    Entry,
    History,
    Meaning,
    Outcome,
    PlanMark,
    Recognition,
)

SAMPLE_RATE = 16_000
"""Hertz, of everything that is heard."""

FRAME_SAMPLES = 512
"""Samples in one frame of heard sound."""

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
"""Seconds in one frame: 0.032."""

BLOCK_SAMPLES = 160
"""Samples (10 ms at 16 kHz) of played sound of which an echo canceller is told at a time."""

BLOCK_SECONDS = BLOCK_SAMPLES / SAMPLE_RATE
"""Seconds in one block: 0.01."""

Samples: TypeAlias = npt.NDArray[np.float32]
"""Mono sound, shape (n,), float32 in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Rendered sound on its way to the loudspeaker: mono samples at `rate` hertz.

    `words` is False for a chime or an earcon.
    """

    samples: Samples
    rate: int
    words: bool = True

    @property
    def seconds(self) -> float:
        """How long it sounds, in seconds."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the ears wait for one answer, all in seconds.

    `first_word` of silence before anybody spoke, `trailing` of silence after the last
    sound, and at most `longest` from the first sound on. After `glance` of silence what was
    said so far is looked at, to know better how long to wait.
    """

    first_word: float
    trailing: float
    longest: float
    glance: float = 0.2


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the ears caught: a recognition, and where it lay in the room's time (seconds).

    `capped` says that the answer was cut at `Patience.longest`.
    """

    recognition: Recognition
    start: float
    end: float
    capped: bool = False


class Room(Protocol):
    """The air between the coach and the person: a real sound card, or a rehearsal's room.

    One thread owns a room. Reading is what makes time pass.
    """

    @property
    def seconds(self) -> float:
        """Time in the room in seconds: the sound read so far."""

    def read(self) -> Samples:
        """The next frame heard, shape (512,), waiting for it if need be.

        Raises MicrophoneLost when no sound has come for a second.
        """

    def play(self, speech: Speech) -> float:
        """Put speech behind what is already playing; returns at once.

        Returns the room's time in seconds at which it will begin to sound.
        """

    def is_playing(self) -> bool:
        """True until the last sample has really left the loudspeaker."""

    def stop(self) -> None:
        """Fall silent within 50 ms and forget what was still to be played."""

    def pause(self) -> None:
        """Fall silent within 50 ms and keep what was still to be played; it counts as playing."""

    def resume(self) -> None:
        """Go on with what was kept by `pause`."""

    def reopen(self) -> None:
        """Open the devices again, by name, after one was lost; raises AudioDeviceError."""

    def close(self) -> None:
        """Let the devices go."""


class VoiceActivity(Protocol):
    """Tells speech from everything else, one frame at a time."""

    def probability(self, frame: Samples) -> float:
        """How likely it is that this frame (512 samples) holds speech, 0 to 1."""

    def reset(self) -> None:
        """Forget the frames before: the next one begins a new stretch of sound."""


class Transcription(Protocol):
    """One utterance on its way through a recogniser."""

    def accept(self, samples: Samples) -> None:
        """Take the next samples, 16 kHz mono."""

    def so_far(self) -> Recognition:
        """What would be heard if the utterance ended here; it may go on all the same.

        As dear as `finish` with some engines; `finish` repeats none of that work where no more
        samples came.
        """

    def finish(self) -> Recognition:
        """What was heard; the utterance is over and must not be used again."""


class Recognizer(Protocol):
    """A loaded speech recogniser. Raises EngineFailed when it dies at work."""

    @property
    def name(self) -> str:
        """The engine's name, as settings spell it."""

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance.

        `grammar` lists the phrases that a closed question expects; engines that cannot use
        it ignore it.
        """


class Voice(Protocol):
    """A loaded voice. Raises EngineFailed when it dies or hangs at work."""

    @property
    def name(self) -> str:
        """The engine's name, as settings spell it."""

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound; `pace` is 1.0 for normal, smaller is slower."""

    def close(self) -> None:
        """Let the engine go."""


class ReadyVoice(Voice, Protocol):
    """A voice that can be told what it will probably have to say."""

    def prepare(self, texts: Sequence[str], pace: float = 1.0) -> None:
        """Begin to render these texts while something else happens; the likeliest first."""


class Understanding(Protocol):
    """Words to meaning."""

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means under the question `asking`, every hypothesis considered."""

    def finished(self, text: str, asking: str | None = None) -> float:
        """The chance that somebody who said this under a question has said all of it."""

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects, for a recogniser's grammar; empty if open."""


Stage: TypeAlias = Literal["capture", "recogniser", "voice", "player", "journal"]
"""A part of the program that has to be watched, because something beneath it may hang."""

Tell: TypeAlias = Callable[[Stage], None]
"""Told that a stage had failed and was brought back."""


def nothing_to_tell(stage: Stage) -> None:
    """A Tell for those whom it does not concern."""
    del stage


Hear: TypeAlias = Callable[[str, str], None]
"""Told the words of an answer, and the question (by id) that they were said to."""


def unheard(question: str, words: str) -> None:
    """A Hear where no words are kept, whoever wants that."""
    del question, words


class TurnJudge(Protocol):
    """Decides from what was heard so far how long a silence ends the turn."""

    def __call__(self, recognition: Recognition) -> Patience:
        """The patience from here on; nothing was said or kept yet, whatever it is."""


@dataclass(frozen=True, slots=True)
class EveningKey:
    """Which evening a draft belongs to, and everything a replay of it depends on.

    `who` is the person who is there, as far as it is known when the evening begins (else an
    empty string); `digest` is a hash over the content.
    """

    day: date
    who: str
    digest: str
    seed: int
    length: Literal["short", "normal", "long"] = "normal"


class Journal(Protocol):
    """What is remembered. Everything here raises StorageError when the disk does not serve."""

    def history(self, who: str, today: date) -> History:
        """What is remembered of this person, an evening that closed earlier today included."""

    def keep(self, noted: Entry | PlanMark) -> None:
        """Add to tonight's draft; it survives a power cut once this returns."""

    def keep_asked(self, key: str) -> None:
        """Add to tonight's draft that a question (by key) or an opening was used."""

    def take_back(self, notes: int) -> None:
        """Remove the last `notes` things kept tonight from the draft: the person went back."""

    def discard(self, *, unsafe: bool = False) -> None:
        """Delete tonight's draft without a trace.

        With `unsafe`, where it is not known who is there or both are, everything that was cut
        off earlier tonight goes as well. That works outside of an evening, too.
        """

    def close_evening(self, outcome: Outcome) -> None:
        """Move the draft into the journal in one transaction, then remove it."""


Light: TypeAlias = Literal["waiting", "listening", "thinking", "muted", "trouble"]
"""What a light on the device shows.

`waiting` is dark or nearly so: only the wake phrase is listened for. `listening` is an evening
in which the person has the word, `thinking` one in which the coach has it, `muted` a microphone
that is closed, `trouble` that something is being recovered from.
"""

Press: TypeAlias = Literal["short", "long"]
"""What was done to the button: a short press starts or stops, a long one mutes or unmutes."""


class Panel(Protocol):
    """A button and a light on the device. One thread owns it; nothing here ever waits."""

    @property
    def has_button(self) -> bool:
        """Whether there is a button that can undo a mute."""

    def pressed(self) -> Press | None:
        """The next press since the last call, oldest first, or None."""

    def show(self, light: Light) -> None:
        """Show a state; showing the same one again costs nothing."""

    def close(self) -> None:
        """Let the hardware go, dark."""


Heartbeat: TypeAlias = Callable[[], None]
"""Called at least once a second while all is well; cheap. A service manager's watchdog that
hears nothing for as long as HEARTBEAT_LIMIT may start the program again."""

HEARTBEAT_LIMIT = 30.0
"""Seconds without a heartbeat after which nothing in the program recovers by itself any more."""
