"""Hello: is now a good time, and who is there?"""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import in_turn, longest_rested
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Present, Recalled
from voice_coach.conversation.night import Leave, Night, Talk, say
from voice_coach.meaning import Question

TWO = 2


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
    if _is_known(context):
        rested = longest_rested(greetings, night.history, context.day, context.seed)
        return rested or greetings[0]
    return in_turn(greetings, context.day, context.seed)


def _is_known(context: Context) -> bool:
    """Whether it is known who is there before anybody has said so."""
    return context.who is not None or len(context.household) < TWO


def who_is_there(night: Night) -> Talk[str]:
    """The name of who is there, `both` or `guest`; empty where the household has no names.

    Asked only in a household of two, and only where it is not known yet.
    """
    context = night.context
    if _is_known(context):
        return context.who or ""
    meaning = yield from ask(night, night.group("who")[0])
    who = meaning.who if meaning is not None else None
    if who is None:
        # Better an evening that nobody remembers than one in somebody else's name.
        night.keeping = False
        yield from say(night, "who.unclear")
        return ""
    reply = yield Present(who)
    if isinstance(reply, Recalled):
        night.history = reply.history
    return who
