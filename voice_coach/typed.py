"""The check-in on keyboard and screen: an Exchange without sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voice_coach.conversation.effects import Adjust, Ask, Done, Heard, Hold, Reply, Say, Silence
from voice_coach.meaning import Hypothesis, Line, Recognition
from voice_coach.ports import Hear, Understanding, unheard
from voice_coach.session import Ahead, Onlooker, Turn


@dataclass(frozen=True, slots=True)
class Typed:
    """An exchange in writing.

    `read` is given the question's id and returns what the person wrote, None for silence;
    `onlooker` is shown every turn, which is how the coach's lines get to the screen; `hear` is
    told the words of every answer and its question.
    """

    understanding: Understanding
    read: Callable[[str], str | None]
    onlooker: Onlooker
    hear: Hear = unheard

    def say(self, effect: Say) -> Reply:
        """Show a line."""
        self._show(effect.line, effect.line.id)
        return Done()

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """Show a line and read the answer; nothing need be prepared."""
        del ahead
        if effect.line is not None:
            self._show(effect.line, effect.question)
        return self._answer(effect.question)

    def hold(self, effect: Hold) -> Reply:
        """Wait for the person to write again; on a keyboard there is no clock to run out."""
        del effect
        return self._answer("hold")

    def adjust(self, effect: Adjust) -> None:
        """Pace and volume mean nothing on a screen."""

    def _show(self, line: Line, identifier: str) -> None:
        self.onlooker(Turn("coach", identifier, line.text))

    def _answer(self, question: str) -> Reply:
        written = self.read(question)
        if written is None or not written.strip():
            self.onlooker(Turn("partner", question, None))
            return Silence()
        recognition = Recognition((Hypothesis(written),))
        meaning = self.understanding.meaning(recognition, question)
        self.onlooker(Turn("partner", question, written, written, meaning))
        self.hear(question, written)
        return Heard(meaning.without_words())
