"""A year in four made-up households: nothing that is asked or offered goes stale."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from voice_coach.conversation import choosing, core

SCRIPT = Path(__file__).parents[2] / "scripts" / "simulate_year.py"


@pytest.fixture(scope="module")
def year() -> ModuleType:
    spec = importlib.util.spec_from_file_location("simulate_year", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_in_365_nights_of_four_households_no_rule_is_broken(year: ModuleType, seed: int) -> None:
    lines = []
    for household, evenings in year.simulated(nights=365, seed=seed):
        assert sum(evening.is_kept for evening in evenings) > 0.97 * len(evenings)
        assert list(year.broken(evenings)) == [], household.name
        lines += list(year.rows(household, evenings))
        whole = [evening for evening in evenings if year._is_whole(evening)]
        assert any(year._offers_nothing(evening) for evening in whole)
        for who in household.people:
            own = [evening for evening in whole if evening.who == who]
            assert 0.02 < sum(evening.listens for evening in own) / len(own) < 0.25, household.name
    print("\n".join(" | ".join(row) for row in [year.HEAD, *lines]))
    assert len({row[0] for row in lines}) == 4
    assert sum(int(row[2]) for row in lines) > 1000


def test_a_question_that_rests_too_little_is_noticed(
    year: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(core, "RESTING_NIGHTS", 0)
    monkeypatch.setattr(core, "longest_rested", lambda questions, *_, **__: next(iter(questions)))
    evenings = year.live(year.HOUSEHOLDS[0], 6, 0, tmp_path / "journal")
    assert any("again after 1 nights" in what for what in year.broken(evenings))


def test_core_questions_out_of_turn_are_noticed(
    year: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(core, "cores_in_turn", lambda history, together: ("appreciation",))
    evenings = year.live(year.HOUSEHOLDS[0], 4, 0, tmp_path / "journal")
    assert any("in a row" in what for what in year.broken(evenings))


def test_listening_too_often_is_noticed(
    year: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from voice_coach.conversation import checkin

    monkeypatch.setattr(checkin, "mostly_listens", lambda history, day, seed: True)
    evenings = year.live(year.HOUSEHOLDS[0], 6, 0, tmp_path / "journal")
    assert any("mostly listened to twice" in what for what in year.broken(evenings))


def test_a_ritual_that_comes_back_too_soon_is_noticed(
    year: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(choosing, "_resting", lambda history, day: frozenset())
    evenings = year.live(year.HOUSEHOLDS[0], 60, 0, tmp_path / "journal")
    assert any("ritual" in what for what in year.broken(evenings))
