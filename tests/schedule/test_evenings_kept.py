"""What became of an evening outlives the program, and a damaged file costs nothing but that."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.errors import StorageError
from voice_coach.evenings import keep_evenings, kept_evenings
from voice_coach.schedule import Evenings, Schedule, next_due, settled, snoozed, tried

USUAL = Schedule(
    time(20, 30), frozenset(range(7)), ZoneInfo("Europe/Rome"), time(22, 30), time(7), time(21)
)

NOW = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)

YESTERDAY = settled(USUAL, Evenings(), NOW - timedelta(days=1))


@pytest.mark.parametrize(
    "evenings",
    [
        Evenings(),
        settled(USUAL, YESTERDAY, NOW),
        tried(USUAL, YESTERDAY, NOW),
        snoozed(USUAL, YESTERDAY, NOW, timedelta(minutes=10)),
        snoozed(USUAL, settled(USUAL, YESTERDAY, NOW), NOW, timedelta(minutes=10)),
    ],
    ids=["fresh", "settled", "nobody there", "told to wait", "told to wait once settled"],
)
def test_what_became_of_an_evening_outlives_the_program(tmp_path, evenings):
    keep_evenings(tmp_path / "journal", YESTERDAY)
    keep_evenings(tmp_path / "journal", evenings)
    kept = kept_evenings(tmp_path / "journal")
    assert kept == evenings
    assert next_due(USUAL, kept, NOW) == next_due(USUAL, evenings, NOW)
    assert [path.name for path in (tmp_path / "journal").iterdir()] == ["evenings.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"tries": "many"}', b"\xff\xfe", b"[]"])
def test_a_damaged_file_is_an_evening_like_any_other(tmp_path, damage):
    keep_evenings(tmp_path, YESTERDAY)
    (tmp_path / "evenings.json").write_bytes(damage)
    assert kept_evenings(tmp_path) == Evenings()
    keep_evenings(tmp_path, YESTERDAY)
    assert kept_evenings(tmp_path) == YESTERDAY


def test_only_its_user_can_read_it(tmp_path):
    keep_evenings(tmp_path / "journal", YESTERDAY)
    assert (tmp_path / "journal" / "evenings.json").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        keep_evenings(tmp_path / "file" / "journal", YESTERDAY)
