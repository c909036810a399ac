"""Particular moments of an evening."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from checkin_driver import FORGETTING, Evening, drive, english, reply

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import (
    Adjust,
    Ask,
    Asked,
    Consent,
    Discard,
    Done,
    Forget,
    ForgetEvening,
    Hold,
    Indeed,
    Newcomer,
    Note,
    Present,
    Reply,
    Say,
)
from voice_coach.conversation.lines import CORE, QUESTION_IDS
from voice_coach.meaning import KINDS, Entry, History, Plan, PlanMark
from voice_coach.meaning import Evening as PastEvening

DAY = date(2026, 11, 23)


def evening(*replies: str, **options: Any) -> Evening:
    return drive(checkin(Context(content=english(), day=DAY, **options)), replies)


def with_plan(ritual: str = "hello_up", **counts: Any) -> History:
    return History(plan=Plan(ritual, DAY - timedelta(days=1), **counts))


def end(held: Evening) -> str:
    assert held.outcome is not None
    return held.outcome.end


def test_questions_keep_their_contract_ids() -> None:
    contract = {"ready", "who", "follow_up", "attention", "time_together", "appreciation"}
    contract |= {"what_pulled_you_away", "good_moment", "ritual_offer", "say_the_plan"}
    assert contract <= QUESTION_IDS


def test_a_household_of_one_is_not_asked_who_is_there() -> None:
    assert "who" not in evening("[toward]", household=("Sam",)).questions


def test_somebody_who_is_known_is_not_asked_who_is_there() -> None:
    assert "who" not in evening("[toward]", household=("Sam", "Alex"), who="Alex").questions


def test_nothing_is_kept_of_somebody_who_could_not_be_made_out() -> None:
    held = evening("[toward]", "[reject]", "[/skip]", "[away phone]", household=("Sam", "Alex"))
    assert set(CORE) & set(held.questions)
    assert held.noted == []


def test_nothing_is_kept_of_a_guest() -> None:
    held = evening("[toward]", "[who:guest]", "[toward]", household=("Sam", "Alex"))
    assert held.noted == []
    assert held.questions == ["ready", "who", "good_moment"]


def test_of_two_together_only_the_plan_is_kept() -> None:
    held = evening(
        *("[toward]", "[toward]", "[toward]", "[away phone]", "[toward]"),
        household=("Sam", "Alex"),
        who="both",
    )
    assert [type(note) for note in held.noted] == [PlanMark]


def test_two_together_are_not_asked_about_themselves() -> None:
    held = evening(*["[away phone]"] * 10, household=("Sam", "Alex"), who="both")
    assert "what_pulled_you_away" not in held.questions


@pytest.mark.parametrize("kind", KINDS)
def test_an_admission_is_reflected_by_its_kind(kind: str) -> None:
    assert f"heard.{kind}" in evening("[toward]", f"[away {kind}]").said


def test_somebody_turned_toward_is_not_asked_what_pulled_them_away() -> None:
    assert "what_pulled_you_away" not in evening(*["[toward]"] * 6).questions


def test_the_short_evening_asks_one_core_question_and_offers_a_plan() -> None:
    held = evening("[toward]", "[away phone]", "[toward]", length="short")
    assert held.questions[:3] == ["ready", "attention", "ritual_offer"]


def test_the_long_evening_asks_all_three() -> None:
    held = evening(*["[toward]"] * 8, length="long")
    assert held.questions[1:4] == ["attention", "time_together", "appreciation"]


def test_asking_for_a_short_evening_shortens_it() -> None:
    held = evening("[/short]", "[away phone]", "[toward]")
    assert held.questions[:3] == ["ready", "attention", "ritual_offer"]


def test_saying_the_plan_is_never_checked() -> None:
    for said in ("[silence]", "[words]", "[reject]", "[away]", "[/skip]"):
        held = evening(*("[toward]", "[toward]", "[toward]", "[toward]"), said)
        assert end(held) == "ritual_accepted"
        assert held.questions[-1] == "say_the_plan"


def test_a_plan_that_sounds_like_make_it_short_is_a_plan() -> None:
    held = evening("[toward]", "[toward]", "[toward]", "[toward]", "[/short]")
    assert (end(held), held.said[-1]) == ("ritual_accepted", "close.goodnight")
    assert "ready.short" not in held.said


@pytest.mark.parametrize("line", ["ready.short", "command.help", "command.why"])
def test_an_answer_that_is_misheard_for_a_command_again_and_again_is_let_go(line: str) -> None:
    command = line.rpartition(".")[2]
    held = evening("[toward]", *[f"[/{command}]"] * 5, "[toward]", "[toward]", "[toward]")
    assert held.questions[1] == "attention"
    assert held.said.count(line) == 3


def test_quieter_is_done_as_often_as_it_is_said() -> None:
    held = evening("[toward]", *["[/quieter]"] * 6, "[toward]", "[/goodnight]")
    assert sum(isinstance(effect, Adjust) for effect in held.effects) == 6


def test_forget_tonight_is_done_however_often_it_is_said() -> None:
    held = evening("[toward]", *["[/forget_tonight]"] * 5, "[toward]", "[/goodnight]")
    assert sum(isinstance(effect, Discard) for effect in held.effects) == 5


def test_maybe_is_met_with_something_smaller() -> None:
    held = evening("[toward]", "[toward]", "[toward]", "[unsure]", "[toward]")
    mark = held.noted[-1]
    assert isinstance(mark, PlanMark)
    assert mark.smaller


def test_smaller_than_small_is_said_once() -> None:
    held = evening("[toward]", "[toward]", "[toward]", *["[/smaller]"] * 4)
    assert held.said.count("offer.smallest") == 1
    assert end(held) == "ritual_declined"


def test_a_plan_of_this_evening_is_not_asked_about_yet() -> None:
    tonight = History(plan=Plan("hello_up", DAY))
    assert "follow_up" not in evening(*["[toward]"] * 8, history=tonight).questions


def test_a_running_plan_is_kept_rather_than_replaced() -> None:
    held = evening(*["[toward]"] * 4, history=with_plan(happened=1))
    assert "ritual_offer" not in held.questions
    assert held.outcome is not None
    assert held.outcome.ritual == "hello_up"


def test_a_plan_that_no_longer_exists_is_not_asked_about() -> None:
    assert "follow_up" not in evening("[toward]", history=with_plan("gone")).questions


def test_a_smaller_plan_is_asked_about_in_its_own_words() -> None:
    held = evening("[toward]", "[toward]", history=with_plan("phone_done", smaller=True))
    assert any('just say "two minutes"' in turn for turn in held.turns)


def test_a_plan_missed_twice_is_retired_and_another_offered() -> None:
    held = evening(
        *("[toward]", "[away]", "[toward]", "[toward]", "[toward]"), history=with_plan(missed=1)
    )
    marks = [note for note in held.noted if isinstance(note, PlanMark)]
    assert [mark.outcome for mark in marks] == ["missed", "retired", "accepted"]
    assert marks[2].ritual != "hello_up"


def test_a_plan_is_not_asked_about_while_others_can_hear() -> None:
    held = evening("[toward situation:not_alone]", history=with_plan())
    assert "follow_up" not in held.questions


@pytest.mark.parametrize("situation", ["conflict", "not_alone"])
def test_a_light_evening_does_not_dig(situation: str) -> None:
    held = evening("[toward]", f"[away phone situation:{situation}]", "[toward]", "[toward]")
    assert "what_pulled_you_away" not in held.questions
    assert "good_moment" in held.questions


@pytest.mark.parametrize("situation", ["ended", "bereaved"])
def test_after_an_ending_or_a_death_nothing_more_is_asked(situation: str) -> None:
    for then in ("[silence]", "[words]", "[toward]"):
        held = evening("[toward]", f"[words situation:{situation}]", then)
        expected = [f"situation.{situation}", "situation.if_misheard", "close.goodnight"]
        assert held.said[-3:] == expected
        assert len(held.asks) == 3


@pytest.mark.parametrize("situation", ["ended", "bereaved"])
@pytest.mark.parametrize("then", ["[away]", "[/resume]", "[/undo]"])
def test_who_split_up_the_chores_is_asked_on(situation: str, then: str) -> None:
    held = evening("[toward]", f"[toward situation:{situation}]", then, "[toward]", "[toward]")
    assert "situation.misheard" in held.said
    assert "good_moment" in held.questions


def test_numbers_and_doubt_behind_condolences_are_met() -> None:
    numbers = evening("[toward]", "[words situation:bereaved]", "[/numbers]", country="GB")
    assert "numbers.intro" in numbers.said
    doubt = evening("[toward]", "[words situation:bereaved]", "[words doubt:self_harm]")
    assert doubt.said[-1] == "safety.calm"
    assert not any(isinstance(effect, Discard) for effect in doubt.effects)


def test_danger_behind_condolences_counts() -> None:
    held = evening("[toward]", "[words situation:ended]", "[words danger:violence]")
    assert end(held) == "safety"


def test_two_guesses_are_no_yes() -> None:
    held = evening("[toward]", "[confirm away]", "[confirm toward]")
    assert "repair.skip" in held.said
    assert held.noted == []


def test_away_means_no_to_asking_back_and_takes_the_other_pole() -> None:
    held = evening("[toward]", "[confirm away phone]", "[away]")
    assert held.asks[2].question == "confirm"
    first = next(effect for effect in held.effects if isinstance(effect, Note))
    assert first.noted.answer == "toward"  # type: ignore[union-attr]
    assert first.noted.kinds == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("[words]", "repair.leave_it"),
        ("[reject]", "repair.skip"),
        ("[silence]", "silence.moving_on"),
    ],
)
def test_asking_back_is_over_after_one_more_turn(answer: str, line: str) -> None:
    held = evening("[toward]", "[confirm away]", answer, "[away]")
    assert [ask.question for ask in held.asks[1:4]] == ["attention", "confirm", "good_moment"]
    assert line in held.said


def test_who_does_not_know_when_asked_back_has_answered() -> None:
    held = evening("[toward]", "[confirm away]", "[unsure]")
    assert [ask.question for ask in held.asks[1:4]] == ["attention", "confirm", "good_moment"]
    assert held.noted[0] == Entry("attention", "unsure")


def test_an_evening_that_nobody_said_yes_to_does_not_begin() -> None:
    held = evening("[confirm toward]", "[words]")
    assert [ask.question for ask in held.asks] == ["ready", "confirm"]
    assert held.noted == []


def test_an_admission_in_reply_to_asking_back_is_no_bare_no() -> None:
    held = evening("[toward]", "[confirm away]", "[away half_listening]")
    first = next(effect for effect in held.effects if isinstance(effect, Note))
    assert first.noted == Entry("attention", "away", ("half_listening",))


def test_after_two_misses_the_choices_come_first() -> None:
    held = evening("[toward]", "[reject]", "[reject]", "[toward]", "[words]", "[reject]")
    assert held.asks[6].question == "ritual_offer"
    assert "Which is closer" in held.turns[6]


def test_a_question_back_is_answered_outside_the_ladder() -> None:
    held = evening("[toward]", "[words]", "[toward]")
    assert "repair.missed" not in held.said
    assert held.asks[2].again


def test_the_microphone_gets_a_second_chance() -> None:
    held = evening("[toward]", "[microphone]", "[away]", "[words]")
    assert "microphone.check" in held.said
    assert "what_pulled_you_away" in held.questions


@pytest.mark.parametrize("what", ["slower", "faster", "louder", "quieter"])
def test_pace_and_volume_are_changed_and_the_line_is_said_again(what: str) -> None:
    held = evening("[toward]", f"[/{what}]")
    at = held.effects.index(Adjust(what))  # type: ignore[arg-type]
    repeated = held.effects[at + 1]
    assert isinstance(repeated, Ask)
    assert repeated.line == held.effects[at - 1].line  # type: ignore[union-attr]


def test_a_pause_that_lasts_ends_the_evening_without_a_word() -> None:
    held = evening("[toward]", "[/pause]", "[silence]")
    assert isinstance(held.effects[-1], Hold)


def test_what_is_asked_for_during_a_pause_is_done() -> None:
    forgotten = evening("[toward]", "[away]", "[/pause]", "[/forget_tonight]")
    assert "command.forget_tonight" in forgotten.said
    skipped = evening("[toward]", "[/pause]", "[toward /skip]")
    assert "command.skipped" in skipped.said
    assert not any(isinstance(effect, Note) for effect in skipped.effects)


def test_doubt_during_a_pause_is_asked_about_too() -> None:
    held = evening("[toward]", "[/pause]", "[words doubt:fear]")
    assert any(line.startswith("carry_on") for line in held.said)


def test_danger_during_a_pause_counts() -> None:
    held = evening("[toward]", "[/pause]", "[words danger:violence]")
    assert end(held) == "safety"


def test_danger_over_a_line_counts() -> None:

    def interruption(effect: Say) -> Reply:
        return reply("[/stop danger:fear]")

    context = Context(content=english(), day=DAY)
    held = drive(checkin(context), ["[toward]", "[away]"], interruption=interruption)
    assert end(held) == "safety"
    assert held.noted == []


def test_danger_comes_before_any_command_in_the_same_breath() -> None:
    for command in ("/goodnight", "/stop", "/undo", "/later"):
        held = evening("[toward]", "[away]", f"[{command} danger:control]")
        assert end(held) == "safety"
        assert Discard(unsafe=True) in held.effects


def test_numbers_are_read_in_short_chunks_of_the_right_country() -> None:
    held = evening("[toward]", "[/numbers]", country="nz")
    chunks = [effect.line.text for effect in held.effects if isinstance(effect, Say)]
    assert "In danger right now, call: one one one." in chunks
    assert all(len(chunk.split()) <= 12 for chunk in chunks)


def test_without_a_country_no_numbers_are_made_up() -> None:
    held = evening("[toward]", "[/numbers]")
    assert "numbers.unknown" in held.said


def test_opening_a_conversation_is_not_offered_after_a_doubt() -> None:
    held = evening("[toward]", "[doubt:fear words]", "[toward]", "[/open_up]")
    assert "open_up.begin" not in held.said


def test_what_is_shaped_when_opening_up_is_not_kept() -> None:
    held = evening("[toward]", "[away]", "[/open_up]", "[words]", "[words]", "[words]")
    opened = held.said.index("open_up.begin")
    assert opened
    keys = [effect.key for effect in held.effects if isinstance(effect, Asked)]
    assert not any(key.startswith("open_up") for key in keys)


def test_forgetting_that_did_not_work_is_not_claimed() -> None:
    conversation = checkin(Context(content=english(), day=DAY, history=with_plan()))
    held = drive(
        conversation, ["[toward]", "[/forget_everything]", "[toward]"], replied={Forget: Done()}
    )
    assert Forget("") in held.effects
    assert "command.forget_everything" not in held.said
    assert "command.forget_not_done" in held.said


def test_one_of_two_together_cannot_delete_what_is_the_others() -> None:
    held = evening("[toward]", "[/forget_everything]", "[toward]", who="both")
    assert not any(isinstance(effect, Forget) for effect in held.effects)


TWO = ("Sam", "Alex")


def test_where_the_journal_cannot_keep_anything_nothing_is_said_to_be_kept() -> None:
    for keeps in (True, False):
        misheard = evening("[toward]", "[away]", *["[reject]"] * 6, length="long", keeps=keeps)
        assert ("repair.close_kept" in misheard.said) is keeps
        assert ("repair.close_nothing" in misheard.said) is not keeps
        both = evening("[toward]", "[who:both]", household=TWO, keeps=keeps)
        assert ("who.both" in both.said) is keeps


def test_who_is_not_remembered_hears_something_else_every_night() -> None:
    answers = ("[toward]", "[away]", "[words]", "[words]")
    held = [
        drive(checkin(Context(english(), DAY + timedelta(days=night), keeps=False)), answers)
        for night in range(6)
    ]
    assert {each.questions[1] for each in held} == set(CORE)
    for place in range(4):
        texts = [each.asks[place].line.text for each in held]
        assert all(one != two for one, two in pairwise(texts)), texts


def test_of_two_it_is_asked_who_wants_everything_forgotten_before_it_is() -> None:
    for replies in (
        ("[/forget_everything]", "[who:Alex]", "[toward]"),
        ("[toward]", "[/forget_everything]", "[who:Alex]", "[toward]"),
    ):
        held = evening(*replies, household=TWO)
        assert held.effects.index(Present("Alex")) < held.effects.index(Forget("Alex"))
        assert "command.forget_everything" in held.said
        assert held.questions.count("who") == 1


def test_of_two_nothing_is_deleted_where_nobody_says_who_they_are() -> None:
    held = evening("[/forget_everything]", "[reject]", "[/skip]", household=TWO)
    assert not any(isinstance(effect, Forget) for effect in held.effects)
    assert "command.forget_unknown" in held.said
    assert "command.forget_everything" not in held.said
    later = evening("[toward]", "[reject]", "[/skip]", "[/forget_everything]", household=TWO)
    assert not any(isinstance(effect, Forget) for effect in later.effects)
    assert "command.forget_unknown" in later.said


def test_a_guest_who_wants_everything_forgotten_hears_that_there_is_nothing() -> None:
    for replies in (
        ("[/forget_everything]", "[who:guest]"),
        ("[toward]", "[who:guest]", "[/forget_everything]"),
    ):
        held = evening(*replies, household=TWO)
        assert not any(isinstance(effect, Forget) for effect in held.effects)
        assert "command.forget_guest" in held.said


@pytest.mark.parametrize(
    "replies",
    [
        ("[who:Sam]", "[away who:other]"),  # at a closed question
        ("[who:Sam]", "[away]", "[away who:other]"),  # at an open one
        ("[who:both]", "[words]", "[words]", "[away who:Alex]"),
    ],
)
def test_who_was_taken_for_somebody_else_says_so_in_a_word(replies: tuple[str, ...]) -> None:
    assert Present("Alex") in evening("[toward]", *replies, household=TWO).effects


def test_a_name_told_at_an_open_question_corrects_nothing() -> None:
    held = evening("[toward]", "[who:Sam]", "[away]", "[words who:Alex]", household=TWO)
    assert Present("Alex") not in held.effects


def test_who_went_back_three_times_can_still_say_who_they_are() -> None:
    back = ["[/undo]", "[away]"] * 3
    held = evening(
        "[toward]", "[who:Sam]", "[away]", *back, "[/skip]", "[words]", "[away who:Alex]",
        household=TWO,
    )  # fmt: skip
    assert Present("Alex") in held.effects


def test_who_has_everything_forgotten_while_joining_has_not_joined() -> None:
    conversation = checkin(Context(english(), DAY, household=("Sam",), who="Sam"))
    held = drive(
        conversation,
        ["[toward]", "[/forget_everything]", "[toward]", "[toward]"],
        replied={**FORGETTING, Newcomer: Indeed()},
    )
    assert not any(isinstance(effect, Consent) for effect in held.effects)


def test_who_is_taken_for_the_other_can_still_say_so_before_everything_is_forgotten() -> None:
    held = evening("[/forget_everything]", "[who:Sam]", "[who:Alex]", "[toward]", household=TWO)
    forgotten = [effect for effect in held.effects if isinstance(effect, Forget)]
    assert forgotten == [Forget("Alex")]


def test_forgetting_tonight_takes_an_earlier_evening_of_today_with_it() -> None:
    for command in ("forget_tonight", "keep_nothing"):
        held = evening("[toward]", f"[/{command}]", household=("Sam",), who="Sam")
        assert ForgetEvening("Sam", DAY, command == "keep_nothing") in held.effects
        assert f"command.{command}" in held.said


def test_of_two_it_is_asked_whose_evening_is_forgotten_before_it_is() -> None:
    for replies in (("[/forget_tonight]", "[who:Alex]"), ("[toward]", "[/forget_tonight]")):
        held = evening(*replies, "[who:Alex]", "[away phone]", household=TWO)
        assert held.effects.index(Present("Alex")) < held.effects.index(ForgetEvening("Alex", DAY))
        assert held.said.count("command.forget_tonight") == 1
        assert held.noted == []


def test_what_could_not_be_deleted_of_tonight_is_not_said_to_be_gone() -> None:
    conversation = checkin(Context(content=english(), day=DAY))
    held = drive(conversation, ["[/forget_tonight]"], replied={ForgetEvening: Done()})
    assert "command.forget_tonight" not in held.said
    assert "command.forget_tonight_not_done" in held.said


def test_after_a_sign_of_danger_only_tonights_draft_is_deleted() -> None:
    held = evening("[toward]", "[danger:fear]", household=("Sam",), who="Sam")
    assert not any(isinstance(effect, ForgetEvening | Forget) for effect in held.effects)


def test_called_with_the_wish_that_nothing_is_kept_that_is_said_before_anything_else() -> None:
    held = evening("[toward]", "[away phone]", household=("Sam",), who="Sam", unkept=True)
    assert held.said[0] == "command.keep_nothing"
    assert set(CORE) & set(held.questions)
    assert held.noted == []
    of_two = evening("[who:Alex]", "[toward]", "[away phone]", household=TWO, unkept=True)
    assert of_two.questions[:2] == ["who", "ready"]
    assert of_two.noted == []


def test_after_everything_is_forgotten_the_plan_is_not_asked_about() -> None:
    conversation = checkin(Context(content=english(), day=DAY, history=with_plan()))
    held = drive(conversation, ["[toward]", "[/forget_everything]", "[toward]", "[away phone]"])
    assert held.said.count("command.forget_everything") == 1
    asked = [ask.question for ask in held.asks]
    assert asked[asked.index("confirm") + 1] in CORE


def again_tonight(first: Evening, **options: Any) -> Evening:
    """A second check-in after this first one, the same evening."""
    asked = tuple(effect.key for effect in first.effects if isinstance(effect, Asked))
    marks = tuple(noted for noted in first.noted if isinstance(noted, PlanMark))
    entries = tuple(noted for noted in first.noted if isinstance(noted, Entry))
    plan = next((Plan(m.ritual, DAY) for m in marks if m.outcome == "accepted"), None)
    tonight = PastEvening(DAY, "Sam", asked, entries, marks)
    history = History(evenings=(tonight,), plan=plan)
    return evening(
        "[toward]", *["[away phone]"] * 2, "[words]", who="Sam", history=history, **options
    )


@pytest.mark.parametrize("length", ["short", "normal", "long"])
def test_a_second_check_in_the_same_evening_asks_nothing_in_the_same_words(length: str) -> None:
    replies = ["[toward]", "[away phone]", "[words]", "[away]", "[away]", "[toward /decline]"]
    first = evening(*replies, who="Sam", length=length)
    second = again_tonight(first, length=length)
    texts = [
        {ask.line.text for ask in held.asks if ask.line and not ask.again}
        for held in (first, second)
    ]
    assert texts[0] & texts[1] == set()
    if length != "long":
        assert first.asks[1].question != second.asks[1].question


def test_a_plan_made_earlier_tonight_is_neither_asked_about_nor_joined_by_another() -> None:
    first = evening("[toward]", "[toward]", "[words]", "[toward /accept]", who="Sam")
    second = again_tonight(first)
    assert {"follow_up", "ritual_offer"} & set(second.questions) == set()
    assert "plan.goes_on" in second.said


def test_what_was_deleted_of_earlier_tonight_is_not_remembered_in_the_same_evening() -> None:
    told = PastEvening(DAY, "Sam", marks=(PlanMark("hello_up", "happened"),))
    history = History(evenings=(told,))
    held = evening(
        "[toward]", "[/forget_tonight]", "[/how_are_we_doing]", who="Sam", history=history
    )
    assert "command.doing_open" in held.said


def test_whoever_is_asked_to_join_is_not_asked_about_a_plan_from_before() -> None:
    conversation = checkin(Context(content=english(), day=DAY, who="Sam", history=with_plan()))
    held = drive(conversation, ["[toward]", "[toward]", "[away]"], replied={Newcomer: Indeed()})
    assert "follow_up" not in held.questions


@pytest.mark.parametrize("later", [(), (PlanMark("hello_up", "rested"),)])
def test_how_we_are_doing_tells_a_plan_that_happened_even_after_it_was_let_rest(
    later: tuple[PlanMark, ...],
) -> None:
    happened = (PlanMark("hello_up", "happened"), *later)
    history = History(evenings=(PastEvening(DAY - timedelta(days=2), "Sam", marks=happened),))
    held = evening("[toward]", "[/how_are_we_doing]", who="Sam", history=history)
    assert english().rituals["hello_up"].plan in " ".join(held.turns)
    assert "command.doing" in held.said


def test_how_we_are_doing_tells_of_no_plan_that_did_not_happen() -> None:
    missed = PastEvening(DAY - timedelta(days=2), "Sam", marks=(PlanMark("hello_up", "missed"),))
    held = evening(
        "[toward]", "[/how_are_we_doing]", who="Sam", history=History(evenings=(missed,))
    )
    assert "command.doing_open" in held.said


def test_spoken_memory_names_no_answers() -> None:
    content = english()
    for line in ("command.remember", "command.remember_both", "command.doing"):
        for text in content.lines[line]:
            assert "{" not in text


def test_going_back_past_what_was_forgotten_is_not_possible() -> None:
    held = evening("[toward]", "[away phone]", "[/forget_tonight]", "[/undo]")
    assert "command.undo_nothing" in held.said


def test_going_back_tells_each_question_once() -> None:
    held = evening("[toward]", "[away phone]", "[/undo]", "[away phone]", "[words]")
    keys = [effect.key for effect in held.effects if isinstance(effect, Asked)]
    assert len(keys) == len(set(keys))


def test_going_back_three_times_is_enough() -> None:
    held = evening("[toward]", *["[away]", "[/undo]"] * 5)
    assert held.said.count("command.undo") == 3


def test_stop_over_the_line_about_going_back_stops() -> None:

    def interruption(effect: Say) -> Reply:
        return reply("[/stop]") if effect.line.id == "command.undo" else Done()

    context = Context(content=english(), day=DAY)
    held = drive(checkin(context), ["[toward]", "[away]", "[/undo]"], interruption=interruption)
    assert held.said[-2:] == ["command.undo", "stop.stopped"]


def test_an_answer_that_was_not_over_is_taken_back_without_a_word() -> None:
    held = evening("[toward]", "[away phone]", "[words, in all mixed]")
    assert held.noted == [Entry("attention", "mixed", ())]
    assert "command.undo" not in held.said


def test_whoever_goes_on_without_an_end_is_told_that_it_was_cut_off() -> None:
    held = evening("[toward]", "[away phone]", "[words capped, in all mixed]")
    assert "answer.capped" in held.said


def test_an_answer_can_go_on_again_and_again() -> None:
    goes_on = ["[words, in all mixed]", "[words, in all toward]", "[words, in all away]"]
    held = evening("[toward]", "[away phone]", *goes_on)
    assert held.noted == [Entry("attention", "away", ())]


def test_who_goes_on_about_a_plan_gets_the_smaller_one() -> None:
    said = ["[toward]", "[toward]", "[words]", "[toward]", "[words, in all /smaller]", "[toward]"]
    held = evening(*said)
    marks = [note for note in held.noted if isinstance(note, PlanMark)]
    assert [mark.smaller for mark in marks] == [True]


def test_a_sign_of_danger_in_an_answer_is_not_taken_back_by_what_comes_behind_it() -> None:
    alone = evening("[toward]", "[away doubt:fear]", "[words]")
    gone_on = evening("[toward]", "[away doubt:fear]", "[words, in all toward]")
    assert gone_on.said == alone.said


def test_who_is_there_can_be_told_in_two_halves() -> None:
    held = evening("[toward]", "[who:Sam]", "[words, in all who:Alex]", household=("Sam", "Alex"))
    assert [effect.who for effect in held.effects if isinstance(effect, Present)] == ["Sam", "Alex"]


def test_nobody_agrees_to_be_remembered_by_going_on_with_another_answer() -> None:
    replied = {**FORGETTING, Newcomer: Indeed()}
    context = Context(content=english(), day=DAY)
    held = drive(checkin(context), ["[toward]", "[toward, in all toward]"], replied=replied)
    assert not [effect for effect in held.effects if isinstance(effect, Consent)]
    assert held.said.count("join.notice") == 2


def test_a_question_that_nobody_heard_is_asked_again_where_nothing_can_be_taken_back() -> None:
    held = evening("[/slower]", "[toward, in all /slower]", "[toward]", "[away]")
    assert len([effect for effect in held.effects if isinstance(effect, Adjust)]) == 1
    assert held.questions[:2] == ["ready", "attention"]
    assert [ask.question for ask in held.asks[:4]] == ["ready", "ready", "ready", "attention"]


@pytest.mark.parametrize("who", ["Sam", "both"])
def test_the_help_lines_are_mentioned_now_and_then(who: str) -> None:
    mentioned = 0
    for day in range(1, 31):
        context = Context(
            content=english(), day=date(2026, 11, day), household=("Sam", "Alex"), who=who
        )
        held = drive(checkin(context), ["[toward]", "[toward]", "[away]", "[away]"])
        mentioned += "close.numbers" in held.said
    assert 1 <= mentioned <= 15
