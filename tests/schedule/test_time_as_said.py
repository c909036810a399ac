"""Times of day as the coach says them."""

from datetime import datetime

import pytest

from voice_coach.clock import time_as_said


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("07:00", "7 in the morning"),
        ("07:30", "half past 7 in the morning"),
        ("19:15", "a quarter past 7 in the evening"),
        ("06:05", "6 oh 5 in the morning"),
        ("13:50", "1 50 in the afternoon"),
        ("00:00", "midnight"),
        ("00:30", "half past 12 at night"),
        ("12:00", "noon"),
        ("23:00", "11 at night"),
    ],
)
def test_a_time_is_said_as_people_say_it(clock, said):
    assert time_as_said(datetime.fromisoformat(f"2026-11-26T{clock}")) == said
