"""A voice whose engine lives in a helper process."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.errors import EngineFailed, VoiceMissing
from voice_coach.helper import EngineProcess, HelperLost
from voice_coach.ports import Speech, Tell, nothing_to_tell
from voice_coach.speaking.shaping import shaped

WORKER = Path(__file__).with_name("worker.py")

LOAD_SECONDS = 15.0
"""How long loading may take, from the first request on: 0.6 s here, more from an SD card."""

RENDER_SECONDS = 1.5
"""How long a render may take, beyond the time that the line will sound."""

CHARACTERS_A_SECOND = 12.0
"""How fast lines are spoken, roughly: what a line's length in seconds is guessed from."""

NOTHING_SECONDS = 0.05
"""What a text without a word in it sounds like: this much silence."""

NOTHING_RATE = 22_050


@dataclass(slots=True)
class HelperVoice:
    """A Voice: `engine` (pyttsx3 or piper) in `language`, in a process of its own.

    Construction starts that process and returns at once; done `lazily`, the first render starts
    it. `close` ends it and gives its memory back; a later `render` would start it again. `cure`
    is the hint when the engine cannot be loaded; `tell` is told whenever the process had to be
    replaced. One thread at a time may use it.
    """

    engine: str
    language: str
    cure: str
    tell: Tell = nothing_to_tell
    lazily: bool = False
    _process: EngineProcess = field(init=False)

    def __post_init__(self) -> None:
        arguments = (str(WORKER), self.engine, self.language)
        self._process = EngineProcess(arguments, LOAD_SECONDS, self._missing)
        if not self.lazily:
            with suppress(HelperLost):  # the first render will try again
                self._process.start()

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine

    @property
    def pid(self) -> int | None:
        """The id of the helper process, None while there is none; its memory counts as ours."""
        return self._process.pid

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound, shape (n,), float32; `pace` 0.8 takes a quarter longer than 1.0.

        A process that dies or hangs is replaced, once. Raises EngineFailed when the second
        one fails as well, VoiceMissing when the engine cannot be loaded at all.
        """
        words = _speakable(text)
        if not words:
            silence = np.zeros(round(NOTHING_SECONDS * NOTHING_RATE), np.float32)
            return Speech(silence, NOTHING_RATE)
        try:
            return self._rendered(words, pace)
        except HelperLost:
            self.close()
            self.tell("voice")
        try:
            return self._rendered(words, pace)
        except HelperLost as error:
            self.close()
            raise EngineFailed(
                f"The voice {self.engine} failed twice on one line.",
                "Run: voice-coach doctor",
            ) from error

    def close(self) -> None:
        """End the helper process."""
        self._process.close()

    def _rendered(self, text: str, pace: float) -> Speech:
        seconds = RENDER_SECONDS + len(text) / CHARACTERS_A_SECOND / pace
        header, sound = self._process.loaded().ask({"text": text, "pace": pace}, seconds)
        integers = np.frombuffer(sound[: len(sound) // 2 * 2], "<i2")
        samples = np.asarray(integers / 32_768, np.float32)
        if not samples.any():
            raise HelperLost("empty")
        return shaped(samples, int(header["rate"]))

    def _missing(self, hello: dict[str, Any]) -> VoiceMissing:
        if hello["missing"] == "LookupError":
            return VoiceMissing(
                f"The voice {self.engine} does not speak the language '{self.language}'.",
                "Choose another language, or another voice, in the settings.",
            )
        return VoiceMissing(f"The voice {self.engine} cannot be loaded.", self.cure)


def _speakable(text: str) -> str:
    """The text as engines can take it; empty where it holds nothing to say.

    Control characters end a line early in C, lone surrogates cannot be encoded, and double
    square brackets are phonemes to an engine.
    """
    printable = "".join(character if character.isprintable() else " " for character in text)
    plain = " ".join(printable.replace("[[", " ").replace("]]", " ").split())
    return plain if any(character.isalnum() for character in plain) else ""
