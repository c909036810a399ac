"""The whole loop on one screen: take an effect, do it, send the reply back.

What the effects do to a person is an Exchange's business (aloud, typed, rehearsed); what is
kept is the journal's. This module only brings the conversation, the two, and the turns that
an onlooker may want to see together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal, Protocol, TypeAlias

from voice_coach.conversation.ahead import lines_ahead
from voice_coach.conversation.effects import (
    Adjust,
    Ask,
    Asked,
    Consent,
    Conversation,
    Discard,
    Done,
    Effect,
    Forget,
    ForgetEvening,
    ForgetWords,
    Forgotten,
    Hold,
    Indeed,
    KeepWords,
    Newcomer,
    Note,
    Present,
    Recalled,
    Refused,
    Reply,
    Requested,
    Resume,
    Say,
    TakeBack,
    Unfinished,
    WantsWords,
)
from voice_coach.journal import Cut, Memory
from voice_coach.meaning import Meaning, Outcome
from voice_coach.ports import EveningKey


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as an onlooker sees it (captions, transcripts); never written anywhere else.

    `said` is what was said as far as it is known, `heard` what the recogniser made of it,
    `start` and `end` are seconds in the room's time.
    """

    who: Literal["coach", "partner"]
    id: str
    said: str | None
    heard: str | None = None
    meaning: Meaning | None = None
    start: float = 0.0
    end: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The turn as one line of transcript.jsonl."""
        return {
            "who": self.who,
            "id": self.id,
            "said": self.said,
            "heard": self.heard,
            "meaning": self.meaning.as_json() if self.meaning else None,
            "start": round(self.start, 3),
            "end": round(self.end, 3),
        }


Onlooker: TypeAlias = Callable[[Turn], None]
"""Somebody who is shown each turn as it is over."""


Ahead: TypeAlias = Callable[[], Sequence[str]]
"""Tells what the coach will probably say next, line by line."""


class Exchange(Protocol):
    """The way to the person and back: by voice, by keyboard, or rehearsed."""

    def say(self, effect: Say) -> Reply:
        """Say a line; Done, or Heard when the person cut it short."""

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Say a line and listen; Heard or Silence.

        `ahead` tells what the coach will probably say after the answer.
        """

    def hold(self, effect: Hold) -> Reply:
        """Wait quietly for the person to speak; Heard or Silence."""

    def adjust(self, effect: Adjust) -> None:
        """Change pace or volume from now on."""


Start: TypeAlias = Callable[[], Conversation]
"""Begins a conversation; each call begins the same one."""

Again: TypeAlias = Callable[[EveningKey], Start | None]
"""How an evening with this key began; None where it cannot be the same any more."""


def run(start: Start, exchange: Exchange, memory: Memory, again: Again = lambda _: None) -> Outcome:
    """Hold a conversation to its end and return how it ended.

    What is kept is durable before the next thing is said. Whatever an exchange or the memory
    raises passes through; what was acknowledged until then stays in the draft. `again` is
    needed where an evening that was cut off may be gone on with.
    """
    conversation = start()
    replies: list[Reply] = []
    try:
        effect = next(conversation)
        while True:
            cut = _cut(effect.who, memory, again) if isinstance(effect, Resume) else None
            if cut is not None:
                start, replies = cut.start, list(cut.replies)
                conversation.close()
                memory.resume(cut.evening)
                conversation = start()
                effect = _played(conversation, replies)
                continue
            if isinstance(effect, Ask):
                reply = exchange.ask(effect, partial(lines_ahead, start, replies, effect.question))
            elif isinstance(effect, Unfinished):
                reply = Indeed() if _cut(effect.who, memory, again) else Done()
            else:
                reply = _perform(effect, exchange, memory)
            memory.keep_reply(reply)
            replies.append(reply)
            effect = conversation.send(reply)
    except StopIteration as stop:
        outcome: Outcome = stop.value
    memory.close_evening(outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Cut:
    """An evening that was cut off, and how it begins."""

    evening: Cut
    start: Start

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Every reply until it was cut off."""
        return self.evening.replies


def _cut(who: str, memory: Memory, again: Again) -> _Cut | None:
    """The evening of this person that can be gone on with, if there is one."""
    evening = memory.unfinished(who)
    start = again(evening.key) if evening is not None else None
    return None if evening is None or start is None else _Cut(evening, start)


def _played(conversation: Conversation, replies: Sequence[Reply]) -> Effect:
    """The effect that stands after these replies. Nothing is performed."""
    effect = next(conversation)
    for reply in replies:
        effect = conversation.send(reply)
    return effect


def _perform(effect: Effect, exchange: Exchange, memory: Memory) -> Reply:
    """The reply to one effect that is no question, once it has been performed."""
    match effect:
        case Say():
            return exchange.say(effect)
        case Hold():
            return exchange.hold(effect)
        case Adjust():
            exchange.adjust(effect)
            return Done()
    return remembered(effect, memory)


def remembered(effect: Effect, memory: Memory) -> Reply:
    """The reply of the memory to an effect, once it has been performed."""
    match effect:
        case Present(who):
            return Recalled(memory.present(who))
        case Newcomer(who, day):
            return _standing(memory, who, day)
        case Forget() | ForgetEvening() | ForgetWords():
            return Forgotten() if _is_forgotten(effect, memory) else Done()
        case WantsWords(who):
            return _about_words(memory, who)
        case _:
            _keep(effect, memory)
    return Done()


def _is_forgotten(effect: Forget | ForgetEvening | ForgetWords, memory: Memory) -> bool:
    """Whether it is gone for good."""
    match effect:
        case Forget(who):
            return memory.forget_person(who)
        case ForgetEvening(who, day, nothing_more):
            return memory.forget_evening(who, day, nothing_more=nothing_more)
        case ForgetWords(who):
            return memory.forget_words(who)


def _keep(effect: Effect, memory: Memory) -> None:
    """Perform an effect that is about what is kept of tonight."""
    match effect:
        case Note(noted):
            memory.keep(noted)
        case Asked(key):
            memory.keep_asked(key)
        case TakeBack(notes):
            memory.take_back(notes)
        case Consent():
            memory.keep_consent(effect)
        case Discard(unsafe):
            memory.discard(unsafe=unsafe)
        case KeepWords():
            memory.keep_words()


def _about_words(memory: Memory, who: str) -> Reply:
    """Whether somebody wants their own words kept, is to be asked, or neither."""
    match memory.wish_for_words(who):
        case "yes":
            return Indeed()
        case "asked":
            return Requested()
    return Done()


def _standing(memory: Memory, who: str, day: date) -> Reply:
    """Whether somebody still has to be asked if they may be remembered."""
    match memory.standing(who, day):
        case "new":
            return Indeed()
        case "refused":
            return Refused()
    return Done()
