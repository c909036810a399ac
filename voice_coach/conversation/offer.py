"""One small plan: offered, taken, swapped once, made smaller, or left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import Wish, choose_ritual
from voice_coach.conversation.last_time import PlanState
from voice_coach.conversation.memory import plan_words
from voice_coach.conversation.night import Night, Talk, keep, say
from voice_coach.meaning import End, Meaning, PlanMark, Ritual


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ritual as it is put to the person right now, and what was tried before it."""

    ritual: Ritual
    group: str
    small: bool = False
    swapped: bool = False
    reoffer: bool = False
    smallest_said: bool = False

    @property
    def plan(self) -> str:
        """The words of the plan."""
        return self.ritual.smaller if self.small else self.ritual.plan


def plan_for_tonight(night: Night, state: PlanState) -> Talk[End]:
    """Keep the plan that goes on, or offer one; how that leaves the evening."""
    words = plan_words(night)
    running = night.history.plan
    if state == "goes_on" and words is not None and running is not None:
        night.ritual = running.ritual
        yield from say(night, "plan.goes_on", plan=words)
        return "ritual_accepted"
    proposal = _first(night, state)
    return "ritual_declined" if proposal is None else (yield from _negotiate(night, proposal))


def _first(night: Night, state: PlanState) -> Proposal | None:
    running = night.history.plan
    if state == "shrink" and running is not None:
        ritual = night.content.rituals[running.ritual]
        return Proposal(ritual, "ritual_offer_after_miss", small=True)
    ritual_or_none = _choose(night, frozenset())
    if ritual_or_none is None:
        return None
    when = "together" if night.together else ritual_or_none.when
    # After a quarrel, or with little time, the small version is enough.
    small = "conflict" in night.situations
    return Proposal(ritual_or_none, f"ritual_offer_{when}", small=small)


def _choose(night: Night, offered: frozenset[str]) -> Ritual | None:
    context = night.context
    wish = Wish(
        kinds=tuple(night.admitted),
        apart="apart" in night.situations,
        together=night.together,
        brief=night.length == "short",
        exclude=offered | _running(night),
    )
    return choose_ritual(night.content.rituals, wish, night.history, context.day, context.seed)


def _running(night: Night) -> frozenset[str]:
    """The plan that was just let go is not offered again in the same evening."""
    plan = night.history.plan
    return frozenset() if plan is None else frozenset({plan.ritual})


def _negotiate(night: Night, first: Proposal) -> Talk[End]:
    """Put a proposal and its changed forms to the person until it is settled."""
    proposal = first
    while True:
        question = night.group(proposal.group)[0]
        meaning = yield from ask(night, question, reoffer=proposal.reoffer, plan=proposal.plan)
        if meaning is None:
            return "no_answer"
        if meaning.command == "another":
            changed = yield from _another(night, proposal)
        elif meaning.command == "smaller" or meaning.answer in ("mixed", "unsure"):
            changed = yield from _smaller(night, proposal, meaning)
        elif meaning.answer == "toward":
            return (yield from _accepted(night, proposal))
        else:
            changed = None
            yield from say(night, "offer.declined")
        if changed is None:
            night.declined = True
            yield from keep(night, PlanMark(proposal.ritual.id, "declined", proposal.small))
            return "ritual_declined"
        proposal = changed


def _another(night: Night, proposal: Proposal) -> Talk[Proposal | None]:
    """A different ritual, once."""
    other = _choose(night, frozenset({proposal.ritual.id}))
    if proposal.swapped or other is None:
        yield from say(night, "offer.no_more")
        return None
    return Proposal(other, "ritual_offer_another", swapped=True, reoffer=True)


def _smaller(night: Night, proposal: Proposal, meaning: Meaning) -> Talk[Proposal | None]:
    """The smaller version of the same ritual; below that there is only leaving it."""
    if not proposal.small:
        return replace(proposal, group="ritual_offer_smaller", small=True, reoffer=True)
    if meaning.command != "smaller" or proposal.smallest_said:
        yield from say(night, "offer.declined")
        return None
    yield from say(night, "offer.smallest")
    return replace(proposal, group="ritual_offer_smaller", reoffer=True, smallest_said=True)


def _accepted(night: Night, proposal: Proposal) -> Talk[End]:
    yield from keep(night, PlanMark(proposal.ritual.id, "accepted", proposal.small))
    night.ritual, night.plan = proposal.ritual.id, proposal.plan
    yield from say(night, "offer.accepted")
    if night.room_for(1):
        said = yield from ask(night, night.group("say_the_plan")[0], plan=proposal.plan)
        if said is not None:
            yield from say(night, "said.thanks")
    return "ritual_accepted"
