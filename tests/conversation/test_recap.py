"""After seven evenings the coach says what was done, and nothing of what was not."""

from __future__ import annotations

from datetime import date, timedelta

from checkin_driver import drive, english

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.recap import is_due
from voice_coach.meaning import Entry, Evening, History, PlanMark

DAY = date(2026, 11, 23)


def evenings(count: int, *, recap_on: int | None = None, every: int = 1) -> History:
    """`count` evenings up to yesterday; `recap_on` is the one (from 1) that had a recap."""
    return History(
        tuple(
            Evening(
                DAY - timedelta(days=every * (count - number)) - timedelta(days=1),
                "",
                asked=("recap.more",) if recap_on == number + 1 else ("attention.talking",),
                entries=(Entry("attention", "away" if number % 2 else "toward", ()),),
                marks=(PlanMark("hello_up", "missed" if number % 2 else "happened"),),
            )
            for number in range(count)
        )
    )


def test_a_recap_is_due_after_seven_evenings_and_then_after_seven_more() -> None:
    assert not is_due(evenings(6), DAY)
    assert is_due(evenings(7), DAY)
    assert is_due(evenings(7, every=3), DAY)
    assert not is_due(evenings(10, recap_on=8), DAY)
    assert not is_due(evenings(13, recap_on=7), DAY)
    assert is_due(evenings(14, recap_on=7), DAY)


def test_it_says_what_happened_and_hands_the_question_back() -> None:
    held = drive(
        checkin(Context(english(), DAY, history=evenings(7))),
        ["[toward]", "[toward]", "[words]", "[/accept]"],
    )
    assert [line for line in held.said if line.startswith("recap.")] == [
        "recap.begin",
        "recap.plan",
        "recap.attention",
        "recap.more",
    ]
    plan = english().rituals["hello_up"].plan
    assert any(plan in turn for turn in held.turns)


def test_evenings_without_anything_to_name_are_not_counted_up() -> None:
    bare = History(tuple(Evening(DAY - timedelta(days=n), "") for n in range(7, 0, -1)))
    held = drive(checkin(Context(english(), DAY, history=bare)), ["[toward]", "[away phone]"])
    assert "recap.came" in held.said or "recap.begin" not in held.said
    spoken = " ".join(held.turns).lower()
    assert "missed" not in spoken


def test_after_a_quarrel_there_is_no_looking_back() -> None:
    held = drive(
        checkin(Context(english(), DAY, history=evenings(7))),
        ["[toward]", "[situation:conflict]", "[words]", "[/accept]"],
    )
    assert not any(line.startswith("recap.") for line in held.said)
