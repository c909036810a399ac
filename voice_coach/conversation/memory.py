"""What the coach says about what it keeps: the sort of thing and the plan, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voice_coach.conversation.effects import Indeed, WantsWords
from voice_coach.conversation.night import Night, Talk, say
from voice_coach.meaning import Evening, History


def plan_words(night: Night) -> str | None:
    """The plan that was made tonight, or else the one that is running, as it is said."""
    if night.plan is not None:
        return night.plan
    plan = night.history.plan
    ritual = night.content.rituals.get(plan.ritual) if plan is not None else None
    if plan is None or ritual is None or night.declined or night.let_go:
        return None
    return ritual.smaller if plan.smaller else ritual.plan


def personal(night: Night, about: Callable[[Night], Talk[None]]) -> Talk[None]:
    """Tell somebody what is theirs, unless nobody knows who asks: then nothing of it is said."""
    yield from about(night) if night.knows_who else say(night, "command.whose")


def remembered(night: Night) -> Talk[None]:
    """What sort of thing is kept, and the plan; no answers, whoever asks."""
    yield from say(night, (yield from _sort_of_thing(night)))
    plan = plan_words(night)
    if plan is not None:
        yield from say(night, "command.plan_is", plan=plan)


def _sort_of_thing(night: Night) -> Talk[str]:
    """The line that says what is kept: of two a plan, of one labels, and words where wanted.

    Of a guest, and of somebody who said no or was just forgotten, it is nothing; of two, one of
    whom said no, it is nothing either.
    """
    of_two_nothing = night.together and not night.keeping and night.history == History()
    if night.stranger or of_two_nothing:
        return "command.remember_nothing"
    if night.together:
        return "command.remember_both"
    wish = yield WantsWords(night.who)
    return "command.remember_words" if isinstance(wish, Indeed) else "command.remember"


def tonights_plan(night: Night) -> Talk[None]:
    """The plan, or that there is none."""
    plan = plan_words(night)
    if plan is None:
        yield from say(night, "command.plan_none")
    else:
        yield from say(night, "command.plan_is", plan=plan)


def plan_that_happened(night: Night, evenings: Sequence[Evening]) -> str | None:
    """The words of the latest plan that happened on these evenings, whatever became of it."""
    for mark in (mark for evening in reversed(evenings) for mark in reversed(evening.marks)):
        ritual = night.content.rituals.get(mark.ritual)
        if mark.outcome == "happened" and ritual is not None:
            return ritual.smaller if mark.smaller else ritual.plan
    return None


def doing(night: Night) -> Talk[None]:
    """A plan that happened, if any did, and the question handed back; no counts."""
    plan = plan_that_happened(night, night.history.evenings)
    if plan is None:
        yield from say(night, "command.doing_open")
    else:
        yield from say(night, "recap.plan", plan=plan)
        yield from say(night, "command.doing")
