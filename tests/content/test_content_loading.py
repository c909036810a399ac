"""Reading prompts/: what is right loads, what is wrong is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from voice_coach.content import check_content, load_content, packaged_prompts
from voice_coach.content.files import FILES
from voice_coach.errors import ContentError


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the English prompts that may be spoilt."""
    folder = tmp_path / "en"
    folder.mkdir()
    for name in FILES:
        shutil.copy(packaged_prompts() / "en" / name, folder / name)
    return tmp_path


def change(own: Path, name: str, old: str, new: str) -> None:
    path = own / "en" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packaged_prompts_load() -> None:
    content = load_content("en")
    assert content.language == "en"
    assert content.questions["attention.talking"].id == "attention"
    assert len(content.digest) == 64


def test_an_unknown_language_is_said_to_be_unknown() -> None:
    with pytest.raises(ContentError) as caught:
        load_content("xx")
    assert "en" in caught.value.hint


def test_own_files_replace_packaged_ones_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = (packaged_prompts() / "en" / "lines.toml").read_text(encoding="utf-8")
    mine = text.replace('"Goodnight."', '"Nighty night."')
    (tmp_path / "en" / "lines.toml").write_text(mine, encoding="utf-8")
    content = load_content("en", tmp_path)
    assert "Nighty night." in content.lines["close.goodnight"]
    assert content.rituals == load_content("en").rituals


def test_a_directory_may_hold_the_files_of_one_language_directly(own: Path) -> None:
    assert load_content("en", own / "en").lines == load_content("en").lines


def test_any_change_changes_the_digest(own: Path) -> None:
    before = load_content("en", own).digest
    assert before == load_content("en").digest
    change(own, "rituals.toml", "say when you'll be done", "say when you will be done")
    assert load_content("en", own).digest != before


WRONG: list[tuple[str, str, str, str]] = [
    ("lines.toml", "[safety]\ncalm", "[safety]\ncalmer", r"safety\.calmer"),
    (
        "lines.toml",
        '["Goodnight.", "Sleep well.", "Have a good night."]',
        "[]",
        r"close\.goodnight",
    ),
    ("lines.toml", '"Goodnight."', '" "', r"close\.goodnight"),
    ("lines.toml", '"Goodnight."', '"Goodnight, {name}."', r"close\.goodnight.*\{name\}"),
    ("lines.toml", '"Goodnight."', '"Goodnight {."', r"close\.goodnight.*braces"),
    ("lines.toml", '"Goodnight."', "Goodnight", r"line \d+"),
    ("lines.toml", "[said]\nthanks", "[said]\nthanx", r"said\.than[kx]"),
    ("questions.toml", "choices =", "choice =", r"\.choice:.*unknown"),
    ("questions.toml", "[attention.talking]", "[atention.talking]", "atention"),
    ("questions.toml", "{plan}", "{plans}", r"\{plans\}.*\{plan\}"),
    ("questions.toml", 'kinds = ["phone"]', 'kinds = ["fone"]', r"kinds\.0"),
    ("questions.toml", "confirm = { toward", "confirm = { towards", r"confirm\.towards"),
    ("rituals.toml", "minutes = 10", "minutes = 90", r"minutes"),
    ("rituals.toml", 'plan = "when', 'plan = "When', r"\.plan.*capital"),
    ("rituals.toml", 'be done"', 'be done."', r"\.plan.*full stop"),
    ("rituals.toml", 'habit = "phone_down"', 'habit = "phone"', r"habit"),
    ("rituals.toml", "[phone_drawer]", "[phone_done]", r"phone_done|line \d+"),
    ("helplines.toml", 'number = "911"', 'number = "nine"', r"US\.lines\.0\.number"),
    ("helplines.toml", 'checked = "2026-11"', 'checked = "lately"', r"US\.checked"),
    ("helplines.toml", "digits =", "digit =", r"spoken"),
]


@pytest.mark.parametrize(("name", "old", "new", "place"), WRONG)
def test_a_wrong_place_is_named_with_its_file(
    own: Path, name: str, old: str, new: str, place: str
) -> None:
    change(own, name, old, new)
    with pytest.raises(ContentError) as caught:
        load_content("en", own)
    assert name in caught.value.message
    assert re.search(place, caught.value.message)
    assert "prompts check" in caught.value.hint
    assert check_content(own) != []


SPOILT: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(b"\xff\xfe"),
    lambda path: path.write_text("", encoding="utf-8"),
    lambda path: path.write_text("= nonsense", encoding="utf-8"),
]


@pytest.mark.parametrize("spoil", SPOILT, ids=["not utf-8", "empty", "no toml"])
@pytest.mark.parametrize("name", FILES)
def test_a_spoilt_file_is_named(own: Path, name: str, spoil: Callable[[Path], object]) -> None:
    spoil(own / "en" / name)
    with pytest.raises(ContentError, match=name):
        load_content("en", own)


def test_a_file_of_an_unknown_name_is_a_slip_of_the_pen(own: Path) -> None:
    (own / "en" / "line.toml").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match=r"line\.toml"):
        load_content("en", own)


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="nowhere"):
        load_content("en", tmp_path / "nowhere")


def test_checking_reports_every_problem(own: Path) -> None:
    change(own, "lines.toml", '"Goodnight."', '"{a}"')
    change(own, "rituals.toml", "minutes = 10", "minutes = 90")
    change(own, "questions.toml", "{plan}", "{plans}")
    files = {problem.file.name for problem in check_content(own)}
    assert files == {"lines.toml", "rituals.toml", "questions.toml"}


def test_checking_holds_texts_against_how_the_coach_speaks(own: Path) -> None:
    change(own, "lines.toml", '"Goodnight."', '"You should always sleep & rest."')
    told = " ".join(str(problem) for problem in check_content(own))
    assert "You should" in told
    assert '"&"' in told
    load_content("en", own)


def test_a_country_that_is_there_twice_is_a_problem(own: Path) -> None:
    change(own, "helplines.toml", "[IE]\n", '[IE]\nalso = ["US"]\n')
    with pytest.raises(ContentError, match="US"):
        load_content("en", own)
