"""One evening: when the coach begins by itself, and when it leaves the house in peace."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.schedule import (
    ASK_AGAIN_AFTER,
    CLOCK_SETTLES_WITHIN,
    MADE_UP_WITHIN,
    Evenings,
    Schedule,
    is_believed,
    is_late,
    is_quiet,
    is_settled,
    next_due,
    schedule_of,
    settled,
    snoozed,
    tried,
)
from voice_coach.settings import Settings

LONDON = ZoneInfo("Europe/London")

USUAL = Schedule(
    at=time(20, 30),
    days=frozenset(range(7)),
    zone=LONDON,
    quiet_from=time(22, 30),
    quiet_until=time(7),
    late_from=time(21, 30),
)

FRESH = Evenings()

TEN_MINUTES = timedelta(minutes=10)

HALF_AN_HOUR = timedelta(minutes=30)


def at(clock, day="2026-11-25", zone=LONDON):
    """A moment as a clock on the wall shows it."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone)


def due(evenings, now, schedule=USUAL):
    """When the next check-in begins, as the wall shows it."""
    moment = next_due(schedule, evenings, now)
    return moment and f"{moment.astimezone(schedule.zone):%a %H:%M}"


def test_it_begins_this_evening_at_its_time():
    assert due(FRESH, at("09:00")) == "Wed 20:30"
    assert due(FRESH, at("20:30")) == "Wed 20:30"


def test_after_midnight_it_is_still_the_evening_before():
    assert due(settled(USUAL, FRESH, at("20:31")), at("01:00", "2026-11-26")) == "Thu 20:30"
    assert due(FRESH, at("01:00")) == "Wed 20:30"


def test_not_twice_in_one_evening_whoever_began_it():
    by_voice = settled(USUAL, FRESH, at("18:00"))
    assert due(by_voice, at("18:10")) == "Thu 20:30"
    assert is_settled(USUAL, by_voice, at("23:00"))
    assert not is_settled(USUAL, by_voice, at("05:00", "2026-11-26"))


def test_with_nobody_there_it_asks_twice_and_then_leaves_the_house_in_peace():
    once = tried(USUAL, FRESH, at("20:30"))
    assert due(once, at("20:31")) == "Wed 20:50"
    twice = tried(USUAL, once, at("20:50"))
    assert due(twice, at("20:51")) == "Thu 20:30"
    assert due(twice, at("20:30", "2026-11-26")) == "Thu 20:30"


def test_a_second_try_that_would_be_in_quiet_hours_is_none():
    schedule = replace(USUAL, at=time(22, 20))
    once = tried(schedule, FRESH, at("22:20"))
    assert due(once, at("22:21"), schedule) == "Thu 22:20"


def test_told_to_ask_in_ten_minutes_it_does_and_then_not_again():
    waiting = snoozed(USUAL, FRESH, at("20:30"), TEN_MINUTES)
    assert due(waiting, at("20:31")) == "Wed 20:40"
    assert due(tried(USUAL, waiting, at("20:40")), at("20:41")) == "Thu 20:30"


def test_it_can_be_told_to_wait_as_often_as_they_like():
    waiting = snoozed(USUAL, FRESH, at("20:30"), TEN_MINUTES)
    again = snoozed(USUAL, waiting, at("20:40"), TEN_MINUTES)
    assert due(again, at("20:41")) == "Wed 20:50"


def test_a_wait_counts_on_an_evening_that_was_not_planned_too():
    weekends = replace(USUAL, days=frozenset({5, 6}))
    waiting = snoozed(weekends, FRESH, at("19:00"), TEN_MINUTES)
    assert due(waiting, at("19:01"), weekends) == "Wed 19:10"
    assert due(settled(weekends, waiting, at("19:10")), at("19:20"), weekends) == "Sat 20:30"


def test_a_wait_after_it_was_settled_opens_the_evening_again():
    waiting = snoozed(USUAL, settled(USUAL, FRESH, at("20:30")), at("20:35"), TEN_MINUTES)
    assert due(waiting, at("20:36")) == "Wed 20:45"


def test_a_wait_into_quiet_hours_means_not_tonight():
    waiting = snoozed(USUAL, FRESH, at("22:25"), TEN_MINUTES)
    assert due(waiting, at("22:26")) == "Thu 20:30"


def test_a_wait_in_the_morning_that_nobody_answered_leaves_the_evening_as_it_was():
    waiting = snoozed(USUAL, FRESH, at("08:00"), HALF_AN_HOUR)
    assert due(waiting, at("08:01")) == "Wed 08:30"
    left = tried(USUAL, waiting, at("08:31"))
    assert due(left, at("08:31")) == "Wed 20:30"
    once = tried(USUAL, left, at("20:30"))
    assert due(once, at("20:31")) == "Wed 20:50"
    assert due(tried(USUAL, once, at("20:50")), at("20:51")) == "Thu 20:30"


def test_a_wait_in_the_morning_that_a_power_cut_swallowed_leaves_the_evening_as_it_was():
    waiting = snoozed(USUAL, FRESH, at("08:00"), HALF_AN_HOUR)
    assert due(waiting, at("08:30") + MADE_UP_WITHIN) == "Wed 08:30"
    assert due(waiting, at("12:00")) == "Wed 20:30"
    once = tried(USUAL, waiting, at("20:30"))
    assert due(once, at("20:31")) == "Wed 20:50"


def test_a_wait_that_falls_into_the_quiet_of_the_morning_leaves_the_evening_as_it_was():
    waiting = snoozed(USUAL, FRESH, at("06:00"), HALF_AN_HOUR)
    assert due(waiting, at("06:01")) == "Wed 20:30"


def test_a_wait_that_ends_just_before_the_evening_is_the_evening():
    waiting = snoozed(USUAL, FRESH, at("20:01"), TEN_MINUTES)
    assert due(waiting, at("20:02")) == "Wed 20:11"
    assert due(tried(USUAL, waiting, at("20:11")), at("20:12")) == "Thu 20:30"
    earlier = snoozed(USUAL, FRESH, at("20:00"), TEN_MINUTES)
    assert due(tried(USUAL, earlier, at("20:10")), at("20:11")) == "Wed 20:30"


def test_a_wait_past_the_evening_moves_it():
    waiting = snoozed(USUAL, FRESH, at("20:10"), HALF_AN_HOUR)
    assert due(waiting, at("20:30")) == "Wed 20:40"
    assert due(tried(USUAL, waiting, at("20:40")), at("20:41")) == "Thu 20:30"


def test_a_check_in_that_was_held_after_a_wait_in_the_morning_was_tonights():
    waiting = snoozed(USUAL, FRESH, at("08:00"), HALF_AN_HOUR)
    assert due(settled(USUAL, waiting, at("08:31")), at("08:40")) == "Thu 20:30"


@pytest.mark.parametrize("clock", ["08:31", "12:00"], ids=["nobody there", "power cut"])
def test_a_wait_after_a_check_in_that_was_held_brings_no_second_evening(clock):
    held = settled(USUAL, FRESH, at("07:30"))
    waiting = snoozed(USUAL, held, at("08:00"), HALF_AN_HOUR)
    assert due(waiting, at("08:01")) == "Wed 08:30"
    assert not is_settled(USUAL, waiting, at("08:01"))
    after = tried(USUAL, waiting, at(clock)) if clock == "08:31" else waiting
    assert due(after, at(clock)) == "Thu 20:30"
    assert is_settled(USUAL, after, at(clock))


def test_a_wait_that_is_made_up_at_the_last_minute_and_not_answered_is_over():
    asked = at("08:30") + MADE_UP_WITHIN
    for before in (FRESH, settled(USUAL, FRESH, at("07:30"))):
        waiting = snoozed(USUAL, before, at("08:00"), HALF_AN_HOUR)
        assert due(waiting, asked) == "Wed 08:30"
        after = tried(USUAL, waiting, asked + timedelta(minutes=2))
        assert due(after, asked) == due(before, asked)


def test_not_tonight_after_a_wait_in_the_morning_skips_the_evening():
    waiting = snoozed(USUAL, FRESH, at("08:00"), HALF_AN_HOUR)
    assert due(settled(USUAL, waiting, at("08:10")), at("08:11")) == "Thu 20:30"


def test_a_wait_in_the_morning_of_a_day_without_an_evening_brings_none():
    weekends = replace(USUAL, days=frozenset({5, 6}))
    waiting = snoozed(weekends, FRESH, at("08:00"), HALF_AN_HOUR)
    assert due(waiting, at("12:00"), weekends) == "Sat 20:30"
    assert due(tried(weekends, waiting, at("08:31")), at("08:32"), weekends) == "Sat 20:30"


def test_not_tonight_lasts_until_tomorrow():
    assert due(settled(USUAL, FRESH, at("12:00")), at("12:01")) == "Thu 20:30"


@pytest.mark.parametrize("late", [timedelta(minutes=1), MADE_UP_WITHIN])
def test_an_evening_that_was_missed_by_a_little_is_made_up(late):
    assert due(FRESH, at("20:30") + late) == "Wed 20:30"


@pytest.mark.parametrize("clock", ["22:01", "22:30", "23:59", "03:00", "03:59"])
def test_an_evening_that_was_missed_is_not_made_up_at_night(clock):
    day = "2026-11-25" if clock > "04:00" else "2026-11-26"
    assert due(FRESH, at(clock, day)) == "Thu 20:30"


def test_lateness_does_not_reach_into_quiet_hours():
    schedule = replace(USUAL, at=time(22))
    assert due(FRESH, at("22:29"), schedule) == "Wed 22:00"
    assert due(FRESH, at("22:30"), schedule) == "Thu 22:00"


def test_without_days_nothing_begins_by_itself():
    assert due(FRESH, at("12:00"), replace(USUAL, days=frozenset())) is None


def test_a_night_shift_has_its_evening_after_midnight():
    night = replace(USUAL, at=time(0, 30), quiet_from=time(2), days=frozenset({2}))
    assert due(FRESH, at("12:00"), night) == "Thu 00:30"
    assert due(settled(night, FRESH, at("23:50")), at("00:10", "2026-11-26"), night) == "Thu 00:30"
    assert next_due(night, settled(night, FRESH, at("23:50")), at("23:51")) == at(
        "00:30", "2026-12-03"
    )


def test_quiet_hours_begin_and_end_to_the_minute():
    quiet = [clock for clock in ("22:29", "22:30", "06:59", "07:00") if is_quiet(USUAL, at(clock))]
    assert quiet == ["22:30", "06:59"]
    never = replace(USUAL, quiet_from=time(7), quiet_until=time(7))
    assert not any(is_quiet(never, at(f"{hour:02}:00")) for hour in range(24))


def test_late_lasts_until_the_evening_is_over():
    clocks = ("21:29", "21:30", "00:00", "03:59", "04:00", "12:00")
    assert [clock for clock in clocks if is_late(USUAL, at(clock))] == ["21:30", "00:00", "03:59"]
    after_midnight = replace(USUAL, late_from=time(0, 30))
    assert not is_late(after_midnight, at("23:00"))
    assert is_late(after_midnight, at("01:00"))


def test_when_clocks_go_forward_a_skipped_time_is_that_much_later():
    night = replace(USUAL, at=time(1, 30), quiet_from=time(3), quiet_until=time(7))
    assert next_due(night, FRESH, at("12:00", "2026-03-28")) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert due(FRESH, at("12:00", "2026-03-28"), night) == "Sun 02:30"
    strict = replace(night, quiet_from=time(2, 15))
    assert due(FRESH, at("12:00", "2026-03-28"), strict) == "Sun 00:30"


def test_when_clocks_go_back_a_time_that_comes_twice_is_the_first():
    night = replace(USUAL, at=time(1, 30), quiet_from=time(3), quiet_until=time(7))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_due(night, FRESH, at("12:00", "2026-10-24")) == first
    done = settled(night, FRESH, first)
    assert next_due(night, done, first + timedelta(hours=1)) == at("01:30", "2026-10-26")


def test_a_second_try_is_as_far_away_whatever_the_clocks_do():
    night = replace(USUAL, at=time(0, 55), quiet_from=time(3), quiet_until=time(7))
    first = next_due(night, FRESH, at("12:00", "2026-03-28"))
    again = next_due(night, tried(night, FRESH, first.astimezone(LONDON)), first)
    assert again - first == ASK_AGAIN_AFTER


def test_a_clock_that_jumps_past_the_evening_makes_nothing_up():
    asleep = at("20:29", "2026-11-25")
    assert due(FRESH, asleep) == "Wed 20:30"
    assert due(FRESH, at("03:12", "2026-11-27")) == "Fri 20:30"


def test_a_clock_that_goes_back_does_not_bring_the_evening_again():
    done = settled(USUAL, FRESH, at("20:31"))
    assert due(done, at("19:30")) == "Thu 20:30"


def test_a_clock_that_was_wrong_for_a_while_changes_nothing():
    done = settled(USUAL, FRESH, at("20:31"))
    astray = settled(USUAL, done, at("20:31", "2031-01-01"))
    assert due(tried(USUAL, astray, at("20:31", "2019-01-01")), at("20:40")) == "Thu 20:30"


def test_the_clock_is_believed_once_it_was_set_or_left_alone():
    minute = timedelta(minutes=1)
    assert is_believed(synchronised=True, since_boot=minute)
    assert not is_believed(synchronised=False, since_boot=CLOCK_SETTLES_WITHIN - minute)
    assert is_believed(synchronised=False, since_boot=CLOCK_SETTLES_WITHIN)


def test_settings_say_when():
    settings = Settings(
        checkin_at="21:15", checkin_days=["fri", "sun"], time_zone="America/St_Johns"
    )
    schedule = schedule_of(settings, LONDON)
    assert (schedule.at, schedule.days) == (time(21, 15), frozenset({4, 6}))
    assert schedule.zone.key == "America/St_Johns"
    assert schedule_of(Settings(), LONDON) == USUAL
