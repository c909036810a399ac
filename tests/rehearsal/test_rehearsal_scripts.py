"""Rehearsal scripts: what is a script, what is not, and how its answers are handed out."""

import json

import pytest

from voice_coach.errors import StorageError, UsageError
from voice_coach.house import open_house
from voice_coach.rehearsal.script import Answering, Script, load_script
from voice_coach.rehearse import at_home

KNOWN = {"ready", "attention", "ritual_offer"}


def write(path, value):
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_answers_come_in_order_and_the_last_one_repeats():
    answering = Answering(Script(answers={"ready": ["first", None, "last"]}))
    assert [answering.next("ready") for _ in range(5)] == ["first", None, "last", "last", "last"]


def test_anything_serves_what_has_no_entry():
    answering = Answering(Script(answers={"ready": ["yes"], "anything": ["hm", "no"]}))
    assert [answering.next("attention"), answering.next("ritual_offer")] == ["hm", "no"]


def test_a_question_without_any_entry_meets_silence():
    assert Answering(Script(answers={"ready": ["yes"]})).next("attention") is None


def test_a_script_of_persona_and_answers_is_all_that_is_needed(tmp_path):
    path = write(tmp_path / "s.json", {"persona": "x", "answers": {"ready": [None, "yes"]}})
    assert load_script(path, KNOWN).answers["ready"] == [None, "yes"]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("{", "JSON"),
        ("[]", "whole file"),
        ({"answers": {"ready": []}}, "ready"),
        ({"answers": {"ready": "yes"}}, "ready"),
        ({"answers": {"ready": [1]}}, "ready"),
        ({"answer": {}}, "answer"),
        ({"answers": {"redy": ["yes"]}}, "redy"),
    ],
)
def test_what_is_no_script_is_refused_and_the_place_named(tmp_path, value, names):
    path = write(tmp_path / "s.json", value)
    with pytest.raises(UsageError) as refused:
        load_script(path, KNOWN)
    assert names in refused.value.message
    assert refused.value.hint


def test_a_script_that_is_not_there_cannot_be_read(tmp_path):
    with pytest.raises(StorageError):
        load_script(tmp_path / "none.json", KNOWN)


def test_who_lives_there_and_what_went_before_may_be_said(tmp_path):
    value = {
        "answers": {"anything": ["yes"]},
        "household": ["Anna", "Ben"],
        "who": "Anna",
        "country": "GB",
        "history": {"plan": {"ritual": "hello_up", "days_ago": 1, "missed": 1}, "evenings": 2},
        "first_evening": True,
    }
    script = load_script(write(tmp_path / "s.json", value), KNOWN)
    assert script.remembers
    assert script.history.plan.missed == 1
    assert not Script(answers={"anything": ["yes"]}).remembers


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"household": ["A", "B", "C"]}, "household"),
        ({"country": "Britain"}, "country"),
        ({"history": {"plan": {"ritual": "hello_up", "days_ago": -31}}}, "days_ago"),
        ({"history": {"plans": []}}, "history"),
    ],
)
def test_a_past_that_cannot_be_is_refused(tmp_path, changed, names):
    path = write(tmp_path / "s.json", {"answers": {"anything": ["yes"]}, **changed})
    with pytest.raises(UsageError, match=names):
        load_script(path, KNOWN)


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"who": "Anna"}, "who"),
        ({"history": {"plan": {"ritual": "no_such_ritual"}}}, "no_such_ritual"),
    ],
)
def test_people_and_rituals_that_do_not_exist_are_refused(tmp_path, changed, names):
    script = Script(answers={"anything": ["yes"]}, **changed)
    with pytest.raises(UsageError, match=names):
        at_home(open_house(), script)
