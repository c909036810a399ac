"""The synthetic partner: an Exchange in which a script answers aloud into the coach's ears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import soxr

from voice_coach.aloud import Aloud
from voice_coach.conversation.effects import Adjust, Answering, Ask, Hold, Reply, Say
from voice_coach.ports import SAMPLE_RATE, Samples, Voice
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.rehearsal.script import Answering as Script
from voice_coach.session import Ahead, Onlooker, Turn


@dataclass(slots=True)
class Transcript:
    """Collects the turns of a rehearsal, with what the partner really said.

    It is the onlooker of the spoken exchange; `watching` is shown each turn as well.
    """

    room: RehearsalRoom
    watching: Onlooker
    turns: list[Turn] = field(default_factory=list)
    said: str | None = None

    def __call__(self, turn: Turn) -> None:
        """Keep a turn, completed by what only the rehearsal knows."""
        if turn.who == "partner":
            turn = replace(turn, said=self.said)
            if self.said is not None and self.room.partner:
                sounding = self.room.partner[-1]
                turn = replace(
                    turn, start=sounding.start / SAMPLE_RATE, end=sounding.end / SAMPLE_RATE
                )
        self.turns.append(turn)
        self.watching(turn)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the partner: how the question could be answered, and when it sounded."""

    answering: Answering
    start: int
    end: int


@dataclass(slots=True)
class Rehearsed:
    """An exchange by voice with a partner made of a script and a voice.

    `spoken` lists the answers that really sounded, in samples of the room's time.
    """

    aloud: Aloud
    room: RehearsalRoom
    script: Script
    voice: Voice
    transcript: Transcript
    spoken: list[Answered] = field(default_factory=list)
    _rendered: dict[str, Samples] = field(default_factory=dict)

    def say(self, effect: Say) -> Reply:
        """Let the coach say a line."""
        return self.aloud.say(effect)

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Let the coach ask, and the partner answer once the coach is silent."""
        self._prepare(effect.question)
        reply = self.aloud.ask(effect, ahead)
        self._note(effect.answering)
        return reply

    def hold(self, effect: Hold) -> Reply:
        """Let the partner break the silence."""
        self._prepare("hold")
        reply = self.aloud.hold(effect)
        self._note("open")
        return reply

    def adjust(self, effect: Adjust) -> None:
        """Let the coach speak in another way."""
        self.aloud.adjust(effect)

    def _prepare(self, question: str) -> None:
        said = self.script.next(question)
        self.transcript.said = said
        self.room.answer_next(None if said is None else self._sound_of(said))

    def _note(self, answering: Answering) -> None:
        if self.transcript.said is not None and self.room.partner:
            sounding = self.room.partner[-1]
            self.spoken.append(Answered(answering, sounding.start, sounding.end))

    def _sound_of(self, text: str) -> Samples:
        if text not in self._rendered:
            speech = self.voice.render(text)
            samples = soxr.resample(speech.samples, speech.rate, SAMPLE_RATE)
            thinking = np.zeros(round(self.script.script.thinks * SAMPLE_RATE), np.float32)
            self._rendered[text] = np.concatenate([thinking, np.asarray(samples, np.float32)])
        return self._rendered[text]
