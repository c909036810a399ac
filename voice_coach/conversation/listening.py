"""An evening on which the coach mostly listens: one open question, and nothing is made of it."""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import longest_rested
from voice_coach.conversation.night import Night, Talk, keep, reflect, say
from voice_coach.meaning import Entry


def listen(night: Night) -> Talk[bool]:
    """Ask what is on their mind, hear them out, and leave it at that.

    Returns False where they would rather not tell: then the evening is as usual.
    """
    context, questions = night.context, night.group("listen")
    rested = longest_rested(questions, night.history, context.day, context.seed)
    question = rested or questions[0]
    yield from say(night, "listen.begin")
    meaning = yield from ask(night, question)
    if meaning is None:
        return False
    yield from keep(night, Entry(question.id, meaning.answer, meaning.kinds))
    if not night.spoke:
        yield from ask(night, night.group("listen_on")[0], aside=True)
    yield from reflect(night, "listen.heard")
    return True
