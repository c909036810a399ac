"""What became of the plan from last time."""

from __future__ import annotations

from typing import Literal, TypeAlias

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import longest_rested
from voice_coach.conversation.memory import plan_words
from voice_coach.conversation.night import Night, Talk, keep, reflect, say
from voice_coach.meaning import Answer, Entry, Meaning, Plan, PlanMark

PlanState: TypeAlias = Literal["none", "goes_on", "shrink"]
"""Whether tonight needs a new plan, keeps the one there is, or makes it smaller."""

MISSES_ALLOWED = 1
"""A plan that was missed more often than this did not fit; it is retired."""

KEEP_OR_REST = 3
"""After every third time a plan happened, the person decides whether to keep it."""


def last_time(night: Night) -> Talk[PlanState]:
    """Ask about the running plan, if there is one, and mark what became of it."""
    plan, words = night.history.plan, plan_words(night)
    if plan is None or words is None or night.company or not _fits(night, plan):
        return "none"
    if (plan.last or plan.made) >= night.context.day:
        # Made, or told of, in a check-in earlier tonight.
        return "goes_on"
    meaning = yield from ask(night, night.group("follow_up")[0], plan=words)
    if meaning is None:
        return "none"
    yield from keep(night, Entry("follow_up", meaning.answer, meaning.kinds))
    return (yield from _told(night, plan, words, meaning.answer))


def _told(night: Night, plan: Plan, words: str, answer: Answer) -> Talk[PlanState]:
    match answer:
        case "toward":
            return (yield from _happened(night, plan, words))
        case "mixed":
            yield from keep(night, PlanMark(plan.ritual, "partly", plan.smaller))
            yield from reflect(night, "plan.partly")
            return "goes_on"
        case "away":
            return (yield from _missed(night, plan))
    yield from reflect(night, "plan.unsure")
    return "none"


def _fits(night: Night, plan: Plan) -> bool:
    """Whether it can be done: not while they are apart."""
    return not night.apart or night.content.rituals[plan.ritual].apart


def _happened(night: Night, plan: Plan, words: str) -> Talk[PlanState]:
    yield from keep(night, PlanMark(plan.ritual, "happened", plan.smaller))
    yield from reflect(night, "plan.happened")
    if (plan.happened + 1) % KEEP_OR_REST:
        return "goes_on"
    meaning = yield from ask(night, night.group("ritual_offer_keep")[0], plan=words)
    if meaning is None or not _rests(meaning):
        yield from reflect(night, "plan.kept")
        return "goes_on"
    night.let_go = True
    yield from keep(night, PlanMark(plan.ritual, "rested", plan.smaller))
    yield from reflect(night, "plan.rested")
    return "none"


def _rests(meaning: Meaning) -> bool:
    return meaning.answer == "away" or meaning.command in ("decline", "another")


def _missed(night: Night, plan: Plan) -> Talk[PlanState]:
    yield from keep(night, PlanMark(plan.ritual, "missed", plan.smaller))
    if plan.missed + 1 > MISSES_ALLOWED:
        night.let_go = True
        yield from keep(night, PlanMark(plan.ritual, "retired", plan.smaller))
        served = plan.happened > plan.missed
        yield from reflect(night, "plan.rested" if served else "plan.retired")
        return "none"
    yield from reflect(night, "plan.missed")
    if night.length != "short":
        yield from _what_got_in_the_way(night)
    if plan.smaller:
        # It cannot be made smaller: the same once more, before it is let go.
        yield from say(night, "plan.once_more")
        return "goes_on"
    return "shrink"


def _what_got_in_the_way(night: Night) -> Talk[None]:
    context = night.context
    questions = night.group("what_got_in_the_way")
    question = longest_rested(questions, night.history, context.day, context.seed)
    if question is None:
        return
    meaning = yield from ask(night, question)
    if meaning is not None:
        yield from keep(night, Entry(question.id, meaning.answer, meaning.kinds))
        yield from reflect(night, "plan.way")
