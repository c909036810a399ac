"""Evenings that life brings, rehearsed: in writing all of them, aloud a few."""

import json
from datetime import date
from functools import partial

import pytest

from voice_coach import rehearse
from voice_coach.conversation.checkin import checkin
from voice_coach.house import open_house
from voice_coach.rehearsal.script import Answering, load_script
from voice_coach.session import run
from voice_coach.typed import Typed

NAMES = sorted(
    path.stem for path in (rehearse.bundled_script("sample").parent / "life").glob("*.json")
)
ALOUD = (
    "danger_in_an_answer",
    "both_together",
    "danger_with_both",
    "follow_up_happened",
    "joins",
    "opens_up_together",
)
DAY = date(2026, 11, 20)


def script_of(house, name: str):
    known = {question.id for question in house.content.questions.values()} | {"hold"}
    return load_script(rehearse.bundled_script(f"life/{name}"), known)


def in_writing(house, script):
    """How the evening of a script ends on the keyboard, and all its turns."""
    home, seen = rehearse.at_home(house, script), []
    exchange = Typed(home.understanding, Answering(script).next, seen.append)
    with rehearse.evening(home, script, rehearse.Rehearsing(day=DAY)) as (context, memory):
        again = rehearse.as_it_began(context)
        return run(partial(checkin, context), exchange, memory, again), seen


@pytest.mark.parametrize("name", NAMES)
def test_in_writing_it_goes_as_the_script_says(name):
    house = open_house()
    script = script_of(house, name)
    outcome, seen = in_writing(house, script)
    lines = [(turn.id, turn.said) for turn in seen]
    assert outcome.end == script.expect, lines
    assert set(script.says) <= {turn.id for turn in seen if turn.who == "coach"}, lines


@pytest.mark.parametrize("name", ALOUD)
def test_aloud_it_ends_the_same(name, tmp_path):
    house = open_house(tts="pyttsx3")
    wanted = rehearse.Rehearsing(day=DAY, compute_time=False, partner_voice="piper")
    outcome = rehearse.rehearse(house, rehearse.bundled_script(f"life/{name}"), tmp_path, wanted)
    written = (tmp_path / "transcript.jsonl").read_text().splitlines()
    turns = [json.loads(line) for line in written]
    script = script_of(house, name)
    told = [(turn["id"], turn["said"], turn["heard"]) for turn in turns]
    assert outcome.end == script.expect, told
    assert set(script.says) <= {turn["id"] for turn in turns if turn["who"] == "coach"}, told


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("name", "length", "at_least", "at_most"),
    [("a_full_evening", "long", 180, 300), ("a_short_evening", "normal", 40, 80)],
)
def test_a_full_evening_takes_three_to_five_minutes_and_a_short_one_about_one(
    name, length, at_least, at_most, tmp_path
):
    house = open_house(length=length)
    wanted = rehearse.Rehearsing(day=DAY, compute_time=False, partner_voice="piper")
    rehearse.rehearse(house, rehearse.bundled_script(f"life/{name}"), tmp_path, wanted)
    result = json.loads((tmp_path / "result.json").read_text())
    assert at_least <= result["seconds"] <= at_most, result


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("goodnight_")])
def test_goodnight_leaves_within_a_second_of_the_word(name, tmp_path):
    house = open_house(tts="pyttsx3")
    wanted = rehearse.Rehearsing(day=DAY, partner_voice="piper")
    rehearse.rehearse(house, rehearse.bundled_script(f"life/{name}"), tmp_path, wanted)
    last = json.loads((tmp_path / "transcript.jsonl").read_text().splitlines()[-1])
    result = json.loads((tmp_path / "result.json").read_text())
    assert (last["who"], last["meaning"]["command"]) == ("partner", "goodnight")
    assert result["seconds"] - last["end"] <= 1.0


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("danger_")])
def test_each_sign_of_danger_is_met_with_as_few_words_as_there_are(name):
    house = open_house()
    _, seen = in_writing(house, script_of(house, name))
    sign = next(n for n, turn in enumerate(seen) if turn.meaning and is_clear(turn.meaning))
    after = [turn.id for turn in seen[sign:] if turn.who == "coach"]
    assert after[0] in ("safety.calm", "stop.stopped")
    assert all(identifier.startswith("numbers.") for identifier in after[1:])


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("doubt")])
def test_each_doubt_leaves_it_to_the_person_and_does_not_say_what_was_heard(name):
    house = open_house()
    _, seen = in_writing(house, script_of(house, name))
    sign = next(n for n, turn in enumerate(seen) if turn.meaning and is_doubtful(turn.meaning))
    choice = house.content.questions["carry_on.ambiguous"].ask
    assert seen[sign + 1].said in choice
    family = name.removeprefix("doubt_")
    assert family in (name, "in_an_answer", seen[sign].meaning.safety.family)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if not name.startswith(("danger", "doubt"))]
)
def test_nobody_who_is_safe_is_asked_whether_to_carry_on(name):
    house = open_house()
    _, seen = in_writing(house, script_of(house, name))
    assert [turn.said for turn in seen if turn.meaning and is_doubtful(turn.meaning)] == []


def test_who_was_cut_off_is_offered_to_go_on_and_not_asked_the_same_again():
    house = open_house()
    for name, offered in (
        ("picked_up_again", True),
        ("picked_up_after_the_clock_went_back", True),
        ("cut_off_too_long_ago", False),
    ):
        _, seen = in_writing(house, script_of(house, name))
        said = {turn.said for turn in seen if turn.who == "coach"}
        asks = set(house.content.questions["pick_up.stopped"].ask)
        assert bool(said & asks) == offered, name
        assert ("attention" in {turn.id for turn in seen}) != offered, name


def is_doubtful(meaning) -> bool:
    return meaning.safety.level == "ambiguous"


def is_clear(meaning) -> bool:
    return meaning.safety.level == "clear"
