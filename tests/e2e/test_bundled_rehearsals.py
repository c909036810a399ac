"""Every bundled rehearsal ends as its script says: aloud with both voices, and in writing."""

import json
from dataclasses import replace
from datetime import date
from functools import cache, partial

import pytest
import soundfile
from support.listening_back import heard_in
from support.words import word_error_rate

from voice_coach import app, rehearse
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.house import open_house
from voice_coach.rehearsal.script import Answering, load_script
from voice_coach.session import run
from voice_coach.typed import Typed

SCRIPTS = sorted(rehearse.bundled_script("sample").parent.glob("*.json"))
DAY = date(2026, 11, 20)
NAMES = [path.stem for path in SCRIPTS]


class Everything:
    """Holds every sentence."""

    def __init__(self, content) -> None:
        pass

    def __contains__(self, sentence: str) -> bool:
        return True


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Settings as they are by default, with a cache of all lines that all rehearsals share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "said_any_evening", Everything)
        patch.setattr(rehearse, "_partner", lambda house, wanted: piper(house))
        patch.setenv("VOICE_COACH_HOME", str(tmp_path_factory.mktemp("house")))
        yield open_house


def piper(house):
    """Piper's voice, with the cache of all lines."""
    return app.voice(replace(house, settings=house.settings.model_copy(update={"tts": "piper"})))


@pytest.fixture(scope="module")
def rehearsed(house, tmp_path_factory):
    """Rehearses a script with a voice, once: how it ended, every turn, and the report's folder."""

    @cache
    def evening(name: str, voice: str = "piper"):
        out = tmp_path_factory.mktemp(f"{name}-{voice}")
        wanted = rehearse.Rehearsing(day=DAY, compute_time=False)
        outcome = rehearse.rehearse(house(tts=voice), rehearse.bundled_script(name), out, wanted)
        turns = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
        return outcome, turns, out

    return evening


def written(house, name: str):
    """The same script on the keyboard: how it ended, and every turn."""
    known = {question.id for question in house.content.questions.values()} | {"hold"}
    answers = Answering(load_script(rehearse.bundled_script(name), known))
    turns = []
    exchange = Typed(house.understanding, answers.next, turns.append)
    outcome = run(partial(checkin, Context(house.content, DAY)), exchange, rehearse.FORGETFUL)
    return outcome, [turn.as_json() for turn in turns]


def coach_lines(turns) -> list[str]:
    return [turn["said"] for turn in turns if turn["who"] == "coach"]


def expected(name: str):
    return json.loads(rehearse.bundled_script(name).read_text())


def test_there_are_at_least_ten_different_people():
    assert len({expected(name)["persona"] for name in NAMES}) >= 10


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("voice", ["piper", "pyttsx3"])
def test_a_rehearsal_ends_as_its_script_says(rehearsed, name, voice):
    outcome, turns, _ = rehearsed(name, voice)
    assert outcome.end == expected(name)["expect"], [
        (t["id"], t["said"], t["heard"]) for t in turns
    ]


@pytest.mark.parametrize("name", NAMES)
def test_in_writing_the_same_script_ends_the_same(house, name):
    outcome, turns = written(house(), name)
    assert outcome.end == expected(name)["expect"], [(t["id"], t["said"]) for t in turns]


@pytest.mark.parametrize("name", [name for name in NAMES if expected(name).get("clean")])
def test_who_speaks_plainly_hears_the_same_lines_as_who_writes(house, rehearsed, name):
    _, spoken, _ = rehearsed(name)
    _, typed = written(house(), name)
    assert coach_lines(spoken) == coach_lines(typed)


def test_what_the_coach_says_can_be_understood(rehearsed):
    _, turns, out = rehearsed("sample")
    both, rate = soundfile.read(out / "conversation.wav", dtype="float32")
    assert rate == 16_000
    assert word_error_rate(coach_lines(turns), heard_in(both[:, 0])) <= 0.15


def test_the_report_has_the_shape_that_other_programs_read(rehearsed):
    outcome, turns, out = rehearsed("not_tonight")
    result = json.loads((out / "result.json").read_text())
    assert {"end", "ritual", "turns", "gap_s", "seconds"} <= set(result)
    assert result["end"] == outcome.end
    assert result["turns"] == len(turns)
    assert set(result["gap_s"]) == {"p50", "p95"}
    assert set(turns[0]) == {"who", "id", "said", "heard", "meaning", "start", "end"}
    assert all(turn["end"] >= turn["start"] >= 0 for turn in turns)


def test_the_same_day_and_seed_give_the_same_lines(house):
    assert written(house(), "chatty") == written(house(), "chatty")
