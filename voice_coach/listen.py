"""`voice-coach listen`: everything that the hands-free loop looks at, wired together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from voice_coach import app, clock, screen
from voice_coach import schedule as plan
from voice_coach.aloud import Apologies
from voice_coach.asides import Candid
from voice_coach.attended import (
    Aside,
    AsideUnderstanding,
    AttendedExchange,
    AttendedRoom,
    Pressed,
)
from voice_coach.calling import caller, wait_in
from voice_coach.calls import Call, Ended
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.choosing import wording
from voice_coach.conversation.effects import (
    Adjust,
    Ask,
    Conversation,
    Discard,
    Done,
    Forget,
    ForgetEvening,
    Hold,
    Reply,
    Say,
    WantsWords,
)
from voice_coach.conversation.errand import calm, errand, is_errand
from voice_coach.evenings import keep_evenings, kept_evenings
from voice_coach.handsfree import LATER, Clock, Handsfree
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.devices import portaudio, quiet_stderr
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.house import House
from voice_coach.journal import Memory, evening_of, local_now, one_session
from voice_coach.meaning import Line, Outcome
from voice_coach.panel import NoPanel
from voice_coach.ports import Heartbeat, Panel, ReadyVoice, Room, Speech
from voice_coach.remembering import memory_of_one_evening, settled_daily
from voice_coach.session import Exchange, Onlooker, Turn, remembered, run
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.cache import CachedVoice
from voice_coach.speaking.levels import evening_chime, louder, wake_sound
from voice_coach.speaking.sentences import sentences
from voice_coach.status import read_status, write_status
from voice_coach.watchdog import Watchdog

WORLD = Clock(
    now=clock.now,
    is_believed=lambda: plan.is_believed(
        synchronised=clock.is_synchronised(), since_boot=clock.since_boot()
    ),
    sleep=time.sleep,
)
"""The time as this machine knows it."""


def nothing_beyond() -> None:
    """The heartbeat where nobody else listens to it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a hands-free program is surrounded by; tests bring their own.

    `room` is where it listens and speaks (None: this machine's sound card). `ready` is called
    once all is loaded, whether or not the sound devices are there yet.
    """

    panel: Panel = field(default_factory=NoPanel)
    heartbeat: Heartbeat = nothing_beyond
    ready: Callable[[], None] = nothing_beyond
    clock: Clock = WORLD
    room: Room | None = None
    onlooker: Onlooker = screen.nothing


def listen(house: House, around: Around) -> None:
    """Wait for the wake phrase, the button and the schedule until interrupted.

    Raises SessionRunning where another session holds the lock, AudioDeviceError where there is
    no sound system at all; a device that is late is waited for.
    """
    if around.room is None:
        portaudio()
    with (
        one_session(house.places.journal),
        os.fdopen(os.dup(2), "w") as told,
        quiet_stderr(),  # sound libraries write there from C, for weeks
    ):
        complain = partial(print, file=told, flush=True)
        _listen(house, around, complain)


def _listen(house: House, around: Around, complain: Callable[[str], None]) -> None:
    watchdog = Watchdog(around.heartbeat, complain)
    hearing = app.recognizer_apart(house, watchdog.tell)
    lines = app.voice(house, watchdog.tell)
    with (
        closing(hearing),
        closing(AheadVoice(lines, lines.rest)) as voice,
        closing(around.room or app.sound_card(house.settings, later=True)) as card,
        closing(around.panel),
    ):
        room = AttendedRoom(card, around.panel, watchdog.beat, watchdog.tell)
        activity = SileroActivity()
        ears = Ears(activity, hearing)
        host = AloudHost(house, room, ears, voice, watchdog, around.onlooker, complain)
        loop = Handsfree(
            room=room,
            caller=caller(house, activity, hearing),
            host=host,
            schedule=plan.schedule_of(house.settings, clock.local_zone()),
            evenings=kept_evenings(house.places.journal),
            keep=partial(keep_evenings, house.places.journal),
            clock=around.clock,
            watchdog=watchdog,
            show=partial(write_status, house.places.run),
            complain=complain,
            late_volume_db=house.settings.late_volume_db,
            unmute_at=house.settings.unmute_at,
            meanwhile=_both(
                settled_daily(house.places, house.settings, around.clock.is_believed),
                partial(voice.meanwhile, rendering(house, lines)),
            ),
            before=read_status(house.places.run),
        )
        around.ready()
        loop.run()


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def both() -> None:
        first()
        second()

    return both


def rendering(house: House, lines: CachedVoice) -> Callable[[], None]:
    """Renders one more of the lines that never change, each time that it is called.

    Until all are there the engine stays, then it is let go. The order has nothing to do with
    what was said.
    """
    left = iter(app.unrendered(house, lines))

    def render_one() -> None:
        piece = next(left, None)
        if piece is None:
            lines.rest()
        else:
            lines.keep(piece, house.settings.pace)

    return render_one


@dataclass(slots=True)
class AloudHost:
    """Holds evenings and says lines in a room; a handsfree.Host."""

    house: House
    room: AttendedRoom
    ears: Ears
    voice: ReadyVoice
    watchdog: Watchdog
    onlooker: Onlooker
    complain: Callable[[str], None]

    def hold(self, call: Call, softer_db: float) -> Ended:
        """Hold an evening, or do an errand, and tell what is left to do."""
        aside = Aside()
        places, settings = self.house.places, self.house.settings
        with memory_of_one_evening(places, settings, self.complain) as (memory, troubles):
            attended = self._exchange(memory, aside, softer_db)
            exchange = Candid(attended, self.house.content, troubles)
            self.room.interruptible = True
            try:
                self._open(call, softer_db)
                ended = self._held(call, memory, exchange, aside)
                self._drain()
            except Pressed as pressed:  # before the first word, or during the last
                self.room.stop()
                return Ended(mute=pressed.press == "long")
            finally:
                self.room.interruptible = False
        return ended

    def say(self, line: str, softer_db: float, **variables: str) -> None:
        """Say a line of the content and wait until it has sounded."""
        text = self._wording(line).format(**variables)
        settings = self.house.settings
        for sentence in sentences(text):
            speech = self.voice.render(sentence, settings.pace)
            self.room.play(louder(speech, settings.volume_db + softer_db))
        self.onlooker(Turn("coach", line, text))
        self._drain()

    def _held(self, call: Call, memory: Memory, exchange: Exchange, aside: Aside) -> Ended:
        house, command = self.house, call.command
        if call.safety != "none":
            met = calm(app.in_passing(house, memory), call.safety)
            return _ended(in_passing(met, exchange, memory), aside)
        if command is not None:
            passing = app.in_passing(house, memory)
            if is_errand(command, knows_who=passing.knows_who):
                outcome = in_passing(errand(passing, command), exchange, memory)
                # After a sign of danger it is as after an evening: no second chime.
                return replace(_ended(outcome, aside), in_passing=outcome.end != "safety")
        context = replace(
            app.tonight(house, memory, None),
            called=call.how != "due",
            unkept=command == "keep_nothing",
        )
        again = app.as_it_began(house, memory)
        return _ended(run(partial(checkin, context), exchange, memory, again), aside)

    def _exchange(self, memory: Memory, aside: Aside, softer_db: float) -> AttendedExchange:
        heard = AsideUnderstanding(self.house.understanding, partial(wait_in, self.house), aside)
        means = app.Means(
            room=self.room,
            ears=self.ears,
            voice=self.voice,
            onlooker=self.onlooker,
            softer_db=softer_db,
            apologies=Apologies(
                gone=self._line("session.recovered"),
                say_again=self._line("session.say_again"),
                failures=lambda: self.watchdog.failures,
            ),
            interruptions=Interruptions(
                self.ears.recognizer, echoes=not self.house.settings.barge_in
            ),
        )
        aloud = app.spoken(replace(self.house, understands=lambda: heard), memory, means)
        return AttendedExchange(aloud, self.room, aside)

    def _open(self, call: Call, softer_db: float) -> None:
        """The sound that an evening begins with."""
        sound: Callable[[], Speech] = evening_chime if call.how == "due" else wake_sound
        self.room.play(louder(sound(), self.house.settings.volume_db + softer_db))

    def _drain(self) -> None:
        while self.room.is_playing():
            self.room.read()

    def _line(self, identifier: str) -> Line:
        return Line(identifier, self._wording(identifier))

    def _wording(self, line: str) -> str:
        day = evening_of(local_now())
        return wording(self.house.content.lines[line], day, day.toordinal(), line, 0)


def in_passing(conversation: Conversation, exchange: Exchange, memory: Memory) -> Outcome:
    """Perform an errand: it says and asks things, may delete some, and nothing of it is kept."""
    try:
        effect = next(conversation)
        while True:
            reply: Reply = Done()
            match effect:
                case Ask():
                    reply = exchange.ask(effect, tuple)
                case Say():
                    reply = exchange.say(effect)
                case Hold():
                    reply = exchange.hold(effect)
                case Adjust():
                    exchange.adjust(effect)
                case Forget() | ForgetEvening() | WantsWords() | Discard(unsafe=True):
                    reply = remembered(effect, memory)
            effect = conversation.send(reply)
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome


def _ended(outcome: Outcome, aside: Aside) -> Ended:
    later = None
    if outcome.end == "deferred" and aside.asked == "later":
        later = aside.wait or LATER
    return Ended(outcome.end == "no_answer", later, aside.asked == "mute")
