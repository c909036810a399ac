"""Whether somebody calls the coach, and what for: by its phrase, or by a wake word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from voice_coach.calls import Call
from voice_coach.hearing.interrupting import words_in
from voice_coach.hearing.phrase import Phrase
from voice_coach.hearing.waiting import CallEars
from voice_coach.hearing.wakeword import MicroWakeWord, WakeWordEars
from voice_coach.house import House
from voice_coach.meaning import Command, Hypothesis, Recognition
from voice_coach.ports import Recognizer, Samples, VoiceActivity

LEAVING: frozenset[Command] = frozenset({"goodnight", "stop"})
"""Said to the coach where nothing goes on, these call it for nothing."""

DEFAULT_WAKE_PHRASE = "hey coach"
"""The phrase that understanding knows in all the ways in which it is said and misheard."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
"""Where the recogniser ends a sentence."""


@dataclass(slots=True)
class VoiceCaller:
    """Hears calls: `hear` gives every utterance that may be one, `call_in` what it calls for.

    `call_in` returns None where nobody is called.
    """

    hear: Callable[[Samples], Recognition | None]
    call_in: Callable[[Recognition], Call | None]
    hush: Callable[[float], None]
    hears_speech: Callable[[], bool]

    def step(self, frame: Samples) -> Call | None:
        """The call that ended with this frame, or None."""
        recognition = self.hear(frame)
        return None if recognition is None else self.call_in(recognition)

    def rest(self, seconds: float) -> None:
        """Hear nothing for so long."""
        self.hush(seconds)

    def is_hearing(self) -> bool:
        """Whether somebody is saying something that may be a call."""
        return self.hears_speech()


def caller(house: House, activity: VoiceActivity, recognizer: Recognizer) -> VoiceCaller:
    """What hears the call that the settings mean. Raises ModelMissing for its wake word."""
    if house.settings.wake == "phrase":
        ears: CallEars | WakeWordEars = CallEars(activity, recognizer)
        call_for: Callable[[Recognition], Call | None] = partial(call_in, house)
    else:
        ears = WakeWordEars(MicroWakeWord(house.settings.wake), activity, recognizer)
        call_for = partial(call_behind, house)
    return VoiceCaller(ears.step, call_for, ears.rest, ears.is_hearing)


def wake_phrase(house: House) -> str:
    """What somebody says to begin: the phrase of the settings, or their well-known wake word."""
    settings = house.settings
    return settings.wake_phrase if settings.wake == "phrase" else settings.wake.replace("_", " ")


def call_in(house: House, recognition: Recognition) -> Call | None:
    """Whether an utterance calls the coach by its phrase, and what for.

    People call without a pause behind what they were saying: then its last sentence counts.
    """
    *_, last = SENTENCE_END.split(recognition.text)
    phrase = house.settings.wake_phrase
    is_usual = words_in(phrase) == words_in(DEFAULT_WAKE_PHRASE)
    own = None if is_usual else Phrase(phrase)
    for text in dict.fromkeys((recognition.text, last)):
        if own is not None:
            said = own.rest(text)
            if said is not None:
                return _call_for(house, said)
        elif house.understanding.meaning(_said(text)).wake:
            return _call_for(house, text)
    return None


def call_behind(house: House, recognition: Recognition) -> Call | None:
    """What a wake word called the coach for, by what was said behind it; None for a goodbye."""
    return _call_for(house, f"{DEFAULT_WAKE_PHRASE}. {recognition.text}")


def wait_in(house: House, text: str) -> timedelta | None:
    """For how long somebody wants to be left alone, by their words; None where they say not."""
    words = " ".join(re.findall(r"[a-z0-9']+", text.casefold()))
    found = [phrase for phrase in house.content.waits if f" {phrase} " in f" {words} "]
    return timedelta(minutes=house.content.waits[max(found, key=len)]) if found else None


def _call_for(house: House, text: str) -> Call | None:
    """The call in an utterance that is one. "Not tonight" is a command as well.

    Whoever says goodnight or stop where nothing goes on wants nothing: that is no call.
    """
    meaning = house.understanding.meaning(_said(text))
    command = meaning.command
    if meaning.safety.level != "none":
        return Call("called", safety=meaning.safety.level)
    if command in LEAVING:
        return None
    if command is None:
        greeted = house.understanding.meaning(_said(text), asking="ready")
        declined = greeted.answer == "away" and greeted.decision == "accept"
        return Call("called", "decline" if declined else greeted.command)
    return Call("called", command, wait_in(house, text) if command == "later" else None)


def _said(text: str) -> Recognition:
    return Recognition((Hypothesis(text),))
