"""Hands-free, "hey coach, forget tonight" is done at once; of two it is asked who says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from voice_coach import app
from voice_coach.calling import call_in
from voice_coach.conversation.effects import Ask, Done, Heard, Hold, Reply, Say, Silence
from voice_coach.conversation.errand import calm, errand
from voice_coach.house import open_house
from voice_coach.journal import Memory, evening_of, local_now, open_journal
from voice_coach.listen import in_passing
from voice_coach.meaning import Command, Entry, Hypothesis, Meaning, Outcome, Recognition, Safety
from voice_coach.ports import EveningKey

ASKED_FOR = {
    "Hey coach, forget tonight.": "forget_tonight",
    "Hey coach, forget everything.": "forget_everything",
    "Hey coach, don't keep tonight.": "keep_nothing",
}


class Person:
    """Answers in turn, then says nothing; what was said to them is in `said`."""

    def __init__(self, *answers: Meaning) -> None:
        self._answers: Iterator[Meaning] = iter(answers)
        self.said: list[str] = []

    def say(self, effect: Say) -> Reply:
        self.said.append(effect.line.id)
        return Done()

    def ask(self, effect: Ask, ahead: object) -> Reply:
        del ahead
        self.said.append(effect.question)
        answer = next(self._answers, None)
        return Silence() if answer is None else Heard(answer)

    def hold(self, effect: Hold) -> Reply:
        del effect
        answer = next(self._answers, None)
        return Silence() if answer is None else Heard(answer)

    def adjust(self, effect: object) -> None:
        del effect


YES = Meaning(answer="toward", decision="accept")
DANGER = Meaning(safety=Safety("clear", "fear"))


def opened(folder: Path) -> Memory:
    return open_journal(folder).memory


def lived_through(folder: Path, *people: str) -> None:
    """An evening of each of these people, closed earlier today."""
    for who in people:
        memory = opened(folder)
        memory.begin(EveningKey(evening_of(local_now()), who, "words", seed=7))
        memory.keep(Entry(f"{who}_answer", "away"))
        memory.close_evening(Outcome("stopped"))


def ask_for(folder: Path, command: Command, person: Person, *household: str) -> bytes:
    """What is on the disk after this was asked for in passing."""
    memory = opened(folder)
    context = app.in_passing(open_house(household=list(household) or None), memory)
    in_passing(errand(context, command), person, memory)
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("text", ASKED_FOR)
def test_what_is_wished_for_with_the_call_is_understood(text: str) -> None:
    call = call_in(open_house(), Recognition((Hypothesis(text),)))
    assert call is not None
    assert call.command == ASKED_FOR[text]


def test_of_one_person_tonight_is_forgotten_at_once(tmp_path: Path) -> None:
    lived_through(tmp_path, "Anna")
    person = Person()
    assert b"Anna_answer" not in ask_for(tmp_path, "forget_tonight", person, "Anna")
    assert person.said == ["command.forget_tonight"]


def test_of_one_person_everything_is_forgotten_after_a_yes(tmp_path: Path) -> None:
    lived_through(tmp_path, "Anna")
    person = Person(Meaning(answer="away", decision="accept"))
    assert b"Anna_answer" in ask_for(tmp_path, "forget_everything", person, "Anna")
    assert person.said == ["confirm", "command.forget_nothing"]
    person = Person(YES)
    assert b"Anna_answer" not in ask_for(tmp_path, "forget_everything", person, "Anna")
    assert person.said == ["confirm", "command.forget_everything"]


def test_of_two_it_is_asked_who_wants_that(tmp_path: Path) -> None:
    lived_through(tmp_path, "Anna", "Ben")
    person = Person(Meaning(who="Ben", decision="accept"), YES)
    kept = ask_for(tmp_path, "forget_everything", person, "Anna", "Ben")
    assert person.said == ["who", "confirm", "command.forget_everything"]
    assert b"Anna_answer" in kept
    assert b"Ben_answer" not in kept


def test_where_nobody_says_who_they_are_nothing_is_deleted_nor_said_to_be(tmp_path: Path) -> None:
    lived_through(tmp_path, "Anna", "Ben")
    person = Person()
    kept = ask_for(tmp_path, "forget_tonight", person, "Anna", "Ben")
    assert "command.forget_tonight" not in person.said
    assert b"Anna_answer" in kept
    assert b"Ben_answer" in kept


def test_a_sign_of_danger_in_passing_is_met_as_on_any_evening(tmp_path: Path) -> None:
    lived_through(tmp_path, "Anna")
    before = (tmp_path / "journal.sqlite").read_bytes()
    person = Person(DANGER)
    ask_for(tmp_path, "forget_everything", person, "Anna")
    assert person.said == ["confirm", "safety.calm"]
    assert (tmp_path / "journal.sqlite").read_bytes() == before


@pytest.mark.parametrize("level", ["clear", "ambiguous"])
def test_behind_an_errand_too(tmp_path: Path, level: Literal["clear", "ambiguous"]) -> None:
    lived_through(tmp_path, "Anna")
    person = Person(Meaning(safety=Safety(level, "fear")), Meaning(command="goodnight"))
    ask_for(tmp_path, "why", person, "Anna")
    assert person.said == ["command.why", "safety.calm"]


def test_who_calls_and_may_not_be_safe_is_met_calmly_and_nothing_cut_is_left(
    tmp_path: Path,
) -> None:
    opened(tmp_path).begin(EveningKey(evening_of(local_now()), "Anna", "words", seed=7))
    memory, person = opened(tmp_path), Person(Meaning(command="numbers"))
    context = app.in_passing(open_house(household=["Anna", "Ben"], country="GB"), memory)
    outcome = in_passing(calm(context, "clear"), person, memory)
    assert outcome.end == "safety"
    assert person.said[:2] == ["safety.calm", "numbers.intro"]
    assert list(tmp_path.glob("draft-*")) == []


def test_a_call_that_is_only_in_doubt_is_met_as_calmly_and_deletes_nothing(tmp_path: Path) -> None:
    opened(tmp_path).begin(EveningKey(evening_of(local_now()), "Anna", "words", seed=7))
    memory, person = opened(tmp_path), Person(Meaning(command="goodnight"))
    context = app.in_passing(open_house(household=["Anna", "Ben"]), memory)
    assert in_passing(calm(context, "ambiguous"), person, memory).end == "stopped"
    assert person.said == ["safety.calm"]
    assert len(list(tmp_path.glob("draft-*"))) == 1
