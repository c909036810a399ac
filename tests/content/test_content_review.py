"""What the coach says, read as a reviewer would: short, speakable, kind, and enough of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from voice_coach.content import check_content, load_content, packaged_prompts
from voice_coach.content.files import FILES
from voice_coach.content.review import PLAN, UNSPEAKABLE, UNWANTED, review, sentences, words
from voice_coach.conversation.choosing import wording
from voice_coach.conversation.lines import CORE, group_of
from voice_coach.meaning import HABITS, KINDS, Content, Ritual

CONTENT = load_content("en")
PATHS = {name: Path(name) for name in FILES}
AT_HOME = [ritual for ritual in CONTENT.rituals.values() if not ritual.apart]


def group(name: str) -> list[str]:
    return [key for key in CONTENT.questions if group_of(key) == name]


def test_the_reviewer_finds_nothing() -> None:
    assert [str(problem) for problem in check_content()] == []


def test_there_are_enough_rituals() -> None:
    assert len(CONTENT.rituals) >= 30
    assert sum(ritual.apart for ritual in CONTENT.rituals.values()) >= 6


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_answered_by_three_rituals(kind: str) -> None:
    assert sum(kind in ritual.kinds for ritual in AT_HOME) >= 3


@pytest.mark.parametrize("habit", HABITS)
def test_every_habit_is_practised(habit: str) -> None:
    assert sum(ritual.habit == habit for ritual in AT_HOME) >= 3


@pytest.mark.parametrize("ritual", CONTENT.rituals.values(), ids=lambda ritual: ritual.id)
def test_every_ritual_is_one_if_then_sentence(ritual: Ritual) -> None:
    for plan in (ritual.plan, ritual.smaller):
        assert PLAN.match(plan)
        assert words(plan) <= 12
    assert words(ritual.smaller) <= words(ritual.plan)
    assert ritual.smaller != ritual.plan


def test_rituals_never_oblige_anybody_to_touch() -> None:
    touch = re.compile(r"\b(?:kiss|hug|cuddle|hold hands|touch them|massage)\b")
    assert not [ritual.id for ritual in AT_HOME if touch.search(ritual.plan + ritual.smaller)]


def test_most_rituals_can_be_started_alone() -> None:
    assert sum(ritual.alone for ritual in AT_HOME) / len(AT_HOME) > 0.6


def test_there_are_enough_questions() -> None:
    assert len(CONTENT.questions) >= 40


@pytest.mark.parametrize("core", CORE)
def test_every_core_question_is_asked_in_several_ways(core: str) -> None:
    assert len(group(core)) >= 3
    assert group(f"{core}_apart")
    assert group(f"{core}_together")


def test_good_moments_and_openings_last_longer_than_they_rest() -> None:
    assert len(group("good_moment")) >= 8
    assert len(group("ready")) >= 6


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_follow_up(kind: str) -> None:
    follow_ups = [CONTENT.questions[key] for key in group("what_pulled_you_away")]
    assert sum(kind in question.kinds for question in follow_ups) >= 1


OFTEN = (
    ["repair.missed", "silence.take_your_time", "silence.skip_offer", "silence.moving_on"]
    + ["close.goodnight", "offer.accepted", "offer.declined", "stop.stopped", "said.thanks"]
    + ["plan.happened", "plan.partly", "plan.missed", "good.named", "good.told", "good.nothing"]
    + ["repair.skip", "plan.once_more", "offer.no_more", "close.numbers", "recap.begin"]
    + ["command.help", "command.why", "command.pause", "command.resume", "command.plan_is"]
    + ["words.kept", "listen.begin", "listen.heard"]
    + [f"together.heard_{pole}" for pole in ("toward", "away", "mixed")]
    + [f"heard.{kind}" for kind in KINDS]
    + [f"heard.{core}_{pole}" for core in CORE for pole in ("toward", "away", "mixed")]
)
ANSWERS_TO_CORE = [line for line in OFTEN if line.startswith(("heard.", "together.heard_"))]


@pytest.mark.parametrize("line", OFTEN)
def test_what_is_said_often_has_three_wordings(line: str) -> None:
    assert len(CONTENT.lines[line]) >= 3


@pytest.mark.parametrize("line", ANSWERS_TO_CORE)
def test_what_answers_a_core_question_is_worded_otherwise_each_time(line: str) -> None:
    nights = [date(2026, 11, 1) + timedelta(len(CORE) * turn) for turn in range(12)]
    said = [wording(CONTENT.lines[line], night, 0, line) for night in nights]
    assert all(one != two for one, two in pairwise(said))


@pytest.mark.parametrize("group_name", ["follow_up", "ritual_offer_tomorrow", "ritual_offer_keep"])
def test_what_is_asked_often_in_one_question_has_three_wordings(group_name: str) -> None:
    for key in group(group_name):
        assert len(CONTENT.questions[key].ask) >= 3


def test_there_are_forty_questions_about_the_two_of_them() -> None:
    about = [*CORE, *(f"{core}_{form}" for core in CORE for form in ("apart", "together"))]
    good = ["good_moment", "good_moment_gentle", "good_moment_apart", "good_moment_together"]
    groups = [*about, *good, "what_pulled_you_away", "what_got_in_the_way"]
    assert sum(len(group(name)) for name in groups) >= 40


def test_the_calm_line_is_one_line_and_word_for_word() -> None:
    expected = ("Thanks. I'll stop here. Say numbers any time, or goodnight.",)
    assert CONTENT.lines["safety.calm"] == expected


def test_no_wording_is_there_twice() -> None:
    for line, wordings in CONTENT.lines.items():
        assert len(set(wordings)) == len(wordings), line
    for key, question in CONTENT.questions.items():
        assert len(set(question.ask)) == len(question.ask), key


def test_the_partner_is_not_judged_and_has_no_gender() -> None:
    gendered = re.compile(r"\b(?:he|she|him|her|his|hers|husband|wife)\b", re.IGNORECASE)
    for text in everything(CONTENT):
        assert not gendered.search(text), text


def test_help_lines_are_said_in_short_chunks_of_paired_digits() -> None:
    digits = r"(?:zero|one|two|three|four|five|six|seven|eight|nine)"
    for country, chunks in CONTENT.helplines.items():
        for chunk in chunks:
            assert words(chunk) <= 10, (country, chunk)
        longer = [chunk for chunk in chunks if "," in chunk and re.match(digits, chunk.lower())]
        for chunk in longer:
            assert re.fullmatch(rf"{digits}(?: {digits}|, {digits})*\.", chunk.lower())


def test_help_lines_come_back_as_the_numbers_they_are() -> None:
    spoken = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    said = " ".join(CONTENT.helplines["GB"]).lower()
    digits = "".join(
        str(spoken.index(word)) for word in re.findall(r"[a-z]+", said) if word in spoken
    )
    assert digits == "999" + "08082000247" + "08088010327" + "116123"


def test_every_country_says_when_it_was_checked() -> None:
    text = (packaged_prompts() / "en" / "helplines.toml").read_text(encoding="utf-8")
    countries = re.findall(r"^\[[A-Z]{2}\]", text, re.MULTILINE)
    assert text.count('checked = "2026-11"') == len(countries)
    assert CONTENT.helplines["UK"] == CONTENT.helplines["GB"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You should rest.", UNWANTED),
        ("That was a failure.", UNWANTED),
        ("Call 999.", UNSPEAKABLE),
        ("Tea & cake.", UNSPEAKABLE),
        ("Ask ASAP.", UNSPEAKABLE),
        ("Five min. is fine.", UNSPEAKABLE),
    ],
)
def test_the_reviewer_sees_what_does_not_belong(text: str, found: re.Pattern[str]) -> None:
    assert found.search(text)


def test_the_reviewer_counts_words_and_questions() -> None:
    line = {"a.b": ("One two three four five six seven eight nine ten eleven twelve thirteen.",)}
    spoilt = Content("en", line, {}, {}, {}, "")
    assert ["12 words" in str(problem) for problem in review(spoilt, PATHS)] == [True]
    assert sentences("Last time: when you eat, eat. Okay?") == [
        "Last time:",
        "when you eat, eat.",
        "Okay?",
    ]


def everything(content: Content) -> list[str]:
    """Every text that can be said."""
    texts = [text for line in content.lines.values() for text in line]
    for question in content.questions.values():
        texts += [*question.ask, *question.rephrase, question.choices, *question.confirm.values()]
    for ritual in content.rituals.values():
        texts += [ritual.plan, ritual.smaller]
    return texts
