"""The hands-free loop by itself: what begins an evening, and what is left of it afterwards."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.attended import AttendedRoom
from voice_coach.calls import Call, Ended
from voice_coach.errors import EngineFailed, MicrophoneLost, StorageError
from voice_coach.handsfree import Clock, Handsfree
from voice_coach.panel import NoPanel
from voice_coach.schedule import Evenings, schedule_of
from voice_coach.settings import Settings
from voice_coach.status import Status
from voice_coach.watchdog import Watchdog

EVENING = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
NOON = EVENING.replace(hour=12)


class Over(Exception):
    """The test has seen enough."""


@dataclass
class Button:
    """A panel whose button is pressed at certain moments."""

    presses: dict = field(default_factory=dict)
    looks: int = 0
    lights: list = field(default_factory=list)
    has_button: bool = True

    def pressed(self):
        self.looks += 1
        return self.presses.pop(self.looks, None)

    def show(self, light):
        self.lights.append(light)


@dataclass
class World:
    """A kitchen in which a frame takes 0.9 s and a nap a minute; everything is noted."""

    now: datetime = NOON
    until: datetime = NOON + timedelta(hours=1)
    calls: dict = field(default_factory=dict)
    ended: list = field(default_factory=list)
    lost: set = field(default_factory=set)
    spoken: set = field(default_factory=set)
    believed_from: datetime = NOON
    panel: object = field(default_factory=NoPanel)
    done: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    shown: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    volumes: list = field(default_factory=list)
    frames: int = 0
    is_open: bool = False
    keeps: bool = True
    before: Status | None = None

    # the room
    seconds = 0.0

    def read(self):
        self.frames += 1
        self.pass_time(0.9)
        if self.frames in self.lost:
            raise MicrophoneLost("It is gone.", "Plug it in.")

    def reopen(self):
        self.is_open = True
        self.done.append("opened")

    def close(self):
        self.is_open = False
        self.done.append("closed")

    # the caller
    def step(self, frame):
        call = self.calls.pop(self.frames, None)
        if isinstance(call, Exception):
            raise call
        return call

    def rest(self, seconds):
        pass

    def is_hearing(self):
        return self.frames in self.spoken

    # the host
    def hold(self, call, softer_db):
        self.done.append((call.how, call.command, self.now.strftime("%a %H:%M"), softer_db))
        self.pass_time(60)
        ended = self.ended.pop(0) if self.ended else Ended()
        if isinstance(ended, Exception):
            raise ended
        return ended

    def say(self, line, softer_db, **variables):
        self.done.append((line, *variables.values()))
        self.volumes.append(softer_db)

    # the clock, and what is kept
    def pass_time(self, seconds):
        self.now += timedelta(seconds=seconds)
        if self.now > self.until:
            raise Over

    def sleep(self, seconds):
        self.pass_time(0 if self.is_open else 60)

    def keep(self, evenings):
        if not self.keeps:
            raise StorageError("The disk is full.", "Make room.")
        self.kept.append(evenings)

    def run(self, **settings):
        values = {"time_zone": "UTC", "quiet_from": "22:30", "late_from": "21:30", **settings}
        loop = Handsfree(
            room=AttendedRoom(self, self.panel, lambda: None, lambda stage: None),
            caller=self,
            host=self,
            schedule=schedule_of(Settings(**values), ZoneInfo("UTC")),
            evenings=Evenings(),
            keep=self.keep,
            clock=Clock(
                lambda: self.now,
                lambda: self.now >= self.believed_from,
                lambda _: self.pass_time(1),
            ),
            watchdog=Watchdog(lambda: None, self.complaints.append),
            show=self.shown.append,
            complain=self.complaints.append,
            late_volume_db=-6.0,
            unmute_at=time(7, 0),
            meanwhile=lambda: self.done.append("idle work"),
            before=self.before,
        )
        with pytest.raises(Over):
            loop.run()
        return [one for one in self.done if one not in ("opened", "idle work")]


def day(hours, **values):
    """From noon on for so many hours."""
    return World(until=NOON + timedelta(hours=hours), **values)


def test_an_evening_begins_by_itself_once_and_the_next_one_a_day_later():
    begun = day(36).run()
    assert [(how, when) for how, _, when, _ in begun] == [
        ("due", "Mon 20:30"),
        ("due", "Tue 20:30"),
    ]


def test_with_nobody_there_it_tries_twice_and_then_waits_for_tomorrow():
    begun = day(20, ended=[Ended(nobody=True)] * 2).run()
    first, second = (datetime.strptime(when, "%a %H:%M") for *_, when, _ in begun)  # noqa: DTZ007
    assert 20 <= (second - first).total_seconds() / 60 <= 23


def test_a_call_that_nobody_answers_takes_nothing_from_the_evening():
    begun = day(12, calls={5: Call("called")}, ended=[Ended(nobody=True)]).run()
    assert [how for how, *_ in begun] == ["called", "due"]


def test_later_said_in_an_evening_lets_it_ask_again_after_so_long():
    begun = day(12, ended=[Ended(later=timedelta(minutes=10))]).run()
    first, second = (datetime.strptime(when, "%a %H:%M") for *_, when, _ in begun)  # noqa: DTZ007
    assert 10 <= (second - first).total_seconds() / 60 <= 13


def test_later_with_the_call_needs_no_evening():
    world = day(12, calls={5: Call("called", "later", timedelta(minutes=10))})
    assert [one[0] for one in world.run()] == ["ready.later", "due"]


def test_later_at_noon_that_nobody_answers_takes_nothing_from_the_evening():
    later = Call("called", "later", timedelta(minutes=10))
    begun = day(12, calls={5: later}, ended=[Ended(nobody=True)]).run()
    assert [one[0] for one in begun] == ["ready.later", "due", "due"]
    assert begun[2][2] == "Mon 20:30"


def test_not_tonight_with_the_call_is_peace_until_tomorrow():
    begun = day(36, calls={5: Call("called", "decline")}).run()
    assert [one[0] for one in begun] == ["ready.not_tonight", "due"]
    assert begun[1][2] == "Tue 20:30"


def test_an_errand_is_done_with_the_command_that_was_called():
    (begun,) = day(1, calls={5: Call("called", "numbers")}).run()
    assert begun[:2] == ("called", "numbers")


def test_an_errand_at_noon_takes_nothing_from_the_evening():
    begun = day(
        9, calls={5: Call("called", "tonights_ritual")}, ended=[Ended(in_passing=True)]
    ).run()
    assert [(one[0], one[2]) for one in begun][1:] == [("due", "Mon 20:30")]


def test_a_clock_that_is_not_believed_begins_nothing():
    world = day(12, believed_from=EVENING + timedelta(minutes=40))
    assert [when for *_, when, _ in world.run()] == ["Mon 21:10"]
    assert day(12, believed_from=EVENING + timedelta(hours=9)).run() == []


def test_what_nobody_waits_for_waits_while_somebody_speaks():
    quiet, lively = day(1), day(1, spoken=set(range(10_000)))
    quiet.run(), lively.run()
    assert "idle work" in quiet.done
    assert "idle work" not in lively.done


def test_late_it_speaks_more_softly():
    (begun,) = day(12).run(checkin_at="21:45")
    assert begun[-1] == -6.0


def test_muted_without_a_button_it_hears_nobody_until_the_stated_hour():
    world = day(20, calls={5: Call("called", "mute"), 400: Call("called")})
    told, closed, called = world.run(checkin_days=[])
    assert (told, closed) == (("device.muted_until", "7 in the morning"), "closed")
    assert called[2] == "Tue 07:07"
    muted = [status for status in world.shown if status.doing == "muted"]
    assert muted[0].muted_until == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    assert world.shown[-2].doing == "waiting"


def test_muted_with_a_button_it_hears_nobody_until_that_is_pressed():
    button = Button(presses={50: "long"})
    world = day(1, calls={5: Call("called", "mute")}, panel=button)
    assert world.run() == [("device.muted",), "closed", ("device.listening",)]
    assert "muted" in button.lights
    assert button.lights[-1] == "waiting"


@pytest.mark.parametrize("said", [True, False])
def test_one_that_was_muted_when_it_died_is_still_muted_and_says_nothing(said):
    until = NOON + timedelta(hours=3) if said else None
    before = Status(pid=1, doing="muted", written=NOON, muted_until=until)
    world = day(24, calls={5: Call("called")}, before=before)
    closed, called = world.run(checkin_days=[])
    assert closed == "closed"
    assert called[2] == ("Mon 15:30" if said else "Tue 07:00")


def test_with_a_button_it_is_still_muted_until_that_is_pressed():
    before = Status(pid=1, doing="muted", written=NOON)
    world = day(1, before=before, panel=Button(presses={20: "short"}))
    assert world.run() == ["closed", ("device.listening",)]


@pytest.mark.parametrize("doing", ["waiting", "checkin", "stopped"])
def test_one_that_was_not_muted_listens_at_once(doing):
    world = day(1, calls={5: Call("called")}, before=Status(pid=1, doing=doing, written=NOON))
    assert [one[0] for one in world.run()] == ["called"]


def test_nobody_is_woken_to_be_told_that_the_microphone_is_back():
    world = World(now=NOON.replace(hour=23), until=NOON + timedelta(hours=14), lost={5})
    assert world.run(checkin_days=[]) == []
    assert world.done.count("opened") == 2


def test_late_it_says_everything_more_softly():
    early, late = day(1, lost={5}), World(now=NOON.replace(hour=22, minute=0), lost={5})
    late.until = late.now + timedelta(minutes=20)
    early.run(checkin_days=[]), late.run(checkin_days=[])
    assert (early.volumes, late.volumes) == ([0.0], [-6.0])


def test_the_button_begins_an_evening_and_a_long_press_mutes():
    world = day(1, panel=Button(presses={5: "short", 9: "long", 20: "short"}))
    assert [one[0] for one in world.run()] == ["pressed", "device.muted", "c", "device.listening"]


def test_a_microphone_that_is_lost_is_opened_again_and_said_so():
    world = day(1, lost={5}, calls={9: Call("called")})
    assert [one[0] for one in world.run()] == ["session.recovered", "called"]
    assert world.done.count("opened") == 2


def test_a_recogniser_that_fails_is_complained_of_and_the_next_call_is_heard():
    failed = EngineFailed("The recogniser failed twice.", "Run: voice-coach doctor")
    world = day(1, calls={5: failed, 9: Call("called")})
    assert [one[0] for one in world.run()] == ["called"]
    assert world.complaints == ["The recogniser failed twice."]


def test_an_evening_that_cannot_go_on_is_not_begun_again_tonight():
    world = day(12, ended=[StorageError("The disk is full.", "Make room.")])
    assert len(world.run()) == 1
    assert world.complaints == ["The disk is full."]


def test_a_disk_that_keeps_nothing_does_not_stop_it():
    world = day(12, keeps=False)
    assert len(world.run()) == 1
    assert world.complaints == ["The disk is full."]


def test_the_status_tells_the_next_evening_as_soon_as_that_changes():
    world = day(1, calls={5: Call("called", "decline")})
    world.run()
    nexts = [status.next_checkin for status in world.shown]
    assert nexts[0] == EVENING
    assert nexts[-1] == EVENING + timedelta(days=1)
