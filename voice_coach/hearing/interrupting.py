"""What somebody says while the coach speaks.

The last moments of sound are recognised again and again, and the words of the line that is
sounding are taken out: without echo cancelling they are most of what is heard.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from rapidfuzz import fuzz

from voice_coach.hearing.loudness import OwnLoudness, level_db
from voice_coach.ports import FRAME_SECONDS, Recognizer, Samples

WINDOW_FRAMES = 50
"""Frames (1.6 s) that are recognised at a time: "goodnight coach" with room around it."""

LOOK_EVERY = 6
"""Frames (0.19 s) between two looks, at least."""

AT_MOST_HALF = 2
"""Times what the last look took that lie between two looks: a small machine must not fall behind
what it hears."""

ALIKE = 70
"""How alike (of 100) a word must be written to a word of the line to be the line's echo."""


def always() -> bool:
    """The readiness of a recogniser that is loaded."""
    return True


@dataclass(slots=True)
class Interruptions:
    """Hears words over the coach's own; one for each evening.

    It is handed every frame that is heard while the loudspeaker sounds. Until `is_ready` (its
    recogniser may still be loading) it hears nothing. Where the coach `echoes` in the microphone,
    only what is louder than it is worth a look: its own words are in every frame.
    """

    recognizer: Recognizer
    is_ready: Callable[[], bool] = always
    echoes: bool = True
    _window: deque[Samples] = field(default_factory=lambda: deque(maxlen=WINDOW_FRAMES))
    _since: int = 0
    _speech: bool = False
    _wait: int = LOOK_EVERY
    _own: OwnLoudness = field(default_factory=OwnLoudness)

    def step(self, frame: Samples, *, speech: bool, alone: bool = False) -> str:
        """What was said in the last moments, the coach's own words included; mostly empty.

        `speech` says whether somebody, or the coach, is heard in this frame, `alone` that the
        coach has paused. Raises EngineFailed.
        """
        self._window.append(frame)
        self._since += 1
        audible = alone or not self.echoes or self._own.is_exceeded(level_db(frame))
        if speech and audible and not self._speech:
            self._speech = True
            # There is no word yet in what has only just begun.
            self._since = 0 if self._since > self._wait else self._since
        if not self._speech or self._since < self._wait or not self.is_ready():
            return ""
        self._since, self._speech = 0, False
        began = monotonic()
        heard = self._recognised()
        took = monotonic() - began
        self._wait = max(LOOK_EVERY, round(AT_MOST_HALF * took / FRAME_SECONDS))
        return heard

    def _recognised(self) -> str:
        transcription = self.recognizer.open()
        for heard in self._window:
            transcription.accept(heard)
        return transcription.finish().text

    def forget(self, but: int = 0) -> None:
        """Begin anew, but for so many of the last frames: the loudspeaker is silent."""
        kept = list(self._window)[-but:] if but else []
        self._window.clear()
        self._window.extend(kept)
        self._since, self._speech = 0, False


def words_in(text: str) -> list[str]:
    """The words of a text, small and without marks."""
    return re.findall(r"[a-z']+", text.casefold())


def said_over(heard: str, lines: Iterable[str], fillers: Sequence[str] = ()) -> str:
    """What of `heard` is not an echo of `lines` that sound, and more than `fillers`.

    A word that is written much like one of the lines is taken for its echo.
    """
    own = {word for line in lines for word in words_in(line)}
    ignored = own.union(*(words_in(filler) for filler in fillers))
    left = [
        word
        for word in words_in(heard)
        if word not in ignored and all(fuzz.ratio(word, other) < ALIKE for other in own)
    ]
    return " ".join(left)


def is_echo(phrase: str, lines: Iterable[str]) -> bool:
    """Whether a phrase may be what a microphone hears of these lines, words run together or not.

    A phrase of several words is looked at as one: "right" is much like "night", and no "good
    night".
    """
    longest = len(phrase.split()) + 1
    for line in lines:
        words = words_in(line)
        parts = (
            " ".join(words[start : start + length])
            for length in range(1, longest + 1)
            for start in range(len(words) - length + 1)
        )
        if any(fuzz.ratio(phrase, part) >= ALIKE for part in parts):
            return True
    return False
