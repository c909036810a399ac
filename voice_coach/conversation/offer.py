"""One small plan: offered, taken, swapped once, made smaller, or left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import HABITS_OF_CORE, Wish, choose_ritual
from voice_coach.conversation.last_time import PlanState
from voice_coach.conversation.night import Night, Talk, keep, reflect, say
from voice_coach.meaning import End, Kind, Meaning, Plan, PlanMark, Ritual

CHANGES = frozenset({"another", "smaller"})
"""Answers to an offer that change it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ritual as it is put to the person right now, and what was tried before it.

    `instead_of` is the plan from last time that it would replace or make smaller.
    """

    ritual: Ritual
    group: str
    small: bool = False
    swapped: bool = False
    aside: bool = False
    smallest_said: bool = False
    instead_of: Plan | None = None

    @property
    def plan(self) -> str:
        """The words of the plan."""
        return self.ritual.smaller if self.small else self.ritual.plan


def plan_for_tonight(night: Night, state: PlanState) -> Talk[End]:
    """Keep the plan that goes on, or offer one; how that leaves the evening."""
    running = night.history.plan
    if state == "goes_on" and running is not None:
        night.ritual = running.ritual
        if not (night.said["plan.kept"] or night.said["plan.once_more"]):
            yield from say(night, "plan.goes_on")
        return "ritual_accepted"
    proposal = _first(night, state)
    return "ritual_declined" if proposal is None else (yield from _negotiate(night, proposal))


def _first(night: Night, state: PlanState) -> Proposal | None:
    running = night.history.plan
    if state == "shrink" and running is not None:
        ritual = night.content.rituals[running.ritual]
        return Proposal(ritual, "ritual_offer_after_miss", small=True, instead_of=running)
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
        kinds=_to_answer(night),
        habits=HABITS_OF_CORE.get(night.core or "", frozenset()),
        apart=night.apart,
        together=night.together,
        brief=night.length == "short",
        exclude=offered | _running(night),
    )
    return choose_ritual(night.content.rituals, wish, night.history, context.day, context.seed)


def _to_answer(night: Night) -> tuple[Kind, ...]:
    """What the plan should answer; after a quarrel with nothing admitted, how it sounded."""
    if night.admitted or "conflict" not in night.situations:
        return tuple(night.admitted)
    return ("short_tone", "talked_over")


def _running(night: Night) -> frozenset[str]:
    """The plan that was just let go is not offered again in the same evening."""
    plan = night.history.plan
    return frozenset() if plan is None else frozenset({plan.ritual})


def _negotiate(night: Night, first: Proposal) -> Talk[End]:
    """Put a proposal and its changed forms to the person until it is settled."""
    proposal = first
    while True:
        question = night.group(proposal.group)[0]
        meaning = yield from ask(night, question, aside=proposal.aside, plan=proposal.plan)
        if meaning is None:
            return "no_answer"
        if meaning.answer == "toward" and meaning.command not in CHANGES:
            return (yield from _accepted(night, proposal))
        changed = _changed(night, proposal, meaning)
        if changed is None:
            return (yield from _declined(night, proposal, meaning))
        if changed.smallest_said:
            yield from say(night, "offer.smallest")
        proposal = changed


def _changed(night: Night, proposal: Proposal, meaning: Meaning) -> Proposal | None:
    """What to offer instead: one other ritual, or the smaller version; None to leave it."""
    if meaning.command == "another":
        other = _choose(night, frozenset({proposal.ritual.id}))
        if proposal.swapped or other is None:
            return None
        return replace(
            proposal,
            ritual=other,
            group="ritual_offer_another",
            small=False,
            swapped=True,
            aside=True,
        )
    # A "maybe" is met with less, not with more talk.
    if meaning.command == "smaller" or meaning.answer in ("mixed", "unsure"):
        smaller = replace(proposal, group="ritual_offer_smaller", small=True, aside=True)
        if not proposal.small:
            return smaller
        if meaning.command == "smaller" and not proposal.smallest_said:
            return replace(smaller, smallest_said=True)
    return None


def _declined(night: Night, proposal: Proposal, meaning: Meaning) -> Talk[End]:
    night.declined = True
    yield from keep(night, PlanMark(proposal.ritual.id, "declined", proposal.small))
    if proposal.instead_of is not None:
        # Not even smaller: the plan that was missed is not asked about again.
        old = proposal.instead_of
        yield from keep(night, PlanMark(old.ritual, "retired", old.smaller))
    no_more = meaning.command == "another"
    yield from say(night, "offer.no_more" if no_more else "offer.declined")
    return "ritual_declined"


def _accepted(night: Night, proposal: Proposal) -> Talk[End]:
    yield from keep(night, PlanMark(proposal.ritual.id, "accepted", proposal.small))
    night.ritual, night.plan = proposal.ritual.id, proposal.plan
    yield from say(night, "offer.accepted")
    if night.room_for(1):
        said = yield from ask(night, night.group("say_the_plan")[0], plan=proposal.plan)
        if said is not None:
            yield from reflect(night, "said.thanks")
    return "ritual_accepted"
