"""The whole loop on one screen: take an effect, do it, send the reply back.

What the effects do to a person is an Exchange's business (aloud, typed, rehearsed); what is
kept is the journal's. This module only brings the conversation, the two, and the turns that
an onlooker may want to see together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol, TypeAlias

from voice_coach.conversation.ahead import lines_ahead
from voice_coach.conversation.effects import (
    Adjust,
    Ask,
    Asked,
    Conversation,
    Discard,
    Done,
    Effect,
    Forget,
    Forgotten,
    Hold,
    Note,
    Present,
    Recalled,
    Reply,
    Say,
    TakeBack,
)
from voice_coach.journal import Memory
from voice_coach.meaning import Meaning, Outcome


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


def run(start: Callable[[], Conversation], exchange: Exchange, memory: Memory) -> Outcome:
    """Hold a conversation to its end and return how it ended.

    `start` begins it; each call begins the same one. What is kept is durable before the next
    thing is said. Whatever an exchange or the memory raises passes through; what was
    acknowledged until then stays in the draft.
    """
    conversation = start()
    replies: list[Reply] = []
    try:
        effect = next(conversation)
        while True:
            if isinstance(effect, Ask):
                reply = exchange.ask(effect, partial(lines_ahead, start, replies, effect.question))
            else:
                reply = _perform(effect, exchange, memory)
            memory.keep_reply(reply)
            replies.append(reply)
            effect = conversation.send(reply)
    except StopIteration as stop:
        outcome: Outcome = stop.value
    memory.close_evening(outcome)
    return outcome


def _perform(effect: Effect, exchange: Exchange, memory: Memory) -> Reply:
    """The reply to one effect that is no question, once it has been performed."""
    match effect:
        case Say():
            return exchange.say(effect)
        case Hold():
            return exchange.hold(effect)
        case Present(who):
            return Recalled(memory.present(who))
        case Adjust():
            exchange.adjust(effect)
        case Note(noted):
            memory.keep(noted)
        case Asked(key):
            memory.keep_asked(key)
        case TakeBack(notes):
            memory.take_back(notes)
        case Discard():
            memory.discard()
        case Forget():
            return Forgotten() if memory.forget_person() else Done()
    return Done()
