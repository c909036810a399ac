"""Hello: is now a good time?"""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import in_turn, longest_rested
from voice_coach.conversation.night import Leave, Night, Talk, say
from voice_coach.meaning import Question


def ready(night: Night) -> Talk[None]:
    """Greet and ask whether now is a good time; not tonight and later end the evening."""
    meaning = yield from ask(night, _greeting(night))
    if meaning is None:
        return
    if meaning.command == "later":
        raise Leave("later")
    if meaning.command == "short" or meaning.answer in ("mixed", "unsure"):
        night.length = "short"
        yield from say(night, "ready.short")
    elif meaning.answer == "away":
        raise Leave("not_tonight")


def _greeting(night: Night) -> Question:
    """The greeting that has rested longest; the next one each night where nobody knows for whom."""
    context, greetings = night.context, night.group("ready")
    if context.knows_who:
        rested = longest_rested(greetings, night.history, context.day, context.seed)
        return rested or greetings[0]
    return in_turn(greetings, context.day, context.seed)
