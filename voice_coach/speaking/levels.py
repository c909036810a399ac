"""Loudness, and the small sounds that are no words.

Sounds are made here rather than shipped: a few sine tones need no file.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voice_coach.ports import Samples, Speech

LIMIT_FROM = 0.7
"""Samples beyond this are bent softly towards full scale instead of being cut off."""

SOUND_RATE = 22_050
"""Hertz of the small sounds: the rate of the voices, so that nothing is resampled twice."""

EARCON_SECONDS = 0.12
EARCON_HERTZ = 660.0
EARCON_PEAK = 0.06
"""Heard in a quiet kitchen, and well below speech (which peaks around 0.5)."""

CHIME_HERTZ = (523.25, 659.25)
"""C and E: a rising third, friendly and not a doorbell."""

WAKE_NOTE_HERTZ = (587.33, 880.0)
WAKE_NOTE_SECONDS = 0.1
"""D and A, quick: neither the chime nor the tone that says "I am listening"."""

CHIME_PEAK = 0.12
CHIME_SECOND_NOTE_AT = 0.22
CHIME_SECONDS = 0.68

FADE_SECONDS = 0.02
"""Every sound begins and ends in silence, so that no loudspeaker clicks."""


def louder(speech: Speech, db: float) -> Speech:
    """The same speech, louder by `db` decibels (softer when negative), never clipping.

    Peaks are bent softly below full scale; what lies below them keeps its shape.
    """
    if db == 0.0:
        return speech
    gained = np.nan_to_num(speech.samples) * np.float32(10.0 ** (db / 20.0))
    return replace(speech, samples=_softly_limited(gained))


def listening_earcon() -> Speech:
    """The short, gentle tone that says "I am listening" (0.12 s), quieter than speech."""
    tone = _tone(EARCON_HERTZ, EARCON_SECONDS, EARCON_PEAK)
    return Speech(_faded(tone), SOUND_RATE, words=False)


def wake_sound() -> Speech:
    """Two quick rising notes (0.2 s) that say "I heard you call", quieter than speech."""
    low, high = (_faded(_tone(hertz, WAKE_NOTE_SECONDS, EARCON_PEAK)) for hertz in WAKE_NOTE_HERTZ)
    return Speech(np.concatenate([low, high]), SOUND_RATE, words=False)


def evening_chime() -> Speech:
    """The two soft notes (0.68 s) that open an evening."""
    sound = np.zeros(round(CHIME_SECONDS * SOUND_RATE), np.float32)
    for hertz, start in zip(CHIME_HERTZ, (0.0, CHIME_SECOND_NOTE_AT), strict=True):
        note = _faded(_ringing(_tone(hertz, CHIME_SECONDS - start, CHIME_PEAK)))
        sound[len(sound) - len(note) :] += note
    return Speech(sound, SOUND_RATE, words=False)


def _softly_limited(samples: Samples) -> Samples:
    magnitude = np.abs(samples)
    room = 1.0 - LIMIT_FROM
    bent = LIMIT_FROM + room * np.tanh((magnitude - LIMIT_FROM) / room)
    limited = np.where(magnitude > LIMIT_FROM, np.copysign(bent, samples), samples)
    return np.asarray(limited, np.float32)


def _tone(hertz: float, seconds: float, peak: float) -> Samples:
    time = np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE
    return np.asarray(peak * np.sin(2 * np.pi * hertz * time), np.float32)


def _ringing(tone: Samples) -> Samples:
    """The tone dying away like something that was struck."""
    decay = np.exp(-np.linspace(0.0, 5.0, len(tone)))
    return np.asarray(tone * decay, np.float32)


def _faded(sound: Samples) -> Samples:
    count = round(FADE_SECONDS * SOUND_RATE)
    ramp = np.sin(np.linspace(0.0, np.pi / 2, count)) ** 2
    shaped = sound.copy()
    shaped[:count] *= ramp
    shaped[-count:] *= ramp[::-1]
    return shaped
