"""The nightly check-in from hello to goodnight."""

from __future__ import annotations

from functools import partial

from voice_coach.conversation.asking import ask, forget, who_is_there
from voice_coach.conversation.choosing import (
    chance,
    mostly_listens,
    offers_to_open_up,
    wording,
)
from voice_coach.conversation.context import Context
from voice_coach.conversation.core import core_question, cores_due, follow_up, good_moment
from voice_coach.conversation.effects import Conversation
from voice_coach.conversation.joining import join, keep_words
from voice_coach.conversation.last_time import PlanState, last_time
from voice_coach.conversation.leaving import goodbye
from voice_coach.conversation.lines import OPEN_UP_OFFER
from voice_coach.conversation.listening import listen
from voice_coach.conversation.night import Leave, Night, Talk, Why, say
from voice_coach.conversation.numbers import are_mentioned
from voice_coach.conversation.offer import plan_for_tonight
from voice_coach.conversation.opening import ready
from voice_coach.conversation.picking_up import pick_up
from voice_coach.conversation.recap import is_due, recap
from voice_coach.conversation.replay import Back, replayable
from voice_coach.conversation.together import evening_for_a_guest, evening_for_two
from voice_coach.meaning import End, Line, Outcome

THANKS_SHARE = 0.7
"""On how many evenings the close comes back to the good moment that was named."""


def checkin(context: Context) -> Conversation:
    """Tonight's check-in: yields effects, takes replies, returns how the evening ended.

    The same context and the same replies give the same evening. Going back a question is
    part of it.
    """
    back = Back(
        earlier=partial(_line, context, "command.undo"),
        corrected=partial(_line, context, "who.corrected"),
    )
    return replayable(lambda: _evening(context), back, context.household)


def _line(context: Context, identifier: str, step: int) -> Line:
    texts = context.content.lines[identifier]
    return Line(identifier, wording(texts, context.day, context.seed, identifier, step))


def _evening(context: Context) -> Conversation:
    night = Night(
        context=context,
        history=context.history,
        length=context.length,
        keeping=context.keeps,
        who=context.who or "",
        together=context.who == "both",
    )
    try:
        end = yield from _hello_to_goodnight(night)
    except Leave as leave:
        why: Why = leave.why
    else:
        return Outcome(end, night.ritual)
    return (yield from goodbye(night, why))


def _hello_to_goodnight(night: Night) -> Talk[End]:
    if night.context.unkept:
        yield from forget(night, "keep_nothing")
    yield from ready(night)
    who = yield from who_is_there(night)
    if who == "guest":
        return (yield from evening_for_a_guest(night))
    if night.keeping:
        yield from pick_up(night, who)
        yield from join(night, who)
        yield from keep_words(night)
    if night.opens_up:
        raise Leave("open_up")
    if night.together:
        return (yield from evening_for_two(night))
    return (yield from _evening_for_one(night))


def _evening_for_one(night: Night) -> Talk[End]:
    opens_up = offers_to_open_up(night.history, night.context.day, night.context.seed)
    state = yield from last_time(night)
    if _listens(night, opens_up=opens_up) and (yield from listen(night)):
        return (yield from _after_listening(night, state))
    for core in cores_due(night)[: 3 if night.length == "long" else 1]:
        if not _is_light(night):
            yield from _core_and_follow_up(night, core, state, digs=not opens_up)
    if opens_up:
        yield from _offer_to_open_up(night)
    if night.length != "short" and night.room_for(2):
        yield from _something_good(night)
    end = yield from plan_for_tonight(night, state)
    yield from _close(night)
    return end


def _listens(night: Night, *, opens_up: bool) -> bool:
    """Whether to mostly listen: on a usual evening that nothing else has a claim to."""
    history, day = night.history, night.context.day
    has_claim = opens_up or is_due(history, day) or _is_light(night) or night.length != "normal"
    return not has_claim and mostly_listens(history, day, night.context.seed)


def _after_listening(night: Night, state: PlanState) -> Talk[End]:
    """No question about oneself, and no new plan. One that runs goes on."""
    end: End = "stopped"
    if state != "none":
        end = yield from plan_for_tonight(night, state)
    yield from _close(night)
    return end


def _something_good(night: Night) -> Talk[None]:
    """A look back on seven evenings where one is due, else tonight's good moment."""
    if is_due(night.history, night.context.day) and not _is_light(night):
        yield from recap(night)
    else:
        yield from good_moment(night)


def _is_light(night: Night) -> bool:
    """Whether questions about oneself are left out: after a quarrel, or with others around."""
    return night.company or "conflict" in night.situations


def _offer_to_open_up(night: Night) -> Talk[None]:
    """Offer to shape one sentence; never after a sign that something may not be safe."""
    if night.cautious or _is_light(night) or night.apart or not night.room_for(3):
        return
    meaning = yield from ask(night, night.group(OPEN_UP_OFFER)[0])
    if meaning is not None and meaning.answer == "toward":
        raise Leave("open_up")


def _core_and_follow_up(night: Night, core: str, state: PlanState, *, digs: bool) -> Talk[None]:
    """One core question, and one about what was admitted, unless something else takes its place."""
    meaning = yield from core_question(night, core)
    if meaning is None or meaning.answer not in ("away", "mixed") or _is_light(night):
        return
    still_to_come = 1 if state == "goes_on" else 3
    if digs and night.length == "normal" and night.room_for(1 + still_to_come):
        yield from follow_up(night, meaning)


def _close(night: Night) -> Talk[None]:
    context = night.context
    if night.thanks and chance(context.day, context.seed, "thank_them", THANKS_SHARE):
        yield from say(night, "close.thank_them")
    elif are_mentioned(night):
        yield from say(night, "close.numbers")
    yield from say(night, "close.goodnight")
