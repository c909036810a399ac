"""What can be set about the evening, and what is told where it cannot be."""

from datetime import time

import pytest

from voice_coach.errors import SettingsError
from voice_coach.settings import load_settings


def loaded(folder, text):
    file = folder / "settings.toml"
    file.write_text(text)
    return load_settings(file)


def test_times_are_written_as_on_the_clock(tmp_path):
    settings = loaded(
        tmp_path,
        'checkin_at = "21:05"\ncheckin_days = ["mon", "sat"]\nquiet_from = "23:00"\n'
        'time_zone = "Australia/Lord_Howe"\nlate_volume_db = -3',
    )
    assert (settings.checkin_at, settings.quiet_from) == (time(21, 5), time(23))
    assert settings.checkin_days == ("mon", "sat")


def test_quiet_hours_are_none_where_they_begin_as_they_end(tmp_path):
    none = 'quiet_from = "00:00"\nquiet_until = "00:00"\ncheckin_at = "00:00"'
    assert loaded(tmp_path, none).quiet_from == time(0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('checkin_at = "23:00"', "quiet hours from 22:30 until 07:00"),
        ('quiet_from = "20:00"', "leave out the check-in at 20:30"),
        ('checkin_at = "half past eight"', "a time like 20:30"),
        ('checkin_at = "20:30+01:00"', "without a zone"),
        ("checkin_at = []", "a time like 20:30"),
        ('checkin_days = ["monday"]', "'mon'"),
        ('time_zone = "Europe/Loondon"', "a time zone like Europe/London"),
        ('time_zone = "../../etc/passwd"', "a time zone like Europe/London"),
        ('time_zone = ""', "a time zone like Europe/London"),
        ("late_volume_db = 6", "less than or equal to 0"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(tmp_path, text, told):
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, text)
    assert told in error.value.message
    assert error.value.hint
