"""What holds for every evening, whatever is said in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import chain, cycle, pairwise
from typing import Any, get_args

from checkin_driver import Evening, drive, english, reply
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.review import TURN_WORDS
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import (
    Ask,
    Asked,
    Discard,
    Done,
    Heard,
    Hold,
    Note,
    Present,
    Reply,
    Say,
)
from voice_coach.conversation.replay import MOST_ASKED
from voice_coach.meaning import (
    ANSWERS,
    KINDS,
    SAFETY_FAMILIES,
    SITUATIONS,
    Command,
    History,
    Plan,
    Safety,
)

LISTENINGS = MOST_ASKED + 7
"""Every listening, and after it was too much the calm line's own."""

answers = st.sampled_from([f"[{answer}]" for answer in ANSWERS if answer != "none"])
admissions = st.builds("[{} {}]".format, st.sampled_from(["away", "mixed"]), st.sampled_from(KINDS))
commands = st.builds(
    "[{}/{}]".format,
    st.sampled_from(["", "toward ", "away "]),
    st.sampled_from(sorted(get_args(Command))),
)
likely = st.sampled_from(["[confirm toward]", "[confirm away]", "[confirm mixed]"])
unclear = st.sampled_from(["[silence]", "[words]", "[words about:partner]", "[reject]"])
oddities = st.one_of(
    likely,
    unclear,
    st.sampled_from(["[microphone]", "[away capped]", "[who:Sam]", "[who:both]", "[who:guest]"]),
)
situations = st.builds(
    "[{} situation:{}]".format, st.sampled_from(["words", "away"]), st.sampled_from(SITUATIONS)
)
doubts = st.builds("[words doubt:{}]".format, st.sampled_from(SAFETY_FAMILIES))
dangers = st.builds("[away danger:{}]".format, st.sampled_from(SAFETY_FAMILIES))
ordinary = st.one_of(answers, admissions, oddities)
bare_commands = st.sampled_from([f"[/{command}]" for command in get_args(Command)])
plainly = st.one_of(answers, admissions, bare_commands, oddities, situations, doubts, dangers)
"""One thing at a time: an answer, or something said to the coach, not both in one breath."""

anything = st.one_of(answers, admissions, commands, oddities, situations, doubts, dangers)

plans = st.none() | st.builds(
    Plan,
    ritual=st.sampled_from(["hello_up", "tea_together", "apart_call", "no_longer_there"]),
    made=st.just(date(2026, 11, 1)),
    smaller=st.booleans(),
    happened=st.integers(0, 5),
    missed=st.integers(0, 2),
)


settings = st.fixed_dictionaries(
    {
        "day": st.dates(date(2026, 1, 1), date(2027, 6, 30)),
        "seed": st.integers(0, 50),
        "length": st.sampled_from(["short", "normal", "long"]),
        "household": st.sampled_from([(), ("Sam",), ("Sam", "Alex")]),
        "who": st.sampled_from([None, "Sam", "both", "guest"]),
        "country": st.sampled_from([None, "GB", "XX"]),
        "history": st.builds(History, plan=plans),
    }
)
"""An evening's starting point, without its content (which would make failures unreadable)."""


def evening_of(setting: dict[str, Any], replies: Iterable[str], **options: Any) -> Evening:
    return drive(checkin(Context(content=english(), **setting)), replies, **options)


ASKED_FOR = re.compile(
    r"numbers to hear|the same again|In danger, call|answers lean|labels|keep just the"
    r"|plan right now|Your plan is:"
)
"""Parts of what is only said when asked for: help lines, and what is remembered."""


def endlessly(replies: list[str]) -> Any:
    return chain(replies, cycle(replies or ["[words]"]))


@given(settings, st.lists(anything, min_size=1, max_size=30))
def test_every_evening_ends(setting: dict[str, Any], replies: list[str]) -> None:
    evening = evening_of(setting, endlessly(replies))
    listenings = [effect for effect in evening.effects if isinstance(effect, Ask | Hold)]
    assert evening.outcome is not None
    assert len(listenings) <= LISTENINGS


@given(settings, st.lists(ordinary, max_size=30))
def test_an_evening_asks_at_most_six_questions(setting: dict[str, Any], replies: list[str]) -> None:
    asked = 0
    for effect in evening_of(setting, endlessly(replies)).effects:
        if isinstance(effect, Present):  # of whoever it is after all
            asked = 0
        elif isinstance(effect, Ask) and not effect.again:
            asked += effect.question not in ("ready", "who")
        assert asked <= 6


@given(settings, st.lists(plainly, max_size=30))
def test_no_turn_is_long(setting: dict[str, Any], replies: list[str]) -> None:
    for turn in evening_of(setting, endlessly(replies)).turns:
        assert ASKED_FOR.search(turn) or len(turn.split()) <= TURN_WORDS, turn


@given(settings, st.lists(anything, max_size=30))
def test_no_turn_asks_two_things(setting: dict[str, Any], replies: list[str]) -> None:
    for turn in evening_of(setting, endlessly(replies)).turns:
        assert _questions(turn) <= 1, turn


def _questions(turn: str) -> int:
    """Question marks, without the one in a plan's quoted words and the rhetorical one."""
    plain = turn.replace('?"', '"').replace("That good moment?", "")
    return plain.count("?")


@given(settings, st.lists(st.one_of(answers, admissions, likely, unclear), max_size=20))
def test_asking_back_is_over_after_one_more_turn(
    setting: dict[str, Any], replies: list[str]
) -> None:
    asks = evening_of(setting, endlessly(replies)).asks
    for earlier, later in pairwise(asks):
        if earlier.question == "confirm" and earlier.line and later.line:
            assert later.line.id != earlier.line.id


wholes = st.one_of(answers, admissions, bare_commands, situations)
beginnings = st.one_of(answers, admissions, likely, situations)


@given(
    settings,
    st.lists(ordinary, max_size=8),
    beginnings,
    wholes,
    st.lists(ordinary, max_size=6),
)
def test_whoever_goes_on_has_the_evening_of_the_whole_answer_or_of_its_first_half(
    setting: dict[str, Any], before: list[str], first: str, whole: str, after: list[str]
) -> None:
    rest = f"[words, in all {whole.strip('[]')}]"
    gone_on = evening_of(setting, [*before, first, rest, *after])
    as_one = evening_of(setting, [*before, whole, *after])
    first_half = evening_of(setting, [*before, first, *after])
    came_of_it = [(one.noted, one.outcome) for one in (as_one, first_half)]
    assert (gone_on.noted, gone_on.outcome) in came_of_it


@given(settings, st.lists(anything, max_size=20))
def test_the_same_replies_give_the_same_evening(
    setting: dict[str, Any], replies: list[str]
) -> None:
    first = evening_of(setting, replies)
    conversation = checkin(Context(content=english(), **setting))
    again = [next(conversation), *(conversation.send(answer) for answer in first.replies[:-1])]
    assert again == first.effects


@given(settings, st.lists(ordinary, max_size=12), dangers)
def test_danger_deletes_first_and_says_one_line(
    setting: dict[str, Any], before: list[str], danger: str
) -> None:
    evening = evening_of(setting, [*before, danger])
    rest = _after_reply(evening, reply(danger))
    if rest is None:
        return
    assert evening.outcome is not None
    assert evening.outcome.end == "safety"
    assert evening.outcome.ritual is None
    assert isinstance(rest[0], Discard)
    assert isinstance(rest[1], Say)
    assert rest[1].line.id in ("safety.calm", "stop.stopped")
    assert all(isinstance(effect, Hold) for effect in rest[2:])
    assert evening.noted == []


@given(settings, st.lists(st.one_of(ordinary, situations), max_size=12))
def test_goodnight_leaves_without_another_word(setting: dict[str, Any], before: list[str]) -> None:
    evening = evening_of(setting, [*before, "[/goodnight]"])
    rest = _after_reply(evening, reply("[/goodnight]"))
    assert rest in ([], None)


@given(settings, st.lists(anything, max_size=25))
def test_nothing_is_kept_after_it_was_forgotten(
    setting: dict[str, Any], replies: list[str]
) -> None:
    evening = evening_of(setting, endlessly(replies))
    forgotten = False
    for effect in evening.effects:
        forgotten = forgotten or isinstance(effect, Discard)
        assert not (forgotten and isinstance(effect, Note | Asked))


@given(settings, st.lists(ordinary, max_size=12), st.integers(0, 12), st.booleans())
def test_stop_and_goodnight_cut_any_line_short(
    setting: dict[str, Any], replies: list[str], when: int, quietly: bool
) -> None:
    command = "[/goodnight]" if quietly else "[/stop]"
    said: list[Say] = []

    def interruption(effect: Say) -> Reply:
        said.append(effect)
        return reply(command) if len(said) == when + 1 else Done()

    evening = evening_of(setting, replies, interruption=interruption)
    if len(said) <= when:
        return
    spoken = [effect.line.id for effect in said[when + 1 :]]
    assert spoken in ([], ["stop.stopped"])
    assert not quietly or spoken == []
    assert evening.outcome is not None


@given(settings, st.lists(st.one_of(anything, st.just("[/undo]")), max_size=25))
def test_what_is_taken_back_was_kept_before(setting: dict[str, Any], replies: list[str]) -> None:
    evening = evening_of(setting, endlessly(replies))
    kept = len(evening.noted)
    assert kept <= sum(isinstance(effect, Note) for effect in evening.effects)


def _after_reply(evening: Evening, wanted: Reply) -> list[Any] | None:
    """The effects that followed the reply, or None where it was never given."""
    for position, given_reply in enumerate(evening.replies):
        if isinstance(given_reply, Heard) and given_reply == wanted:
            return evening.effects[position + 1 :]
    return None


def test_the_labels_of_these_tests_mean_what_they_say() -> None:
    heard = reply("[away phone danger:fear]")
    assert isinstance(heard, Heard)
    assert heard.meaning.safety == Safety("clear", "fear")
    assert heard.meaning.kinds == ("phone",)
