"""Twenty years of evenings, in zones that change their clocks in every way there is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.journal.entries import evening_of
from voice_coach.schedule import (
    ASK_AGAIN_AFTER,
    MADE_UP_WITHIN,
    REMEMBERED,
    TRIES,
    Evenings,
    Schedule,
    is_quiet,
    next_due,
    settled,
    snoozed,
    tried,
)

ZONES = [
    "UTC",
    "Europe/London",  # clocks change at one in the morning
    "Europe/Athens",  # at three
    "America/New_York",
    "America/Santiago",  # at midnight, in the south
    "Africa/Cairo",  # at midnight
    "Africa/Casablanca",  # goes back for each Ramadan
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",  # 45 minutes off, never changes
    "Pacific/Apia",
]

FIRST, LAST = date(2026, 1, 1), date(2045, 12, 31)

DAY = timedelta(days=1)

EVERY_DAY = frozenset(range(7))


def schedule(zone, at, days=EVERY_DAY, quiet=(time(22, 30), time(7))):
    return Schedule(at, frozenset(days), ZoneInfo(zone), *quiet, time(21, 30))


def evenings_between(first, last, days):
    """The evenings that somebody with a calendar would mark."""
    count = (last - first).days + 1
    return [day for n in range(count) if (day := first + n * DAY).weekday() in days]


def begun(schedule, now, until):
    """Every moment at which a check-in begins by itself and takes place."""
    evenings, moments = Evenings(), []
    while (due := next_due(schedule, evenings, now)) < until:
        moments.append(due.astimezone(schedule.zone))
        evenings = settled(schedule, evenings, due)
        now = max(now, due) + timedelta(minutes=4)
    return moments


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("at", "quiet", "days"),
    [
        (time(20, 30), (time(22, 30), time(7)), EVERY_DAY),
        (time(0, 15), (time(2, 45), time(10)), EVERY_DAY),  # clocks change right then, in some
        (time(2, 30), (time(3), time(12)), {1, 4, 6}),
    ],
    ids=["evening", "midnight", "night shift"],
)
def test_exactly_one_check_in_on_every_wanted_evening(zone, at, quiet, days):
    wanted = schedule(zone, at, days, quiet)
    begin = datetime.combine(FIRST, time(12), wanted.zone)
    end = datetime.combine(LAST + DAY, time(12), wanted.zone)
    moments = begun(wanted, begin, end.astimezone(UTC))
    assert [evening_of(moment) for moment in moments] == evenings_between(FIRST, LAST, days)
    assert not any(quiet[0] <= moment.time() < quiet[1] for moment in moments if quiet[1] > at)
    skipped = [moment for moment in moments if moment.time() != at]
    assert len(skipped) <= 20 * 2
    assert all(abs(_apart(moment.time(), at)) <= timedelta(hours=1) for moment in skipped)


def _apart(one, other):
    day = date(2026, 1, 2)
    return datetime.combine(day, one) - datetime.combine(day, other)


def test_leap_days_have_their_evening():
    moments = begun(
        schedule("Europe/London", time(20, 30)),
        datetime(2027, 12, 1, tzinfo=UTC),
        datetime(2045, 1, 1, tzinfo=UTC),
    )
    leap = [moment.year for moment in moments if (moment.month, moment.day) == (2, 29)]
    assert leap == [2028, 2032, 2036, 2040, 2044]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2046, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def clocks(begin=time(0), end=time(23, 59)):
    return st.times(begin, end).map(lambda clock: clock.replace(second=0, microsecond=0))


@st.composite
def schedules(draw):
    """Any schedule whose check-in is not in its own quiet hours."""
    at = draw(clocks())
    before, after = draw(st.integers(61, 600)), draw(st.integers(61, 600))
    on = datetime.combine(date(2026, 6, 2), at)
    return Schedule(
        at=at,
        days=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        quiet_from=(on + timedelta(minutes=after)).time(),
        quiet_until=(on - timedelta(minutes=before)).time(),
        late_from=draw(clocks()),
    )


steps = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 3 * 24 * 60)),
    st.tuples(st.just("the clock jumps"), st.integers(-400 * 24 * 60, 400 * 24 * 60)),
    st.tuples(st.just("the clock is set back"), st.integers(-180, -1)),
    st.tuples(st.sampled_from(["nobody is there", "a check-in", "not tonight"]), st.just(0)),
    st.tuples(st.just("later"), st.integers(1, 120)),
)


@given(schedules(), moments, st.lists(steps, max_size=40))
def test_whatever_the_clock_does_it_never_begins_where_it_may_not(wanted, now, story):
    evenings, over, told_to_ask = Evenings(), [], None
    for what, minutes in story:
        tonight = evening_of(now.astimezone(wanted.zone))
        due = next_due(wanted, evenings, now)
        begins = due is not None and due <= now
        if begins:
            assert not is_quiet(wanted, now)
            assert now - due <= MADE_UP_WITHIN
            assert evening_of(due.astimezone(wanted.zone)) == tonight
            assert told_to_ask == tonight or tonight not in over[-REMEMBERED:], "twice"
        match what:
            case "nobody is there" if begins:
                evenings, told_to_ask = tried(wanted, evenings, now), None
            case "a check-in" | "not tonight":
                evenings = settled(wanted, evenings, now)
                over, told_to_ask = [*(day for day in over if day != tonight), tonight], None
            case "later":
                evenings = snoozed(wanted, evenings, now, timedelta(minutes=minutes))
                told_to_ask = tonight
            case "wait" | "the clock jumps" | "the clock is set back":
                now += timedelta(minutes=minutes)


@st.composite
def put_off(draw):
    """Minutes before the check-in at which they say "later", and for how many."""
    wait = draw(st.integers(1, 240))
    return draw(st.integers(20 + wait, 18 * 60)), wait


power_cuts = st.tuples(st.integers(20, 18 * 60), st.integers(0, 300)).map(
    lambda cut: range(-cut[0], max(-cut[0], min(-20, cut[1] - cut[0])))
)


@given(schedules(), moments, st.lists(put_off(), max_size=4), st.lists(power_cuts), st.booleans())
def test_whatever_was_put_off_before_it_an_evening_has_exactly_one_check_in(
    wanted, now, laters, cuts, somebody_answers
):
    due = next_due(wanted, Evenings(), now)
    evening = evening_of(due.astimezone(wanted.zone))
    evenings, asked, held = Evenings(), [], []
    for minute in range(-18 * 60, 12 * 60):
        now = due + timedelta(minutes=minute)
        if evening_of(now.astimezone(wanted.zone)) != evening or any(minute in cut for cut in cuts):
            continue
        for _, wait in (later for later in laters if -later[0] == minute and not held):
            evenings = snoozed(wanted, evenings, now, timedelta(minutes=wait))
        begins = next_due(wanted, evenings, now)
        if begins is None or begins > now:
            continue
        if somebody_answers or minute >= 0:
            held.append(minute)
            evenings = settled(wanted, evenings, now)
        else:
            asked.append(minute)
            evenings = tried(wanted, evenings, now)
    assert len(asked) <= len(laters)
    assert len(held) == 1
    assert held == [0] or somebody_answers


@given(schedules(), moments)
def test_what_is_next_comes_within_a_week_and_is_a_wanted_evening(wanted, now):
    due = next_due(wanted, Evenings(), now)
    assert now - MADE_UP_WITHIN <= due <= now + 9 * DAY
    assert evening_of(due.astimezone(wanted.zone)).weekday() in wanted.days


@given(schedules(), moments)
def test_with_nobody_there_it_asks_at_most_twice_an_evening(wanted, now):
    first = max(now, next_due(wanted, Evenings(), now))
    evenings, tries = Evenings(), []
    now = first
    while now - first < timedelta(hours=12):
        due = next_due(wanted, evenings, now)
        if due is not None and due <= now:
            tries.append(now)
            evenings = tried(wanted, evenings, now)
        now += timedelta(minutes=1)
    evening = evening_of(first.astimezone(wanted.zone))
    tonight = [each for each in tries if evening_of(each.astimezone(wanted.zone)) == evening]
    assert 1 <= len(tonight) <= TRIES
    assert all(b - a == ASK_AGAIN_AFTER for a, b in pairwise(tonight))
