"""Trying microphone and loudspeaker: a level to watch, a sentence recorded and played back.

What is recorded is held in memory until it was played, and written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voice_coach.hearing.loudness import level_db
from voice_coach.ports import (
    FRAME_SECONDS,
    SAMPLE_RATE,
    Room,
    Samples,
    Speech,
    Voice,
    VoiceActivity,
)
from voice_coach.speaking.levels import louder
from voice_coach.speaking.sentences import sentences

SPEECH_AT = 0.5
"""From this probability on a frame counts as speech."""

SPOKEN_FRAMES = 8
"""Frames of speech (0.26 s) after which somebody has spoken, and no cup was put down."""

SHOWN_EVERY = 3
"""Frames from one bar to the next: ten bars a second."""

QUIETEST_DB, LOUDEST_DB = -70.0, -5.0
"""The ends of the bar, in dBFS."""

BAR_WIDTH = 30

SENTENCE_OVER = 1.2
"""Seconds of silence after which the test sentence was said."""

SENTENCE_LONGEST = 8.0
"""Seconds that the test sentence may take, waiting included."""

TOO_QUIET_DB, TOO_LOUD_DB = -45.0, -6.0
"""Speech whose loudest frames stay below or above these (dBFS) is heard badly."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What the microphone delivered: the level of its loudest frames, and whether one spoke."""

    loudest_db: float
    spoke: bool

    @property
    def advice(self) -> str:
        """What to do about it in a sentence; empty where it is fine."""
        if not self.spoke:
            return "No speech came in. Check that it is plugged in and not muted."
        if self.loudest_db < TOO_QUIET_DB:
            return "You are hard to hear. Turn the microphone up, or move it closer."
        if self.loudest_db > TOO_LOUD_DB:
            return "That is too loud. Turn the microphone down, or move it away."
        return ""


def bar(level: float) -> str:
    """A level in dBFS as a bar of text, always equally wide."""
    share = (level - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)
    filled = round(BAR_WIDTH * min(1.0, max(0.0, share)))
    return f"[{'#' * filled}{'-' * (BAR_WIDTH - filled)}] {level:4.0f} dB"


def watched_levels(
    room: Room, activity: VoiceActivity, seconds: float, show: Callable[[str], None]
) -> Levels:
    """What the microphone delivers for `seconds`; `show` gets a bar ten times a second."""
    heard, spoken = [], 0
    for number in range(round(seconds / FRAME_SECONDS)):
        frame = room.read()
        heard.append(level_db(frame))
        spoken += activity.probability(frame) >= SPEECH_AT
        if number % SHOWN_EVERY == 0:
            show(bar(max(heard[-SHOWN_EVERY:])))
    return Levels(float(np.percentile(heard, 95)), spoken >= SPOKEN_FRAMES)


def recorded_sentence(room: Room, activity: VoiceActivity) -> Samples | None:
    """One sentence, from the moment on which the room listens; None where nobody spoke."""
    frames: list[Samples] = []
    spoken = silent = 0
    for _ in range(round(SENTENCE_LONGEST / FRAME_SECONDS)):
        frames.append(room.read())
        speaks = activity.probability(frames[-1]) >= SPEECH_AT
        spoken += speaks
        silent = 0 if speaks else silent + 1
        if spoken >= SPOKEN_FRAMES and silent * FRAME_SECONDS >= SENTENCE_OVER:
            break
    return np.concatenate(frames) if spoken >= SPOKEN_FRAMES else None


def play(room: Room, samples: Samples) -> None:
    """Play back what was recorded, to its end."""
    room.play(Speech(samples, SAMPLE_RATE))
    _drain(room)


def speak(room: Room, voice: Voice, text: str, *, pace: float, volume_db: float) -> None:
    """Say a text as the coach would, to its end."""
    for sentence in sentences(text):
        room.play(louder(voice.render(sentence, pace), volume_db))
    _drain(room)


def _drain(room: Room) -> None:
    while room.is_playing():
        room.read()
