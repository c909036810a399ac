"""What is kept is told to whoever it belongs to, and never more or less than is so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from checkin_driver import FORGETTING, Evening, drive, english

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Effect, Newcomer, Refused, Reply
from voice_coach.meaning import History, Plan

DAY = date(2026, 11, 23)
SHARED = History(plan=Plan("tea_together", DAY - timedelta(days=1)))
PERSONAL = ("[/what_do_you_remember]", "[/tonights_ritual]", "[/how_are_we_doing]")
WHAT_IS_KEPT = {"command.remember", "command.remember_words", "command.remember_both"}
TOLD = WHAT_IS_KEPT | {"command.plan_is", "command.plan_none", "recap.plan", "command.doing_open"}


def evening(
    *answers: str, replied: dict[type[Effect], Reply] | None = None, **options: Any
) -> Evening:
    context = Context(content=english(), day=DAY, **options)
    return drive(checkin(context), answers, replied={**FORGETTING, **(replied or {})})


@pytest.mark.parametrize("asked", PERSONAL)
@pytest.mark.parametrize("before", [(), ("[toward]",), ("[toward]", "[reject]", "[/skip]")])
def test_before_it_is_known_who_asks_nothing_is_told(asked: str, before: tuple[str, ...]) -> None:
    held = evening(*before, asked, household=("Sam", "Alex"), history=SHARED)
    assert "command.whose" in held.said
    assert not TOLD & set(held.said)


@pytest.mark.parametrize("asked", PERSONAL)
def test_once_it_is_known_they_are_told(asked: str) -> None:
    held = evening("[toward]", "[who:Sam]", asked, household=("Sam", "Alex"))
    assert "command.whose" not in held.said
    assert TOLD & set(held.said)


@pytest.mark.parametrize(
    ("answers", "standing"),
    [
        (("[toward]", "[who:guest]"), {}),
        (("[toward]", "[who:Sam]"), {Newcomer: Refused()}),
        (("[toward]", "[who:Sam]", "[/forget_everything]", "[toward]"), {}),
        (("[toward]", "[who:both]"), {Newcomer: Refused()}),
    ],
    ids=["a guest", "who said no", "who was just forgotten", "two, one of whom said no"],
)
def test_of_whom_nothing_is_kept_nothing_is_said_to_be(
    answers: tuple[str, ...], standing: dict[type[Effect], Reply]
) -> None:
    held = evening(*answers, "[/what_do_you_remember]", household=("Sam", "Alex"), replied=standing)
    assert "command.remember_nothing" in held.said
    assert not WHAT_IS_KEPT & set(held.said)


@pytest.mark.parametrize("before", [(), ("[toward]", "[who:Sam]"), ("[toward]", "[who:both]")])
def test_what_the_other_said_is_not_passed_on(before: tuple[str, ...]) -> None:
    held = evening(*before, "[/what_did_they_say]", household=("Sam", "Alex"), history=SHARED)
    asked = held.said.index("command.not_passed_on")
    assert held.said[asked + 1] == held.said[asked - 1], "the question is asked again"
    assert not TOLD & set(held.said)
