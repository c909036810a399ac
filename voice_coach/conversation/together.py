"""Evenings that are not for one person alone: both are there, or a guest."""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import longest_rested
from voice_coach.conversation.core import cores_due
from voice_coach.conversation.last_time import last_time
from voice_coach.conversation.night import Night, Talk, reflect, say
from voice_coach.conversation.numbers import are_mentioned
from voice_coach.conversation.offer import plan_for_tonight
from voice_coach.meaning import End, Question


def evening_for_two(night: Night) -> Talk[End]:
    """The shared plan, one good thing each, the question about the two, one plan to share."""
    if night.keeping:
        yield from say(night, "who.both")
    state = yield from last_time(night)
    for group in ("good_moment_together", "good_moment_together_other"):
        if night.length != "short" and night.room_for(3):
            meaning = yield from ask(night, _rested(night, group))
            if meaning is not None:
                yield from reflect(night, "together.listened")
    yield from _about_you_two(night)
    end = yield from plan_for_tonight(night, state)
    if are_mentioned(night):
        yield from say(night, "close.numbers")
    yield from say(night, "close.goodnight_both")
    return end


def _about_you_two(night: Night) -> Talk[None]:
    core = cores_due(night)[0]
    meaning = yield from ask(night, _rested(night, f"{core}_together"))
    if meaning is None:
        return
    known = meaning.answer in ("toward", "away", "mixed")
    yield from reflect(night, f"together.heard_{meaning.answer}" if known else "heard.unsure")


def _rested(night: Night, group: str) -> Question:
    """The question of a group that has rested longest."""
    context, questions = night.context, night.group(group)
    return longest_rested(questions, night.history, context.day, context.seed) or questions[0]


def evening_for_a_guest(night: Night) -> Talk[End]:
    """Somebody who does not live here: one friendly question, and nothing is kept."""
    night.keeping, night.stranger = False, True
    yield from say(night, "who.guest")
    meaning = yield from ask(night, night.group("good_moment_guest")[0])
    if meaning is not None:
        yield from reflect(night, "good.told")
    yield from say(night, "close.goodnight")
    return "stopped"
