"""What the device has to say for itself in an evening: that it cannot keep its notes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_coach.conversation.effects import Adjust, Ask, Hold, Reply, Say
from voice_coach.journal import JournalTrouble
from voice_coach.meaning import Content, Line
from voice_coach.session import Ahead, Exchange

GREETINGS = frozenset({"ready"})
"""Questions that come first: nobody is told of the device's troubles before a hello."""

LEADING_UP = frozenset({"join.notice"})
"""Lines that belong to the question after them."""


@dataclass(slots=True)
class Candid:
    """An Exchange that says what is wrong with the journal, once, before the next question.

    `troubles` may grow while the evening goes on. After a sign that somebody is not safe no
    question comes, and so nothing is said.
    """

    exchange: Exchange
    content: Content
    troubles: Sequence[JournalTrouble]
    _said: set[str] = field(default_factory=set)

    def say(self, effect: Say) -> Reply:
        """Say a line; where it leads up to a question, what is wrong comes before it."""
        if effect.line.id in LEADING_UP:
            self._tell_all()
        return self.exchange.say(effect)

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Say what is wrong, where that is new, then ask."""
        if effect.question not in GREETINGS:
            self._tell_all()
        return self.exchange.ask(effect, ahead)

    def hold(self, effect: Hold) -> Reply:
        """Wait quietly for the person to speak."""
        return self.exchange.hold(effect)

    def adjust(self, effect: Adjust) -> None:
        """Change pace or volume from now on."""
        self.exchange.adjust(effect)

    def _tell_all(self) -> None:
        for trouble in self.troubles:
            if trouble.spoken not in self._said:
                self._said.add(trouble.spoken)
                identifier = f"session.{trouble.spoken}"
                self.exchange.say(Say(Line(identifier, self.content.lines[identifier][0])))
