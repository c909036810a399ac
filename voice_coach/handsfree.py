"""The hands-free loop: wait, hold an evening, wait again, for weeks.

One thread owns it all. While it waits it reads the room, and with every frame it looks whether
somebody calls, presses the button, or an evening is due.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

from voice_coach import schedule as plan
from voice_coach.attended import AttendedRoom, stage_of
from voice_coach.calls import Call, Ended
from voice_coach.clock import time_as_said
from voice_coach.errors import AudioDeviceError, EngineFailed, VoiceCoachError
from voice_coach.journal.trouble import JournalTrouble
from voice_coach.ports import Samples
from voice_coach.schedule import Evenings, Schedule
from voice_coach.status import Doing, Status
from voice_coach.watchdog import Watchdog

LOOKS_AT_CLOCK_EVERY = 64
"""Frames (2 s) between two looks at the clock."""

DOZES_EVERY, DOZE = 4, 0.1
"""Frames (0.13 s) after which it sleeps for so many seconds while the sound of the next ones comes
in: a processor that is woken for each frame takes twice as much for it."""

STATUS_EVERY = 20.0
"""Seconds between two writings of the status while nothing changes."""

REFRACTORY = 0.4
"""Seconds after the coach has spoken in which nobody is heard to call: its echo is. A room's has
died away by then, and a call that begins within it is heard from its first sounds on."""

LATER = timedelta(minutes=30)
"""How long "later" means where no time is said."""

PAUSE = 0.2
"""Seconds between two looks at the button while there is no sound to wait for."""


class Caller(Protocol):
    """Hears whether the coach is called: by its phrase, or by a wake word."""

    def step(self, frame: Samples) -> Call | None:
        """The call that ended with this frame, or None. Raises EngineFailed."""

    def rest(self, seconds: float) -> None:
        """Hear nothing for so long."""

    def is_hearing(self) -> bool:
        """Whether somebody is saying something that may be a call."""


class Host(Protocol):
    """What the loop has done aloud."""

    def hold(self, call: Call, softer_db: float) -> Ended:
        """Hold an evening to its end. Raises VoiceCoachError when it cannot go on."""

    def say(self, line: str, softer_db: float, **variables: str) -> None:
        """Say a line of the content and wait until it has sounded."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The world's time: now (aware), whether to believe it, and waiting for a while."""

    now: Callable[[], datetime]
    is_believed: Callable[[], bool]
    sleep: Callable[[float], None]


@dataclass(slots=True)
class Handsfree:
    """The loop and everything it looks at.

    `keep` keeps what became of the evenings; `show` is given each new status; `complain` a plain
    sentence about what went wrong, never what was said; `meanwhile` is called every few seconds
    in which nobody speaks, for work that nobody waits for. `before` is the last status of a
    program that ended without a word: who muted that one is still not listened to.
    """

    room: AttendedRoom
    caller: Caller
    host: Host
    schedule: Schedule
    evenings: Evenings
    keep: Callable[[Evenings], None]
    clock: Clock
    watchdog: Watchdog
    show: Callable[[Status], None]
    complain: Callable[[str], None]
    late_volume_db: float
    unmute_at: time
    meanwhile: Callable[[], None] = lambda: None
    before: Status | None = None
    _doing: Doing = field(default="starting", init=False)
    _muted_until: datetime | None = field(default=None, init=False)
    _trouble: str = field(default="", init=False)
    _shown_at: datetime | None = field(default=None, init=False)
    _complained: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self.room.beat = self._beat

    def run(self) -> None:
        """Wait for calls and answer them, until interrupted."""
        self.watchdog.start()
        try:
            if self.before is not None and self.before.doing == "muted":
                self._stay_muted(self.before.muted_until or self._unmuted_at())
            else:
                self._now_doing("starting")
                self._open_sound()
            for call in self._calls():
                self._answer(call)
        finally:
            self.watchdog.stop()
            self._now_doing("stopped")

    def _calls(self) -> Iterator[Call]:
        """Every call, for ever."""
        frames = 0
        self._rest()
        while True:
            try:
                frame = self.room.read()
                call = self.caller.step(frame)
            except AudioDeviceError as error:
                self._recover_sound(error)
                continue
            except EngineFailed as error:
                self.complain(error.message)
                continue
            frames += 1
            at_times = frames % LOOKS_AT_CLOCK_EVERY == 0
            call = self._pressed() or call or (self._due() if at_times else None)
            if call is not None:
                yield call
                self._rest()
            elif not self.caller.is_hearing():
                self._unhurried(frames, at_times)

    def _unhurried(self, frames: int, at_times: bool) -> None:
        """What can be done while nobody speaks: sleep a little, and what nobody waits for."""
        if at_times:
            self.meanwhile()
        if frames % DOZES_EVERY == 0:
            self.clock.sleep(DOZE)

    def _rest(self) -> None:
        """Begin to wait."""
        self.caller.rest(REFRACTORY)
        self.room.panel.show("waiting")
        self._now_doing("waiting")

    def _pressed(self) -> Call | None:
        press = self.room.panel.pressed()
        if press == "long":
            return Call("pressed", "mute")
        return Call("pressed") if press == "short" else None

    def _due(self) -> Call | None:
        """Whether an evening begins by itself now."""
        now = self.clock.now()
        due = plan.next_due(self.schedule, self.evenings, now)
        if due is None or due > now or not self.clock.is_believed():
            return None
        return Call("due")

    def _answer(self, call: Call) -> None:
        if call.command == "mute":
            self._mute()
        elif call.command == "later":
            wait, now = call.wait or LATER, self.clock.now()
            self._remember(plan.snoozed(self.schedule, self.evenings, now, wait))
            self._say("ready.later")
        elif call.command == "decline":
            self._remember(plan.settled(self.schedule, self.evenings, self.clock.now()))
            self._say("ready.not_tonight")
        else:
            self._hold(call)

    def _hold(self, call: Call) -> None:
        """Hold an evening.

        It counts as settled from its beginning, so that nothing of how it went can be told from
        what is kept of it.
        """
        before, began = self.evenings, self.clock.now()
        self._remember(plan.settled(self.schedule, before, began))
        self._now_doing("checkin")
        try:
            ended = self.host.hold(call, self._softer(began))
        except VoiceCoachError as error:
            if isinstance(error, JournalTrouble):
                self.watchdog.tell("journal")
            self._complain_once(error)
            return
        self._complained.clear()
        now = self.clock.now()
        if ended.later is not None:
            self._remember(plan.snoozed(self.schedule, before, now, ended.later))
        elif ended.nobody:
            due = call.how == "due"
            self._remember(plan.tried(self.schedule, before, now) if due else before)
        elif ended.in_passing:
            self._remember(before)
        if ended.mute:
            self._mute()

    def _remember(self, evenings: Evenings) -> None:
        self.evenings = evenings
        self._shown_at = None  # the status tells when the next one is
        try:
            self.keep(evenings)
        except VoiceCoachError as error:
            self.watchdog.tell("journal")
            self._complain_once(error)

    def _mute(self) -> None:
        """Close the microphone, until the button opens it or, without one, until an hour."""
        until = self._unmuted_at()
        if until is None:
            self._say("device.muted")
        else:
            self._say("device.muted_until", hour=time_as_said(until.astimezone(self.schedule.zone)))
        self._stay_muted(until)

    def _stay_muted(self, until: datetime | None) -> None:
        self._muted_until = until
        self.room.close()
        self.room.panel.show("muted")
        self._now_doing("muted")
        while self.room.panel.pressed() is None and (until is None or self.clock.now() < until):
            self._idle()
        self._muted_until = None
        self._open_sound()
        if until is None:
            self._say("device.listening")

    def _unmuted_at(self) -> datetime | None:
        """When a mute that begins now ends by itself; None where there is a button for it."""
        return None if self.room.panel.has_button else self._next(self.unmute_at)

    def _next(self, at: time) -> datetime:
        """The next moment at which clocks show this time."""
        now = self.clock.now().astimezone(self.schedule.zone)
        moment = datetime.combine(now.date(), at, self.schedule.zone)
        return moment if moment > now else moment + timedelta(days=1)

    def _softer(self, moment: datetime) -> float:
        """By how many decibels it speaks more softly then."""
        return self.late_volume_db if plan.is_late(self.schedule, moment) else 0.0

    def _say(self, line: str, **variables: str) -> None:
        try:
            self.host.say(line, self._softer(self.clock.now()), **variables)
        except VoiceCoachError as error:
            self.complain(error.message)

    def _recover_sound(self, error: AudioDeviceError) -> None:
        """Open the devices again, however long that takes."""
        self._trouble = error.message
        self.room.panel.show("trouble")
        self._now_doing("recovering")
        self.watchdog.tell(stage_of(error))
        self._open_sound()
        self._trouble = ""
        if not plan.is_quiet(self.schedule, self.clock.now()):  # nobody is woken to be told
            self._say("session.recovered")
        self._rest()

    def _open_sound(self) -> None:
        told = ""
        while True:
            try:
                self.room.open()
            except AudioDeviceError as error:
                if error.message != told:
                    told = error.message
                    self.complain(f"{error.message} {error.hint}")
                self._trouble = error.message
                self._idle()
            else:
                self._trouble = ""
                return

    def _idle(self) -> None:
        self._beat()
        self.clock.sleep(PAUSE)

    def _beat(self) -> None:
        self.watchdog.beat()
        self._refresh_status(self.clock.now())

    def _now_doing(self, doing: Doing) -> None:
        self._doing = doing
        self._shown_at = None
        self._refresh_status(self.clock.now())

    def _refresh_status(self, now: datetime) -> None:
        """Write the status where it has changed, or is old."""
        shown = self._shown_at
        if shown is not None and abs((now - shown).total_seconds()) < STATUS_EVERY:
            return
        self._shown_at = now
        status = Status(
            pid=os.getpid(),
            doing=self._doing,
            written=now,
            next_checkin=plan.next_due(self.schedule, self.evenings, now),
            muted_until=self._muted_until,
            trouble=self._trouble,
            stages=self.watchdog.stages(),
        )
        try:
            self.show(status)
        except VoiceCoachError as error:
            self._complain_once(error)

    def _complain_once(self, error: VoiceCoachError) -> None:
        """One sentence for each trouble with the disk, until an evening went well again."""
        trouble = error.spoken if isinstance(error, JournalTrouble) else error.message
        if trouble not in self._complained:
            self._complained.add(trouble)
            self.complain(error.message)
