"""People who pause inside a sentence: how many are cut off, and how many get the word back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import soxr

from voice_coach import app
from voice_coach.aloud import Aloud
from voice_coach.bench.evenings import Tell
from voice_coach.conversation.effects import Ask, Heard, Say
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.house import House
from voice_coach.manner import Manner
from voice_coach.meaning import Line
from voice_coach.ports import SAMPLE_RATE, Recognizer, Samples, Speech, Voice
from voice_coach.rehearsal.echo import Echo
from voice_coach.rehearsal.noise import speech_rms
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.session import Turn
from voice_coach.sound_files import read_sound
from voice_coach.speaking.sentences import pieces

SENTENCES = Path(__file__).with_name("pauses.json")
"""By kind: question, first part, rest."""

READINGS = Path(__file__).with_name("readings.json")
"""Where the reader of LibriSpeech 237-134500 is silent inside a sentence: clip, from, to (seconds).

All stretches that the voice activity detector takes for silence, of 0.12 s and more; those
between two sentences of the book (Willa Cather, O Pioneers!, 1913) are left out.
"""

OPEN = frozenset({"good_moment", "what_pulled_you_away", "say_the_plan"})

PAUSES = (0.3, 0.6, 0.9, 1.2)
"""Seconds of silence put inside each sentence, one after the other."""

GREETING = Say(
    Line("greeting", "Good evening, you two. I am glad that you are here. Let us look at today.")
)

QUESTION = "Now think of this evening for a moment. How was it, would you say?"

REPLY = Ask(
    "anything",
    Line("reply", "Thank you for telling me about it. Shall we look at what comes next, you two?"),
    "closed",
)

REST_SECONDS = 2.5
"""How much of what a reader goes on with is heard: later, nobody is cut off any more."""

AFTERWARDS = 1.0
"""Seconds between two people who are asked."""

Fate: TypeAlias = Literal["heard out", "given back", "cut off"]
"""What became of somebody who paused: `given back` says that the coach began to speak, fell
silent when they went on, and understood the whole."""


@dataclass(slots=True)
class Kept:
    """A ReadyVoice that says what was rendered before."""

    lines: dict[str, Speech]
    name: str = "kept"

    def prepare(self, texts: Iterable[str], pace: float = 1.0) -> None:
        """Does nothing."""

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """One of the lines."""
        del pace
        return self.lines[text]

    def close(self) -> None:
        """Nothing to let go."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A recording with a pause: the question it answers, and where the pause ends, in samples."""

    question: str
    samples: Samples
    goes_on: int

    def as_loud_as(self, rms: float) -> Paused:
        """The same at another loudness."""
        return replace(self, samples=self.samples * (rms / speech_rms(self.samples)))


def cut_off(
    house: House, recognizer: Recognizer, fixtures: Path | None, tell: Tell
) -> dict[str, Any]:
    """The shares of people who were spoken into, and of those who were cut off for good.

    By where in a sentence they paused. The coach is heard in the microphone as loud as they are.
    """
    made = json.loads(SENTENCES.read_text(encoding="utf-8"))
    with closing(app.fresh_voice(house)) as voice:
        lines = coach_lines(voice)
    found = {}
    for kind, sentences in made.items():
        tell(f"pauses: {kind}")
        found[kind] = _shares(fates(house, recognizer, lines, spoken(house, sentences)))
    if fixtures is not None:
        tell("pauses: a reader's own")
        found["reading"] = _shares(fates(house, recognizer, lines, _read(fixtures)))
    return found


def coach_lines(voice: Voice) -> Kept:
    """All that the coach says to somebody who pauses, rendered."""
    texts = (GREETING.line.text, QUESTION, REPLY.line.text if REPLY.line else "")
    wanted = [piece for text in texts for piece in pieces(text)]
    return Kept({piece: voice.render(piece) for piece in wanted})


def _shares(fates: Iterable[Fate]) -> dict[str, Any]:
    found = list(fates)
    count = len(found)
    return {
        "n": count,
        "spoken_into": round(1 - found.count("heard out") / count, 3) if count else None,
        "share": round(found.count("cut off") / count, 3) if count else None,
    }


def fates(
    house: House,
    recognizer: Recognizer,
    lines: Kept,
    recordings: Iterable[Paused],
    echo: Echo | None = None,
) -> Iterator[Fate]:
    """Whether the coach took the word before each sentence went on, and for good; in one evening.

    Everybody is as loud as the coach is in the room; `echo` makes it louder or softer in the
    microphone.
    """
    room = RehearsalRoom(echo=echo or Echo())
    aloud = Aloud(
        room=room,
        ears=Ears(SileroActivity(), recognizer),
        voice=lines,
        understanding=house.understanding,
        patience=app.patience(house.settings),
        turns=house.content.turns,
        answer_early=house.settings.answer_early,
        onlooker=_nobody,
        keep_manner=_keep_nothing,
        interruptions=Interruptions(recognizer),
    )
    aloud.say(GREETING)
    loudness = speech_rms(_at_our_rate(next(iter(lines.lines.values()))))
    for paused in recordings:
        yield _fate(aloud, room, paused.as_loud_as(loudness))
        while room.is_playing() or room.seconds < room.partner[-1].end / SAMPLE_RATE + AFTERWARDS:
            room.read()


def kind_of(question: str) -> Literal["closed", "open"]:
    """How a question is asked, by its id."""
    return "open" if question in OPEN else "closed"


def _fate(aloud: Aloud, room: RehearsalRoom, paused: Paused) -> Fate:
    room.answer_next(paused.samples)
    question = Line("question", QUESTION)
    aloud.ask(Ask(paused.question, question, kind_of(paused.question)), tuple)
    if room.seconds * SAMPLE_RATE >= room.partner[-1].start + paused.goes_on:
        return "heard out"
    reply = aloud.ask(REPLY, tuple)
    is_rest = isinstance(reply, Heard) and (reply.whole or reply.meaning.safety.level != "none")
    return "given back" if is_rest else "cut off"


def _nobody(turn: Turn) -> None:
    del turn


def _keep_nothing(manner: Manner) -> None:
    del manner


def spoken(house: House, sentences: Iterable[tuple[str, str, str]]) -> Iterator[Paused]:
    """Each sentence in the coach's voice, parted by each of the pauses."""
    with closing(app.fresh_voice(house)) as voice:
        for question, first, rest in sentences:
            one, other = (_at_our_rate(voice.render(text)) for text in (first + ",", rest))
            yield from (_joined(question, one, pause, other) for pause in PAUSES)


def _read(fixtures: Path) -> Iterator[Paused]:
    """What a person read aloud, each pause inside a sentence made as long as every other of PAUSES.

    All four of them would take the bench beyond five minutes.
    """
    readings = json.loads(READINGS.read_text(encoding="utf-8"))
    for number, (clip, begins, ends) in enumerate(readings):
        samples = read_sound(fixtures / "librispeech_237" / "clips" / f"{clip}.flac")
        first = samples[: round(begins * SAMPLE_RATE)]
        rest = samples[round(ends * SAMPLE_RATE) :][: round(REST_SECONDS * SAMPLE_RATE)]
        lengths = PAUSES[number % 2 :: 2]
        yield from (_joined("good_moment", first, pause, rest) for pause in lengths)


def _joined(question: str, first: Samples, pause: float, rest: Samples) -> Paused:
    silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
    goes_on = len(first) + len(silence)
    return Paused(question, np.concatenate([first, silence, rest]), goes_on)


def _at_our_rate(speech: Speech) -> Samples:
    return np.asarray(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE), np.float32)
