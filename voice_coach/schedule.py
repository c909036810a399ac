"""When the next check-in is due: pure, from the schedule, what became of tonight, and the time.

Moments are aware, and those that come out of here are in UTC, because two moments of one zone
are compared and subtracted by what their clocks show. An evening is named by the day it began
on and lasts until four in the morning, as in the journal. Whoever waits asks again every few
seconds with the time as it is then, so that a clock that jumps, forwards or back, changes what
is due and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voice_coach.journal.entries import EVENING_ENDS, evening_of
from voice_coach.settings import DAYS, Settings, in_hours

TRIES = 2
"""How often the coach asks on one evening whether now is a good time, with nobody answering."""

ASK_AGAIN_AFTER = timedelta(minutes=20)
"""How long the house is left in peace between two tries."""

MADE_UP_WITHIN = timedelta(minutes=90)
"""How late a check-in may still begin by itself, after a power cut for example."""

CLOCK_SETTLES_WITHIN = timedelta(minutes=10)
"""How long after booting a clock that the network has not set is not believed.

A Raspberry Pi without a battery wakes up in the minute in which it was switched off.
"""

REMEMBERED = 8
"""How many settled evenings are remembered: a clock that was wrong for a while changes none."""

LOOKED_AHEAD = 15
"""Days to look ahead: a weekly evening, even where one falls into an hour that is skipped."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the coach may begin by itself, in the local time of `zone`.

    `at` is the time of the check-in and `days` the evenings (0 is Monday). Nothing begins by
    itself from `quiet_from` until before `quiet_until`; where they are the same, no hour is
    quiet. From `late_from` until the evening ends the coach speaks more softly.
    """

    at: time
    days: frozenset[int]
    zone: ZoneInfo
    quiet_from: time
    quiet_until: time
    late_from: time


@dataclass(frozen=True, slots=True)
class Evenings:
    """What became of the last evenings; to be kept across restarts.

    `settled` are evenings on which the coach will not begin again by itself, except where it is
    told to. `evening` is the one that is going on: `tries` times the coach asked and nobody
    answered, last at `last_try`; at `snoozed_until` it was told to ask again.
    """

    settled: tuple[date, ...] = ()
    evening: date | None = None
    tries: int = 0
    last_try: datetime | None = None
    snoozed_until: datetime | None = None


def schedule_of(settings: Settings, local: ZoneInfo) -> Schedule:
    """The schedule that the settings mean; `local` is the machine's own zone."""
    return Schedule(
        at=settings.checkin_at,
        days=frozenset(DAYS.index(day) for day in settings.checkin_days),
        zone=local if settings.time_zone is None else ZoneInfo(settings.time_zone),
        quiet_from=settings.quiet_from,
        quiet_until=settings.quiet_until,
        late_from=settings.late_from,
    )


def next_due(schedule: Schedule, evenings: Evenings, now: datetime) -> datetime | None:
    """When the next check-in begins by itself; not after `now` means: now.

    None when no evening is wanted. Never in quiet hours, never twice in one evening, and an
    evening that was missed by more than MADE_UP_WITHIN is not made up.
    """
    today = evening_of(_local(schedule, now))
    now = now.astimezone(UTC)
    evenings = _without_what_was_missed(schedule, evenings, now)
    for ahead in range(LOOKED_AHEAD):
        due = _due_on(schedule, evenings, today + timedelta(days=ahead), now)
        if due is not None:
            return due
    return None


def tried(schedule: Schedule, evenings: Evenings, now: datetime) -> Evenings:
    """After the coach asked and nobody answered; after the last try the evening is settled.

    Well before the scheduled moment it is no try: the evening is still to come.
    """
    tonight = _tonight(schedule, evenings, now)
    day, last_try = evening_of(_local(schedule, now)), now.astimezone(UTC)
    if _is_well_before(schedule, day, last_try):
        return Evenings(settled=tonight.settled)
    after = replace(tonight, tries=tonight.tries + 1, last_try=last_try, snoozed_until=None)
    is_last = after.tries >= TRIES or day in tonight.settled
    return settled(schedule, after, now) if is_last else after


def snoozed(schedule: Schedule, evenings: Evenings, now: datetime, wait: timedelta) -> Evenings:
    """After the coach was told to ask again in `wait`: once more, then it leaves them in peace.

    Well before the scheduled moment it takes nothing from that; otherwise, where it would be in
    quiet hours, it is not tonight. An evening that was settled is so again afterwards.
    """
    tonight = _tonight(schedule, evenings, now)
    return replace(tonight, tries=TRIES - 1, snoozed_until=now.astimezone(UTC) + wait)


def settled(schedule: Schedule, evenings: Evenings, now: datetime) -> Evenings:
    """After a check-in, however it began and ended, or "not tonight": nothing more tonight."""
    tonight = evening_of(_local(schedule, now))
    others = tuple(day for day in evenings.settled if day != tonight)
    return Evenings(settled=(*others, tonight)[-REMEMBERED:])


def is_settled(schedule: Schedule, evenings: Evenings, now: datetime) -> bool:
    """Whether the coach will not begin by itself again this evening."""
    tonight = _tonight(schedule, evenings, now)
    return tonight.evening in tonight.settled and tonight.snoozed_until is None


def is_quiet(schedule: Schedule, moment: datetime) -> bool:
    """Whether nothing may begin by itself at this moment."""
    clock = _local(schedule, moment).time()
    return in_hours(clock, schedule.quiet_from, schedule.quiet_until)


def is_late(schedule: Schedule, moment: datetime) -> bool:
    """Whether the house may be asleep already, so that the coach speaks more softly."""
    return _into_evening(_local(schedule, moment).time()) >= _into_evening(schedule.late_from)


def is_believed(*, synchronised: bool, since_boot: timedelta) -> bool:
    """Whether the clock may start an evening: set by the network, or left alone long enough."""
    return synchronised or since_boot >= CLOCK_SETTLES_WITHIN


def _due_on(schedule: Schedule, evenings: Evenings, day: date, now: datetime) -> datetime | None:
    due = _wanted_on(schedule, evenings, day)
    return due if due is not None and _may_begin(schedule, day, due, now) else None


def _wanted_on(schedule: Schedule, evenings: Evenings, day: date) -> datetime | None:
    """When the coach would begin on this evening, quiet hours or not."""
    if evenings.evening == day and (again := _to_ask_again(evenings)) is not None:
        return again
    return None if day in evenings.settled else _scheduled_on(schedule, day)


def _to_ask_again(evenings: Evenings) -> datetime | None:
    """When it is to ask once more on the evening that is going on."""
    if evenings.snoozed_until is not None:
        return evenings.snoozed_until
    return None if evenings.last_try is None else evenings.last_try + ASK_AGAIN_AFTER


def _without_what_was_missed(schedule: Schedule, evenings: Evenings, now: datetime) -> Evenings:
    """The evenings without a wait that came to nothing well before the scheduled moment.

    It may have been missed, or lie in quiet hours: what was said at breakfast is not to cost
    them the evening.
    """
    day, again = evenings.evening, _to_ask_again(evenings)
    if day is None or again is None or _may_begin(schedule, day, again, now):
        return evenings
    if _is_well_before(schedule, day, again):
        return Evenings(settled=evenings.settled)
    return evenings


def _may_begin(schedule: Schedule, day: date, due: datetime, now: datetime) -> bool:
    """Whether what is due on this evening can still begin, then or now."""
    if not _is_possible(schedule, day, due):
        return False
    return due >= now or (now - due <= MADE_UP_WITHIN and _is_possible(schedule, day, now))


def _is_well_before(schedule: Schedule, day: date, moment: datetime) -> bool:
    """Whether the scheduled moment of this evening is so far away that it stands by itself."""
    scheduled = _scheduled_on(schedule, day)
    return scheduled is not None and scheduled - moment >= ASK_AGAIN_AFTER


def _scheduled_on(schedule: Schedule, day: date) -> datetime | None:
    """The scheduled moment of an evening; None where it is not one of the days.

    None, too, where the zone's calendar leaves out the day. Of a time that comes twice it is the
    first. A time that is skipped when clocks go forward is as much later as they go forward or,
    where that would be quiet, as much earlier.
    """
    if day.weekday() not in schedule.days:
        return None
    shown = datetime.combine(day, schedule.at, schedule.zone)
    if evening_of(shown) != day:
        shown += timedelta(days=1)  # after midnight
    moments = (shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((moment for moment in moments if _is_possible(schedule, day, moment)), None)


def _is_possible(schedule: Schedule, day: date, moment: datetime) -> bool:
    return evening_of(_local(schedule, moment)) == day and not is_quiet(schedule, moment)


def _tonight(schedule: Schedule, evenings: Evenings, now: datetime) -> Evenings:
    """The evenings with tonight as the one that is going on."""
    tonight = evening_of(_local(schedule, now))
    evenings = _without_what_was_missed(schedule, evenings, now.astimezone(UTC))
    if evenings.evening == tonight:
        return evenings
    return Evenings(settled=evenings.settled, evening=tonight)


def _local(schedule: Schedule, moment: datetime) -> datetime:
    return moment.astimezone(schedule.zone)


def _into_evening(clock: time) -> time:
    """How long after four in the morning a clock shows this time."""
    return (datetime.combine(date(2000, 1, 2), clock) - EVENING_ENDS).time()
