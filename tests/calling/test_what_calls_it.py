"""What calls the coach, by the words that were heard, and what for."""

from datetime import timedelta

import pytest

from voice_coach.calling import call_behind, call_in
from voice_coach.house import open_house
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.speaking.repertoire import repertoire

HOUSE = open_house()
KITCHEN = open_house(wake_phrase="hello kitchen")


def heard(text):
    return Recognition((Hypothesis(text),))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Hey coach.", None),
        ("Hey, coach! Stop listening.", "mute"),
        ("The kettle is on. Hey coach!", None),
        ("Hey coach, start the check-in.", "start_checkin"),
        ("Hey coach, later.", "later"),
        ("Hey coach, not tonight.", "decline"),
    ],
)
def test_it_is_called_by_its_phrase_and_told_what_for(text, command):
    assert call_in(HOUSE, heard(text)).command == command


@pytest.mark.parametrize(
    "text",
    [
        "Goodnight, coach.",
        "Night night, coach!",
        "Thanks, coach.",
        "Thank you very much, coach.",
        "Okay. Thank you, coach. Good night.",
        "Hey coach, stop.",
        "Bye, coach.",
        "Thanks coach, goodnight.",
    ],
)
def test_thanks_and_goodbyes_begin_no_evening(text):
    assert call_in(HOUSE, heard(text)) is None


@pytest.mark.parametrize(
    "text",
    ["Hey coach, he hit me.", "Hey coach. I want to kill myself.", "Coach, I'm scared of him."],
)
def test_a_call_that_sounds_unsafe_is_one_for_help(text):
    call = call_in(HOUSE, heard(text))
    assert call.command is None
    assert call.safety != "none"


def test_in_ten_minutes_is_how_long_it_waits():
    assert call_in(HOUSE, heard("Hey coach, in ten minutes.")).wait == timedelta(minutes=10)
    assert call_in(HOUSE, heard("Hey coach, later.")).wait is None


def test_a_phrase_of_ones_own_calls_it_and_the_usual_one_does_not():
    assert call_in(KITCHEN, heard("Hello kitchen.")).command is None
    assert call_in(KITCHEN, heard("Hello kitchen, stop listening.")).command == "mute"
    assert call_in(KITCHEN, heard("Hello kitchen, not tonight.")).command == "decline"
    assert call_in(KITCHEN, heard("Hey coach.")) is None


@pytest.mark.parametrize("said", ["Goodnight.", "Stop.", "No, stop please."])
def test_a_goodbye_behind_the_phrase_or_a_wake_word_begins_no_evening(said):
    assert call_in(KITCHEN, heard(f"Hello kitchen. {said}")) is None
    assert call_behind(HOUSE, heard(said)) is None


@pytest.mark.parametrize("written", ["Hey Coach", "hey, coach!", "HEY COACH"])
def test_the_usual_phrase_is_known_however_it_is_written(written):
    house = open_house(wake_phrase=written)
    assert call_in(house, heard("Hey, couch.")) is not None
    assert call_in(house, heard("What is for dinner?")) is None


@pytest.mark.parametrize(
    ("behind", "command"),
    [("", None), ("You", None), ("Stop listening.", "mute"), ("Numbers.", "numbers")],
)
def test_a_wake_word_calls_it_for_what_is_said_behind_it(behind, command):
    call = call_behind(HOUSE, heard(behind))
    assert (call.how, call.command) == ("called", command)


def test_nothing_that_the_coach_says_itself_would_call_it():
    lines = repertoire(HOUSE.content, "GB")
    assert len(lines) > 200
    assert [line for line in lines if call_in(HOUSE, heard(line)) is not None] == []
