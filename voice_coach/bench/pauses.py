"""People who pause inside a sentence: how many of them are cut off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voice_coach import app
from voice_coach.aloud import Aloud, Manner
from voice_coach.bench.evenings import Tell
from voice_coach.conversation.effects import Answering, Ask
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.ports import SAMPLE_RATE, Recognizer, Samples, Speech
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.session import Turn
from voice_coach.sound_files import read_sound

SENTENCES = Path(__file__).with_name("pauses.json")

OPEN = frozenset({"good_moment", "what_pulled_you_away", "say_the_plan"})

PAUSES = (0.3, 0.6, 0.9, 1.2)
"""Seconds of silence put inside the sentences, in turn."""

WINDOW = SAMPLE_RATE // 50
QUIET_BELOW_DB, QUIET_WINDOWS = 35.0, 6
"""A reader's own pause: 0.12 s far below the loudest window."""


@dataclass(slots=True)
class Mute:
    """A ReadyVoice that says nothing: the person has the word."""

    name: str = "mute"
    prepared: list[str] = field(default_factory=list)

    def prepare(self, texts: Iterable[str], pace: float = 1.0) -> None:
        """Does nothing."""

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """A moment of silence."""
        del text, pace
        return Speech(np.zeros(WINDOW, np.float32), SAMPLE_RATE, words=False)

    def close(self) -> None:
        """Nothing to let go."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A recording with a pause: the question it answers, and where the pause ends, in samples."""

    question: str
    samples: Samples
    goes_on: int


def cut_off(
    house: app.House, recognizer: Recognizer, fixtures: Path | None, tell: Tell
) -> dict[str, Any]:
    """The share of people who were cut off, by where in a sentence they paused."""
    made = json.loads(SENTENCES.read_text(encoding="utf-8"))
    found = {}
    for kind, sentences in made.items():
        tell(f"pauses: {kind}")
        recordings = list(_spoken(house, sentences))
        found[kind] = _share(house, recognizer, recordings)
    if fixtures is not None:
        tell("pauses: a reader's own")
        found["reading"] = _share(house, recognizer, list(_read(fixtures)))
    return found


def _share(house: app.House, recognizer: Recognizer, recordings: list[Paused]) -> dict[str, Any]:
    cut = [_is_cut(house, recognizer, one) for one in recordings]
    return {"n": len(cut), "share": round(sum(cut) / len(cut), 3) if cut else None}


def _is_cut(house: app.House, recognizer: Recognizer, paused: Paused) -> bool:
    """Whether the coach took the word before the sentence went on."""
    room, turns = RehearsalRoom(), list[Turn]()
    aloud = Aloud(
        room=room,
        ears=Ears(SileroActivity(), recognizer),
        voice=Mute(),
        understanding=house.understanding,
        patience=app.patience(house.settings),
        turns=house.content.turns,
        answer_early=house.settings.answer_early,
        onlooker=turns.append,
        keep_manner=_keep_nothing,
    )
    room.answer_next(paused.samples)
    answering: Answering = "open" if paused.question in OPEN else "closed"
    aloud.ask(Ask(paused.question, None, answering), tuple)
    return room.seconds * SAMPLE_RATE < room.partner[0].start + paused.goes_on


def _keep_nothing(manner: Manner) -> None:
    del manner


def _spoken(house: app.House, sentences: Iterable[tuple[str, str, str]]) -> Iterator[Paused]:
    """Each sentence in the coach's voice, parted by each of the pauses in turn."""
    with closing(app.fresh_voice(house)) as voice:
        for (question, first, rest), pause in zip(sentences, cycle(PAUSES), strict=False):
            one, other = (_at_our_rate(voice.render(text)) for text in (first + ",", rest))
            yield _joined(question, one, pause, other)


def _read(fixtures: Path) -> Iterator[Paused]:
    """Sentences read by a person, each stretched at its longest pause in the middle."""
    files = sorted(fixtures.glob("librispeech_237/clips/*.flac"))
    for file, pause in zip(files, cycle(PAUSES), strict=False):
        samples = read_sound(file)
        at = _own_pause(samples)
        if at is not None:
            yield _joined("good_moment", samples[:at], pause, samples[at:])


def _own_pause(samples: Samples) -> int | None:
    """Where a reader pauses for the first time, in samples; None where nobody does."""
    count = len(samples) // WINDOW
    power = np.mean(samples[: count * WINDOW].reshape(count, WINDOW) ** 2, axis=1)
    quiet = power < power.max() * 10 ** (-QUIET_BELOW_DB / 10)
    for at in range(count // 6, count * 5 // 6):
        if quiet[at : at + QUIET_WINDOWS].all():
            return at * WINDOW
    return None


def _joined(question: str, first: Samples, pause: float, rest: Samples) -> Paused:
    silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
    goes_on = len(first) + len(silence)
    return Paused(question, np.concatenate([first, silence, rest]), goes_on)


def _at_our_rate(speech: Speech) -> Samples:
    return np.asarray(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE), np.float32)
