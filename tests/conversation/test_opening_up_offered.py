"""After a hard week the coach offers to open a conversation, and says nothing of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from checkin_driver import Evening as Held
from checkin_driver import drive, english

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.choosing import offers_to_open_up, was_hard_week
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Asked
from voice_coach.conversation.lines import CORE, OPEN_UP_OFFER, group_of
from voice_coach.meaning import Answer, Entry, Evening, History

TODAY = date(2026, 11, 20)


def quiet_seed(history: History) -> int:
    """A seed with which the offer does not come by chance."""
    calm = History(tuple(Evening(e.day, e.who, asked=e.asked) for e in history.evenings))
    return next(seed for seed in range(99) if not offers_to_open_up(calm, TODAY, seed))


def week(answers: Sequence[Answer], *, asked: dict[int, str] | None = None) -> History:
    """One evening a night up to yesterday, with these answers to the core questions."""
    evenings = []
    for ago in range(len(answers), 0, -1):
        entry = Entry(CORE[ago % 3], answers[-ago], ("phone",))
        key = (asked or {}).get(ago, "ready.hello")
        evenings.append(Evening(TODAY - timedelta(ago), "", asked=(key,), entries=(entry,)))
    return History(tuple(evenings))


HARD = week(["toward", "away", "away", "away"])


def hold(history: History, replies: list[str]) -> Held:
    context = Context(english(), TODAY, seed=quiet_seed(history), history=history)
    return drive(checkin(context), replies)


def offered(held: Held) -> bool:
    return any(
        isinstance(effect, Asked) and group_of(effect.key) == OPEN_UP_OFFER
        for effect in held.effects
    )


@pytest.mark.parametrize(
    ("answers", "is_hard"),
    [
        (["away", "away", "away"], True),
        (["toward", "away", "away", "away"], True),
        (["away", "away"], False),
        (["away", "away", "away", "toward"], False),
        (["away", "mixed", "away"], False),
    ],
)
def test_a_week_is_hard_while_its_last_answers_all_lean_away(
    answers: list[Answer], is_hard: bool
) -> None:
    assert was_hard_week(week(answers), TODAY) == is_hard


def test_what_is_longer_ago_than_a_week_is_over() -> None:
    assert not was_hard_week(HARD, TODAY + timedelta(10))


def test_after_a_hard_week_it_is_offered_instead_of_a_follow_up() -> None:
    held = hold(HARD, ["[toward]", "[away phone]", "[away]", "[words]", "[toward]", "[words]"])
    assert offered(held)
    assert "what_pulled_you_away" not in [ask.question for ask in held.asks]
    assert held.outcome is not None
    assert held.outcome.end == "ritual_accepted"


def test_a_yes_leads_to_one_sentence_and_nothing_of_it_is_kept() -> None:
    held = hold(HARD, ["[toward]", "[away phone]", "[toward]", "[words]", "[words]", "[words]"])
    assert [ask.question for ask in held.asks][-3:] == ["say_the_plan"] * 3
    assert len(held.noted) == 1


def test_it_rests_for_two_weeks() -> None:
    before = week(["away"] * 6, asked={5: f"{OPEN_UP_OFFER}.one_sentence"})
    assert was_hard_week(before, TODAY)
    assert not offered(hold(before, ["[toward]", "[away]", "[words]", "[words]", "[toward]"]))


def test_an_ordinary_week_is_offered_none_but_by_chance() -> None:
    history = week(["toward"] * 7)
    by_chance = [offers_to_open_up(history, TODAY, seed) for seed in range(1000)]
    assert 10 <= sum(by_chance) <= 60
    assert not offered(hold(history, ["[toward]", "[toward]", "[words]", "[toward]", "[words]"]))


@pytest.mark.parametrize(
    "reply", ["[away phone situation:conflict]", "[situation:not_alone]", "[doubt:fear]"]
)
def test_it_is_not_offered_after_a_row_with_company_or_in_doubt(reply: str) -> None:
    held = hold(HARD, ["[toward]", reply, "[toward]", "[words]", "[toward]", "[words]"])
    assert not offered(held)


def test_the_offer_says_nothing_of_the_week() -> None:
    for key, question in english().questions.items():
        if group_of(key) == OPEN_UP_OFFER:
            for text in (*question.ask, *question.rephrase, question.choices):
                assert not {"week", "lately", "hard", "again", "still"} & set(text.lower().split())
