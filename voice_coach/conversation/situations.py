"""Life that does not fit the question: what was told is met first, then the evening is gentler."""

from __future__ import annotations

from typing import Literal

from voice_coach.conversation.choosing import longest_rested
from voice_coach.conversation.effects import Ask, Asked, Heard
from voice_coach.conversation.lines import CONFIRM, CORE, GROUPS
from voice_coach.conversation.night import Leave, Night, Talk, leave_if_asked, say
from voice_coach.conversation.numbers import read_numbers
from voice_coach.conversation.visit import Resolved, Step, Visit, again
from voice_coach.meaning import Meaning, Question, Situation

MEANT_ELSE = frozenset({"resume", "start_checkin", "undo"})
"""Said after condolences, these say that there is nothing to be sorry about."""

SELF_QUESTIONS = frozenset({*CORE, "follow_up", "what_pulled_you_away"})
"""Questions about oneself, which are not asked while others can hear the answer."""


def react(night: Night, visit: Visit, meaning: Meaning, situation: Situation) -> Talk[Step | None]:
    """Meet a situation that was mentioned for the first time tonight.

    Returns None where what was said still has to be taken as an answer. After an ending or
    a death the evening ends kindly, unless it turns out that nothing of the kind was told.
    """
    night.situations.add(situation)
    if situation in ("ended", "bereaved"):
        yield from _ending(night, situation)
        return None
    night.company = night.company or situation == "not_alone"
    yield from say(night, f"situation.{situation}")
    if _answered(visit, meaning):
        return None
    if night.apart and situation == "apart" and visit.question.id in CORE:
        return (yield from _ask_apart(night, visit))
    if visit.question.id in SELF_QUESTIONS:
        return Resolved(None)
    return again(visit, visit.briefly())


def _ending(night: Night, situation: Literal["ended", "bereaved"]) -> Talk[None]:
    """Say how sorry one is, and leave, unless that was misunderstood ("we split up the chores").

    It is no question: whoever says nothing has said enough.
    """
    yield from say(night, f"situation.{situation}")
    reply = yield Ask(CONFIRM, night.line("situation.if_misheard"), "closed", again=True)
    if not isinstance(reply, Heard):
        raise Leave(situation)
    leave_if_asked(reply.meaning)
    if reply.meaning.safety.level == "ambiguous":
        raise Leave("doubt")
    if reply.meaning.command == "numbers":
        yield from read_numbers(night)
    denied = reply.meaning.answer == "away" and reply.meaning.decision == "accept"
    if not (denied or reply.meaning.command in MEANT_ELSE):
        raise Leave(situation)
    yield from say(night, "situation.misheard")
    night.spoke = False


def _answered(visit: Visit, meaning: Meaning) -> bool:
    """Whether the same breath also answered the question."""
    if visit.question.form in ("open", "plan"):
        return True
    return meaning.decision != "reject" and (meaning.answer != "none" or meaning.who is not None)


def _ask_apart(night: Night, visit: Visit) -> Talk[Step]:
    """The same question in its form for people who are apart."""
    question = apart_form(night, visit.question.id) or visit.question
    if night.keeping:
        yield Asked(question.key)
    visit.question = question
    return again(visit, night.words(question.ask, question.key))


def apart_form(night: Night, core: str) -> Question | None:
    """A core question for people who are apart; the one that has rested longest."""
    group = f"{core}_apart"
    if group not in GROUPS:
        return None
    context = night.context
    return longest_rested(night.group(group), night.history, context.day, context.seed)
