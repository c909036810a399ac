"""The running plan, computed from what was marked; nothing here is ever written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from voice_coach.meaning import Plan, PlanMark


def running_plan(
    marks: Iterable[tuple[date, PlanMark]], today: date, lapses_after: int
) -> Plan | None:
    """The plan that is running today, or None.

    `marks` come in the order they were made. A plan of which nothing was heard for more than
    `lapses_after` days has lapsed: an evening without an answer ends it, and nobody can tell
    from the file why there was no answer.
    """
    plan: Plan | None = None
    for day, mark in marks:
        plan = _after(plan, day, mark, lapses_after)
    if plan is None or _has_lapsed(plan, today, lapses_after):
        return None
    return plan


def _after(plan: Plan | None, day: date, mark: PlanMark, lapses_after: int) -> Plan | None:
    """The running plan after one more mark."""
    if mark.outcome == "accepted":
        return _accepted(plan, day, mark, lapses_after)
    if plan is None or mark.ritual != plan.ritual or mark.outcome == "declined":
        return plan
    if mark.outcome in {"retired", "rested"}:
        return None
    return replace(
        plan,
        happened=plan.happened + (mark.outcome == "happened"),
        missed=plan.missed + (mark.outcome == "missed"),
        last=day,
    )


def _accepted(plan: Plan | None, day: date, mark: PlanMark, lapses_after: int) -> Plan:
    """A plan that is made smaller goes on, with its misses; anything else begins anew."""
    goes_on = (
        plan is not None
        and plan.ritual == mark.ritual
        and mark.smaller
        and not plan.smaller
        and not _has_lapsed(plan, day, lapses_after)
    )
    if goes_on and plan is not None:
        return replace(plan, smaller=True, last=day)
    return Plan(ritual=mark.ritual, made=day, smaller=mark.smaller, last=day)


def _has_lapsed(plan: Plan, today: date, lapses_after: int) -> bool:
    """True when an evening has gone by without a word about the plan."""
    return (today - (plan.last or plan.made)).days > lapses_after
