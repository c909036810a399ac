"""Somebody speaks over the coach, whose own sound the microphone does not hear."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from support.card_programs import program
from support.virtual_card import RATE, Card, recorded

from voice_coach.aloud import Aloud
from voice_coach.content import load_content
from voice_coach.conversation.effects import Ask, Heard
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.meaning import Line, Meaning
from voice_coach.ports import SAMPLE_RATE, Patience, Recognizer, Samples, Voice
from voice_coach.rehearsal.room import RehearsalRoom, Sounding
from voice_coach.session import Turn

LINE = Line(
    "attention", "When you talked today, was it closer to full attention, or half-distracted?"
)
QUESTION = Ask("attention", LINE, "closed")


class Echoing:
    """An understanding for which every answer is one."""

    def meaning(self, recognition, asking=None):
        return Meaning(recognition.text, "toward", decision="accept", confidence=1.0)

    def finished(self, text, asking=None):
        return 1.0

    def expected(self, asking):
        return ()


SILENCE = 0.3
"""Seconds without sound that are longer than any within a stretch of words."""

OVER_AT = 2.0
"""Seconds into the line at which it is spoken over on a sound card: "was it closer to …"."""


@dataclass(frozen=True)
class Over:
    """What came of it: the seconds of the coach's words that sounded, out of so many.

    `after` is how long after the person's first sound the coach fell silent for the first time
    (None: never), `heard` what was heard of the person as an answer, `command` as a command.
    """

    sounded: float
    whole: float
    after: float | None
    heard: str
    command: str | None


def first_sound(samples: Samples) -> int:
    """The sample at which a clip really begins."""
    loud = np.abs(samples) > 0.05 * np.abs(samples).max()
    return int(np.argmax(loud))


def spoken_over(
    voice: Voice, recognizer: Recognizer, said: Samples, at: float, seed: int = 0
) -> Over:
    """The coach asks a question, and somebody begins to speak `at` seconds into it."""
    room = RehearsalRoom(seed=seed)
    begin = round(at * SAMPLE_RATE)
    room.partner.append(Sounding(begin, said))
    turns: list[Turn] = []
    patience = Patience(first_word=2.0, trailing=0.45, longest=6.0)
    aloud = Aloud(
        room=room,
        ears=Ears(SileroActivity(), recognizer),
        voice=voice,
        understanding=Echoing(),
        patience={"closed": patience, "open": patience, "turn": patience},
        turns=load_content("en").turns,
        onlooker=turns.append,
        keep_manner=lambda manner: None,
        barge_in=True,
        interruptions=Interruptions(recognizer, echoes=False),
    )
    reply = aloud.ask(QUESTION, lambda: ())
    words = [sounding for sounding in room.coach if sounding.words]
    silent = [one.end for one in words if one.end > begin]
    ends = min(silent) / SAMPLE_RATE if silent else None
    whole = voice.render(LINE.text).seconds
    began = at + first_sound(said) / SAMPLE_RATE
    sounded = sum(len(one.samples) for one in words) / SAMPLE_RATE
    cut = ends is not None and (len(words) > 1 or sounded < whole - 0.05)
    answered = [turn.heard for turn in turns if turn.who == "partner" and turn.heard]
    command = reply.meaning.command if isinstance(reply, Heard) else None
    return Over(sounded, whole, ends - began if cut else None, " ".join(answered), command)


def silent_after(card: Card, line: Path, said: Path, folder: Path, times: int) -> Iterator[float]:
    """On a sound card: seconds from the person's first sound until the coach's sound ends.

    The line (LINE's text as a file) is spoken so many times, and each time it is spoken over in
    the middle of its longest stretch without a pause. Both are taken from recordings of what
    really sounded; where the coach does not fall silent at all, this is the seconds until the
    line is over.
    """
    with program(card, "give_way", line, LINE.text) as (process, told):
        told()
        for _ in range(times):
            coach, person = folder / "coach.raw", folder / "person.raw"
            with (
                card.recording(coach) as coach_began,
                card.recording(person, "micfeed.monitor") as person_began,
            ):
                process.stdin.write("\n")
                process.stdin.flush()
                begins = told()["begins"]
                time.sleep(max(0.0, begins + OVER_AT - time.monotonic()))
                card.say(said).wait()
                told()
            first = person_began + first_sound(recorded(person)) / RATE
            loud = np.abs(recorded(coach)) > 0.01
            moments = coach_began + np.flatnonzero(loud) / RATE
            after = moments[moments >= first - 0.05]
            gaps = np.flatnonzero(np.diff(after) > SILENCE)
            yield float(after[gaps[0] if len(gaps) else -1] - first)
