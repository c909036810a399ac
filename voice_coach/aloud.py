"""The check-in by voice: an Exchange made of a room, ears, a voice and understanding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Literal

import numpy as np

from voice_coach.conversation.effects import (
    Adjust,
    Answering,
    Ask,
    Done,
    Heard,
    Hold,
    Reply,
    Say,
    Silence,
)
from voice_coach.errors import AudioDeviceError
from voice_coach.hearing.ears import Ears, Quiet
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.hearing.turns import is_whole, pause_after
from voice_coach.manner import Manner
from voice_coach.meaning import Line, Meaning, Recognition, TurnCues
from voice_coach.ports import (
    Hear,
    Patience,
    ReadyVoice,
    Room,
    Speech,
    Understanding,
    Utterance,
    unheard,
)
from voice_coach.session import Ahead, Onlooker, Turn
from voice_coach.speaking.levels import listening_earcon, louder
from voice_coach.speaking.sentences import pieces
from voice_coach.taking_back import Given, LastAnswer, heard_in_all
from voice_coach.yielding import Yielding

LONGEST_ROUNDABOUT = 30.0
"""Seconds after which somebody who has not come to the point is answered all the same."""

RECOVERIES = 3
"""How often one line or one answer survives the loss of a device before the evening does not."""

ABOUT_THE_DAY = frozenset({"attention", "time_together", "appreciation", "follow_up"})
"""Closed questions to which "yes" may be only the beginning: what comes behind it, after a
comma's pause, may be that somebody is not safe."""

PAUSE_RATE = 16_000

SENTENCE_PAUSE = 0.2
"""Seconds of silence between the sentences of a line."""

TONE_PAUSE = 0.05
"""Seconds of silence before the listening tone: people answer after 0.2 s."""

LINE_PAUSE = 0.7
"""Seconds of silence after a line that is no question: time to take it in before the next."""


@dataclass(frozen=True, slots=True)
class Apologies:
    """What is said after something had failed and was brought back.

    `gone` where the coach was away for a moment, `say_again` where it lost what was said.
    `failures` counts what failed so far, anywhere in the program.
    """

    gone: Line
    say_again: Line
    failures: Callable[[], int]


@dataclass(slots=True)
class Aloud:
    """An exchange by voice: commands, and the rest of an answer, are heard while the coach speaks.

    `keep_manner` is told when the person asked for another pace or volume, so that it lasts
    beyond the evening, `hear` the words of every answer and its question; `softer_db` comes on
    top of the volume for this evening alone. A device that is lost is opened again and what was
    not heard to its end is said once more; where that does not help, AudioDeviceError passes
    through. Without `interruptions` nothing is heard while it speaks but, with `barge_in`, that
    somebody does; with them "stop" and "goodnight" are, and whoever goes on with an answer that was
    taken for over gives the whole of it; with `barge_in`, all that anybody says. One thread owns an
    Aloud and everything in it.
    """

    room: Room
    ears: Ears
    voice: ReadyVoice
    understanding: Understanding
    patience: dict[Answering, Patience]
    turns: TurnCues
    onlooker: Onlooker
    keep_manner: Callable[[Manner], None]
    hear: Hear = unheard
    manner: Manner = field(default_factory=Manner)
    barge_in: bool = False
    answer_early: bool = True
    softer_db: float = 0.0
    apologies: Apologies | None = None
    interruptions: Interruptions | None = None
    _cut_short: Heard | None = field(default=None, init=False)
    _unheard: list[Line] = field(default_factory=list, init=False)
    _sounding: list[str] = field(default_factory=list, init=False)
    _failures: int = field(default=0, init=False)
    _last: LastAnswer = field(default_factory=LastAnswer, init=False)
    _goes_on: Given | None = field(default=None, init=False)
    _yielding: Yielding = field(init=False)

    def __post_init__(self) -> None:
        self._yielding = Yielding(
            self.room, self.ears, self.turns, self.interruptions, self.barge_in
        )
        if self.apologies is not None:
            self._failures = self.apologies.failures()

    def say(self, effect: Say) -> Reply:
        """Speak a line; it may still be sounding when this returns."""
        self._lasting(lambda: self._speak_line(effect.line, effect.line.id, LINE_PAUSE))
        self._unheard.append(effect.line)
        return Done()

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Speak a line, let it drain, sound the earcon, listen and understand.

        Meanwhile the voice gets ready to say what probably comes next.
        """

        def speak() -> None:
            if effect.line is not None:
                self._speak_line(effect.line, effect.question, TONE_PAUSE)
            self._sound(listening_earcon(), words=False)
            likely = [piece for line in ahead() for piece in pieces(line)]
            self.voice.prepare(likely, self.manner.pace)
            self._drain()

        self._lasting(speak)
        return self._taken() or self._answer(
            effect.question, self.patience[effect.answering], effect.answering
        )

    def hold(self, effect: Hold) -> Reply:
        """Listen quietly for at most `effect.seconds`."""
        self._lasting(self._drain)
        self._goes_on = None
        patience = replace(self.patience["open"], first_word=effect.seconds)
        return self._taken() or self._answer("hold", patience, "open")

    def adjust(self, effect: Adjust) -> None:
        """Speak slower, faster, louder or quieter from now on."""
        self.manner = self.manner.adjusted(effect)
        self.keep_manner(self.manner)

    def finish(self) -> None:
        """Let the last words leave the loudspeaker."""
        self._lasting(self._drain)

    def _lasting(self, speak: Callable[[], None]) -> None:
        """Speak; when a device is lost, once more with whatever was not heard to its end."""
        lost = False
        for _ in range(RECOVERIES):
            try:
                for line in self._unheard if lost else ():
                    self._speak_line(line, line.id, LINE_PAUSE)
                speak()
            except AudioDeviceError:
                self._reopen()
                lost = True
            else:
                return
        speak()

    def _answer(self, question: str, patience: Patience, answering: Answering) -> Reply:
        """Listen; when the microphone is lost, ask for what was said once more."""
        for _ in range(RECOVERIES):
            try:
                return self._heard(question, patience, answering)
            except AudioDeviceError:
                self._reopen()
                self._lasting(self._ask_again)
        return self._heard(question, patience, answering)

    def _reopen(self) -> None:
        self.room.reopen()
        self._yielding.forget_the_room()

    def _ask_again(self) -> None:
        if self.apologies is not None:
            self._failures = self.apologies.failures()
            self._speak(self.apologies.say_again, self.apologies.say_again.id)
        self._pause(TONE_PAUSE)
        self._sound(listening_earcon(), words=False)
        self._drain()

    def _speak_line(self, line: Line, identifier: str, pause: float) -> None:
        """A line and the pause behind it; before it a word about what has failed meanwhile."""
        for piece in pieces(line.text)[:1]:
            self.voice.render(piece, self.manner.pace)  # what fails at this belongs before it
        apologies = self.apologies
        if apologies is not None and self._failures != (failures := apologies.failures()):
            self._failures = failures
            self._speak(apologies.gone, apologies.gone.id)
            self._pause(LINE_PAUSE)
        self._speak(line, identifier)
        self._pause(pause)

    def _speak(self, line: Line, identifier: str) -> None:
        self._sounding.append(line.text)
        start = end = None
        for number, piece in enumerate(pieces(line.text)):
            if number:
                self._pause(SENTENCE_PAUSE)
            speech = self.voice.render(piece, self.manner.pace)
            begins = self._sound(speech, words=True)
            start = begins if start is None else start
            end = begins + speech.seconds
            self._last.is_replied_to(begins)
        now = self.room.seconds
        self.onlooker(Turn("coach", identifier, line.text, start=start or now, end=end or now))

    def _pause(self, seconds: float) -> None:
        silence = np.zeros(round(seconds * PAUSE_RATE), np.float32)
        self.room.play(Speech(silence, PAUSE_RATE, words=False))

    def _sound(self, speech: Speech, *, words: bool) -> float:
        loud = louder(speech, self.manner.volume_db + self.softer_db)
        return self.room.play(replace(loud, words=words))

    def _drain(self) -> None:
        """Wait until the loudspeaker is really silent, or somebody speaks over it."""
        cut = self._yielding.until_silent(self._sounding, self._last.rest_until)
        if cut is not None:
            self._cut_short = Heard(cut)
        went_on = cut is None and self._yielding.went_on
        self._goes_on = self._last.given if went_on else None
        self._unheard.clear()
        self._sounding.clear()

    def _taken(self) -> Heard | None:
        """The command that cut the coach short, once."""
        cut, self._cut_short = self._cut_short, None
        return cut

    def _heard(self, question: str, patience: Patience, answering: Answering) -> Reply:
        given, self._goes_on = self._goes_on, None
        if given is not None:
            return self._rest(question, given)
        # What was understood while it was still silent need not be understood again.
        meaning_of = cache(partial(self.understanding.meaning, asking=question))
        judge = (
            partial(self._judged_turn, patience, meaning_of)
            if answering == "turn"
            else partial(self._judged, question, answering, meaning_of)
        )
        expected = self.understanding.expected(question)
        caught = self.ears.listen(self.room, patience, expected, judge)
        if isinstance(caught, Quiet):
            return self._silence(question, caught)
        # What one of two says to the other is not gone on with.
        given = None if answering == "turn" else Given(question, answering, caught.recognition)
        self._last.is_followed_by(given)
        meaning = meaning_of(caught.recognition)
        self._show(question, caught, meaning)
        self.hear(question, caught.recognition.text)
        return Heard(meaning.without_words(), caught.capped)

    def _rest(self, question: str, given: Given) -> Reply:
        """Listen to the rest of an answer that was taken for over just before this question."""
        asked = cache(partial(self.understanding.meaning, asking=given.question))
        judge = partial(
            self._judged, given.question, given.answering, lambda rest: asked(given.and_then(rest))
        )
        caught = self.ears.listen(self.room, self.patience[given.answering], (), judge)
        if isinstance(caught, Quiet):
            return self._silence(question, caught)
        everything = given.and_then(caught.recognition)
        whole = asked(everything)
        alone = self.understanding.meaning(caught.recognition, question)
        heard = heard_in_all(alone, whole, given.question)
        told = Given(question, given.answering, caught.recognition)
        if heard.whole is not None:
            told = replace(given, heard=everything)
        self._last.is_followed_by(told)
        self._show(told.question, caught, whole if heard.whole else alone)
        self.hear(told.question, told.heard.text)
        return replace(heard, capped=caught.capped)

    def _silence(self, question: str, caught: Quiet) -> Silence:
        self._last.is_followed_by(None)
        now = self.room.seconds
        self.onlooker(Turn("partner", question, None, start=now, end=now))
        return Silence(microphone=caught.microphone)

    def _show(self, question: str, caught: Utterance, meaning: Meaning) -> None:
        heard = caught.recognition.text
        self.onlooker(Turn("partner", question, None, heard, meaning, caught.start, caught.end))

    def _judged_turn(
        self,
        patience: Patience,
        meaning_of: Callable[[Recognition], Meaning],
        recognition: Recognition,
    ) -> Patience:
        """While one of two speaks to the other, only a goodbye or a sign of danger is answered."""
        meaning = meaning_of(recognition)
        leaves = meaning.command in ("goodnight", "stop") or meaning.safety.level == "clear"
        return replace(patience, trailing=self.turns.whole_pause) if leaves else patience

    def _judged(
        self,
        question: str,
        answering: Literal["closed", "open"],
        meaning_of: Callable[[Recognition], Meaning],
        recognition: Recognition,
    ) -> Patience:
        """How long to wait for more, once this much was heard: people pause before their point."""
        usual = self.patience[answering]
        meaning = meaning_of(recognition)
        pause = pause_after(
            meaning, answering, self.understanding.finished(meaning.text, question), self.turns
        )
        if question in ABOUT_THE_DAY:
            pause = max(pause, self.turns.whole_pause)
        whole = is_whole(meaning)
        if not self.answer_early:
            pause = max(pause, usual.trailing if whole else self.patience["open"].trailing)
        longest = usual.longest if whole else max(usual.longest, LONGEST_ROUNDABOUT)
        return replace(usual, trailing=pause, longest=longest)
