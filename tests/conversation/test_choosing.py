"""Sixty nights in a row: what is asked and offered does not go stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from checkin_driver import Evening as Held
from checkin_driver import drive, english

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.choosing import (
    HABITS_OF_CORE,
    REPROACHES,
    Wish,
    choose_ritual,
    cores_in_turn,
    wording,
)
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Asked
from voice_coach.conversation.lines import CORE, group_of
from voice_coach.journal.plans import running_plan
from voice_coach.meaning import KINDS, Entry, Evening, History, Kind, PlanMark

FIRST_NIGHT = date(2026, 11, 1)
NIGHTS = 60


@dataclass(frozen=True)
class Household:
    """A made-up person: what they answer to a question, with some luck in it."""

    name: str
    answer: Callable[[str, Random], str]


def honest_about_the_phone(question: str, luck: Random) -> str:
    if question in CORE:
        return "[away phone]" if luck.random() < 0.7 else "[toward]"
    if question == "follow_up":
        return luck.choice(["[toward]", "[toward]", "[away]"])
    return (
        luck.choice(["[toward]", "[toward]", "[/smaller]"])
        if question == "ritual_offer"
        else "[toward]"
    )


def all_kinds_of_days(question: str, luck: Random) -> str:
    if question in CORE:
        return f"[{luck.choice(['away', 'mixed'])} {luck.choice(KINDS)}]"
    if question == "ritual_offer":
        return luck.choice(["[toward]", "[away /decline]", "[/another]"])
    return luck.choice(["[toward]", "[away]", "[words]"])


def few_words(question: str, luck: Random) -> str:
    return luck.choice(["[toward]", "[away]", "[/skip]", "[silence]", "[reject]"])


HOUSEHOLDS = [
    Household("phone", honest_about_the_phone),
    Household("varied", all_kinds_of_days),
    Household("quiet", few_words),
]


@pytest.fixture(scope="module", params=HOUSEHOLDS, ids=lambda household: household.name)
def nights(request: pytest.FixtureRequest) -> list[Evening]:
    return list(live_through(request.param).evenings)


def live_through(household: Household) -> History:
    """Sixty nights, each remembered for the next."""
    history = History()
    for night in range(NIGHTS):
        day = FIRST_NIGHT + timedelta(night)
        context = Context(content=english(), day=day, seed=7, history=history)
        held = hold(context, household, Random(f"{household.name}:{night}"))
        evenings = (*history.evenings, remembered(day, held))
        marks = [(evening.day, mark) for evening in evenings for mark in evening.marks]
        history = History(evenings, running_plan(marks, day + timedelta(1), lapses_after=2))
    return history


def hold(context: Context, household: Household, luck: Random) -> Held:
    """One evening; each answer is decided by the question being asked."""
    replies: list[str] = []
    while True:
        held = drive(checkin(context), ["[toward]", *replies])
        listened = len(held.asks)
        if listened <= len(replies) + 1:
            return held
        replies.append(household.answer(held.asks[len(replies) + 1].question, luck))


def remembered(day: date, held: Held) -> Evening:
    asked = tuple(effect.key for effect in held.effects if isinstance(effect, Asked))
    notes = held.noted
    return Evening(
        day,
        "",
        asked=asked,
        entries=tuple(note for note in notes if isinstance(note, Entry)),
        marks=tuple(note for note in notes if isinstance(note, PlanMark)),
    )


def test_no_follow_up_or_good_question_returns_within_seven_nights(nights: list[Evening]) -> None:
    last: dict[str, int] = {}
    for number, night in enumerate(nights):
        for key in night.asked:
            if group_of(key) in ("what_pulled_you_away", "good_moment"):
                assert number - last.get(key, -99) >= 7, key
                last[key] = number


def test_no_opening_returns_within_five_nights(nights: list[Evening]) -> None:
    openings = [night.asked[0] for night in nights]
    assert all(group_of(opening) == "ready" for opening in openings)
    for number in range(5, NIGHTS):
        assert len(set(openings[number - 4 : number + 1])) == 5


def test_the_core_questions_come_in_turn(nights: list[Evening]) -> None:
    asked = [core for night in nights for key in night.asked if (core := group_of(key)) in CORE]
    assert asked[:3] == list(CORE)
    for number in range(len(asked) - 2):
        assert set(asked[number : number + 3]) == set(CORE)


def test_a_core_question_is_worded_otherwise_the_next_time(nights: list[Evening]) -> None:
    for core in CORE:
        keys = [key for night in nights for key in night.asked if group_of(key) == core]
        assert all(one != two for one, two in pairwise(keys))


def test_something_good_is_asked_about_in_any_three_nights(nights: list[Evening]) -> None:
    good = [any(group_of(key) == "good_moment" for key in night.asked) for night in nights]
    late = ("good_moment", "recap", "listen", "ritual_offer")
    whole = [any(group_of(key).startswith(late) for key in night.asked) for night in nights]
    for number in range(NIGHTS - 2):
        if all(whole[number : number + 3]):
            assert any(good[number : number + 3])


def test_a_plan_that_was_let_go_rests_for_fourteen_nights(nights: list[Evening]) -> None:
    let_go: dict[str, int] = {}
    for number, night in enumerate(nights):
        for mark in night.marks:
            if mark.outcome == "accepted" and mark.ritual in let_go:
                assert number - let_go[mark.ritual] > 14
            if mark.outcome in ("retired", "rested"):
                let_go[mark.ritual] = number


def test_a_plan_goes_on_after_at_most_one_miss(nights: list[Evening]) -> None:
    marks: list[tuple[date, PlanMark]] = []
    for night in nights:
        marks += [(night.day, mark) for mark in night.marks]
        plan = running_plan(marks, night.day, lapses_after=2)
        assert plan is None or plan.missed <= 1


def test_admitted_habits_decide_what_is_offered() -> None:
    rituals = english().rituals
    for kind in KINDS:
        for seed in range(20):
            wish = Wish(kinds=(kind,))
            chosen = choose_ritual(rituals, wish, History(), FIRST_NIGHT, seed)
            assert chosen is not None
            assert kind in chosen.kinds


def test_rituals_that_one_can_start_alone_come_first() -> None:
    offered = [
        choose_ritual(english().rituals, Wish(), History(), FIRST_NIGHT, seed)
        for seed in range(200)
    ]
    alone = [ritual.alone for ritual in offered if ritual is not None]
    assert sum(alone) / len(alone) > 0.8


def test_what_was_admitted_is_answered_first_of_all() -> None:
    for seed in range(50):
        wish = Wish(kinds=("phone",))
        ritual = choose_ritual(english().rituals, wish, History(), FIRST_NIGHT, seed)
        assert ritual is not None
        assert ritual.kinds[0] == "phone"


def test_nobody_who_admitted_nothing_is_offered_a_reproach() -> None:
    for core, habits in HABITS_OF_CORE.items():
        for seed in range(50):
            wish = Wish(habits=habits)
            ritual = choose_ritual(english().rituals, wish, History(), FIRST_NIGHT, seed)
            assert ritual is not None
            assert ritual.habit in habits, core
            assert ritual.kinds[0] not in REPROACHES


def test_two_together_are_offered_something_for_two() -> None:
    wish = Wish(together=True)
    for seed in range(50):
        ritual = choose_ritual(english().rituals, wish, History(), FIRST_NIGHT, seed)
        assert ritual is not None
        assert not ritual.alone


@pytest.mark.parametrize("apart", [True, False])
def test_rituals_for_people_apart_are_for_them_alone(apart: bool) -> None:
    for seed in range(50):
        ritual = choose_ritual(english().rituals, Wish(apart=apart), History(), FIRST_NIGHT, seed)
        assert ritual is not None
        assert ritual.apart == apart


def test_what_was_admitted_lately_still_weighs() -> None:
    entry = Entry("attention", "away", ("fixing",))
    history = History((Evening(FIRST_NIGHT - timedelta(3), "", entries=(entry,)),))

    def share(kind: Kind, known: History) -> float:
        chosen = [
            choose_ritual(english().rituals, Wish(), known, FIRST_NIGHT, seed)
            for seed in range(300)
        ]
        return sum(kind in ritual.kinds for ritual in chosen if ritual) / len(chosen)

    assert share("fixing", history) > 1.5 * share("fixing", History())


def test_nothing_left_to_offer_is_no_offer() -> None:
    rituals = {"hello_up": english().rituals["hello_up"]}
    wish = Wish(exclude=frozenset(rituals))
    assert choose_ritual(rituals, wish, History(), FIRST_NIGHT, 0) is None


def test_wordings_change_from_night_to_night_and_within_a_night() -> None:
    texts = ("a", "b", "c")
    night = [wording(texts, FIRST_NIGHT, 5, "line", turn) for turn in range(3)]
    assert set(night) == set(texts)
    for number in range(20):
        day = FIRST_NIGHT + timedelta(number)
        assert wording(texts, day, 5, "line") != wording(texts, day + timedelta(1), 5, "line")


def test_a_skipped_core_question_counts_as_asked() -> None:
    evening = Evening(FIRST_NIGHT, "", asked=("ready.hello", "attention.talking"))
    assert cores_in_turn(History((evening,)))[0] == "time_together"
    assert cores_in_turn(History((replace(evening, asked=()),)))[0] == "attention"
