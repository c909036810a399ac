"""What may be said to the coach at any time, whatever it has just asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from voice_coach.conversation.effects import (
    Adjust,
    Discard,
    ForgetEvening,
    Forgotten,
    Heard,
    Hold,
)
from voice_coach.conversation.memory import doing, personal, remembered, tonights_plan
from voice_coach.conversation.night import Forgets, Leave, Night, Talk, say
from voice_coach.conversation.numbers import read_numbers
from voice_coach.conversation.visit import Again, Instead, Resolved, Step, Visit, again
from voice_coach.conversation.words import forget_words
from voice_coach.meaning import History, Meaning

PAUSE_SECONDS = 300.0
"""How long a pause may last before the evening ends without a word."""

ANSWERS_READY = frozenset({"later", "short"})
"""Answers to "is now a good time?", besides yes and no."""

GOING_ON = frozenset({"resume", "start_checkin"})
"""Said to "carry on, or stop?" or "is now a good time?", these are a yes."""

ADJUSTING = frozenset({"slower", "faster", "louder", "quieter", "resume"})
"""After these the question is said again as it was."""

FORGOTTEN: Mapping[Forgets, str] = {
    "forget_tonight": "command.forget_tonight",
    "keep_nothing": "command.keep_nothing",
}
"""What is said once nothing is left of tonight, by how that was put."""

ALWAYS_SERVED = frozenset({"numbers", "forget_tonight", "keep_nothing", "keep_no_words"})
"""These are done however often they are said, and so is what makes it louder or slower."""

MOST_SERVED = 3
"""How often in a row the same is done on the side of one question: an answer that is misheard for
"make it short" is misheard again when it is said again."""

ANSWERS_OFFER = frozenset({"accept", "decline", "another", "smaller"})
"""Answers to an offered ritual."""


def react(night: Night, visit: Visit, meaning: Meaning) -> Talk[Step | None]:
    """Do what was asked; None where what was said still has to be taken as an answer."""
    command = meaning.command
    if _is_answer(visit, meaning):
        return None
    if visit.question.id == "ready" and command in ANSWERS_READY | GOING_ON:
        return Resolved(_about_now(meaning))
    if meaning.command == "open_up" and visit.question.id == "ready":
        night.opens_up = not night.cautious
        return Resolved(replace(meaning, answer="toward", command=None))
    _leave_for(night, meaning)
    if command in ("repeat", "skip", "pause", "mute"):
        return (yield from _pace(night, visit, meaning))
    yield from _service(night, visit, meaning)
    if meaning.answer != "none" and meaning.decision == "accept":
        return None
    # After something longer was said, the question comes back in few words.
    return Again(visit.line) if command in ADJUSTING else again(visit, visit.briefly())


def _is_answer(visit: Visit, meaning: Meaning) -> bool:
    """Whether what sounds like a command answers: an offer, or misheard again and again."""
    command = meaning.command
    if command in ANSWERS_OFFER:
        return True
    if command == "short" and visit.question.form == "plan":
        return True  # a plan is asked for last: there is nothing left to shorten
    if command is None or command not in SERVICES or command in ALWAYS_SERVED | ADJUSTING:
        return False
    return visit.served[-MOST_SERVED:] == (command,) * MOST_SERVED


def _about_now(meaning: Meaning) -> Meaning:
    if meaning.command in GOING_ON:
        return replace(meaning, answer="toward", decision="accept")
    return meaning


def _leave_for(night: Night, meaning: Meaning) -> None:
    """Raise Leave where what was asked for is another time, or another conversation."""
    if meaning.command == "later":
        raise Leave("later")
    # Opening a conversation is no advice for somebody who may not be safe.
    if meaning.command == "open_up" and not night.cautious:
        raise Leave("open_up")


def _pace(night: Night, visit: Visit, meaning: Meaning) -> Talk[Step]:
    match meaning.command:
        case "repeat":
            return _repeat(visit)
        case "skip":
            return (yield from _skip(night, visit))
    return (yield from _pause(night, visit))


def as_answer(meaning: Meaning) -> Meaning:
    """A meaning as an answer: accepting is a yes, declining a no, everything else is dropped."""
    if meaning.command == "accept":
        return replace(meaning, answer="toward")
    if meaning.command == "decline":
        return replace(meaning, answer="away")
    if meaning.command in ANSWERS_OFFER:
        return meaning
    return replace(meaning, command=None)


def _repeat(visit: Visit) -> Step:
    """The same words once more; from the second time on, other words."""
    visit.repeats += 1
    if visit.repeats == 1 or visit.confirming is not None:
        return Again(visit.line)
    return again(visit, visit.other_words())


def _skip(night: Night, visit: Visit) -> Talk[Step]:
    if visit.question.form == "offer" or visit.is_opening:
        return Resolved(Meaning(answer="away", command="decline", decision="accept"))
    if visit.question.form != "plan":
        yield from say(night, "command.skipped")
    return Resolved(None)


def _pause(night: Night, visit: Visit) -> Talk[Step]:
    yield from say(night, "command.pause")
    reply = yield Hold(PAUSE_SECONDS)
    if not isinstance(reply, Heard):
        raise Leave("nobody")
    meaning = reply.meaning
    if meaning.safety.level != "none" or meaning.command not in (None, "resume"):
        # What is said in a pause may be asked for, but it answers nothing.
        return Instead(replace(reply, meaning=replace(meaning, answer="none")))
    yield from say(night, "command.resume")
    return Again(visit.line)


def _service(night: Night, visit: Visit, meaning: Meaning) -> Talk[None]:
    """Something that is done on the side, after which the question is asked again."""
    command = meaning.command or ""
    service = SERVICES.get(command)
    if service is not None:
        visit.served += (command,)
        yield from service(night)


def _adjust(night: Night, *, what: Literal["slower", "faster", "louder", "quieter"]) -> Talk[None]:
    del night
    yield Adjust(what)


def _line(night: Night, *, identifier: str) -> Talk[None]:
    yield from say(night, identifier)


def forget_evening(night: Night, *, wish: Literal["forget_tonight", "keep_nothing"]) -> Talk[None]:
    """Delete what tonight has left, keep nothing more, and say so once it is known of whom."""
    yield Discard()
    night.keeping = False
    if not night.knows_who and not night.asked_who:
        night.forgets = wish
    elif not night.knows_who:
        yield from say(
            night, "command.forget_unknown" if wish == "forget_tonight" else FORGOTTEN[wish]
        )
    elif night.who == "guest" or (yield from _evening_is_gone(night, wish)):
        yield from say(night, FORGOTTEN[wish])
    else:
        yield from say(night, "command.forget_tonight_not_done")


def _evening_is_gone(night: Night, wish: Forgets) -> Talk[bool]:
    """Delete an earlier evening of today as well, and the plan that was made in it."""
    day, plan = night.context.day, night.history.plan
    if not isinstance((yield ForgetEvening(night.who, day, wish == "keep_nothing")), Forgotten):
        return False
    night.history = History(
        evenings=tuple(evening for evening in night.history.evenings if evening.day < day),
        plan=None if plan is not None and plan.made >= day else plan,
    )
    return True


def _shorten(night: Night) -> Talk[None]:
    night.length = "short"
    yield from say(night, "ready.short")


SERVICES: Mapping[str, Callable[[Night], Talk[None]]] = {
    "slower": partial(_adjust, what="slower"),
    "faster": partial(_adjust, what="faster"),
    "louder": partial(_adjust, what="louder"),
    "quieter": partial(_adjust, what="quieter"),
    "help": partial(_line, identifier="command.help"),
    "why": partial(_line, identifier="command.why"),
    "undo": partial(_line, identifier="command.undo_nothing"),
    "short": _shorten,
    "numbers": read_numbers,
    "forget_tonight": partial(forget_evening, wish="forget_tonight"),
    "keep_nothing": partial(forget_evening, wish="keep_nothing"),
    "keep_no_words": forget_words,
    "what_do_you_remember": partial(personal, about=remembered),
    "what_did_they_say": partial(_line, identifier="command.not_passed_on"),
    "tonights_ritual": partial(personal, about=tonights_plan),
    "how_are_we_doing": partial(personal, about=doing),
}
"""What is done on the side when it is asked for."""
