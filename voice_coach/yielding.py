"""Letting the coach's words sound, and giving way to somebody who speaks over them.

Whoever goes on with the answer before makes the coach fall silent at once, before it can be known
what they say; with barge-in, so does anybody. Words end its turn; where none come ("mm-hmm", a
pan, the rest of its own echo) it goes on where it was, and for the rest of that turn only words
count.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from voice_coach.hearing.ears import Ears
from voice_coach.hearing.endpointing import frames_in
from voice_coach.hearing.interrupting import Interruptions, is_echo, said_over, words_in
from voice_coach.hearing.loudness import level_db
from voice_coach.hearing.own_voice import OwnVoice
from voice_coach.meaning import Command, Meaning, TurnCues
from voice_coach.ports import Room, Samples

GOES_ON_AFTER = frames_in(0.5)
"""Frames without speech after which somebody who said no words has said all they wanted."""

REST_GOES_ON_AFTER = frames_in(0.75)
"""The same for somebody who goes on with an answer: a canceller may leave of them no more than
"so no" before a comma, and goes on taking away for a moment after the coach fell silent."""

LEAST_SPEECH = 24
"""Frames of speech (0.77 s) that somebody who takes the word says at least. Who only listens says
less ("mm-hmm": 0.4 to 0.7 s), and recognisers make words of that."""

REST_SPEECH = 20
"""Frames of speech (0.64 s) of somebody who goes on with an answer that was taken for over: the
rest of it may be no more than "in the garden"."""

TAKEN_AWAY = 12
"""Frames of speech (0.38 s) that go unheard, at most, of whoever begins over the coach's own echo:
a canceller takes them away with it."""

LONGEST_PAUSE = frames_in(3.0)
"""Frames after which it goes on whatever is heard: no words come in so long a noise."""

ONSET_FRAMES = 5
"""Frames (0.16 s) from before it fell silent in which words are looked for: less than a word of
its own echo."""

LEAD_FRAMES = 12
"""Frames (0.4 s) from before the coach fell silent that belong to what somebody says."""


@dataclass(slots=True)
class Yielding:
    """Waits until the loudspeaker is silent, or somebody has taken the word.

    Without `interruptions` any speech ends the coach's turn where `barge_in` is on; with them
    "stop" and "goodnight" always do, the rest of an answer where it stands out from what is left
    of the coach's own voice, and other words where `barge_in` is on.
    """

    room: Room
    ears: Ears
    turns: TurnCues
    interruptions: Interruptions | None
    barge_in: bool
    _since: deque[Samples] = field(default_factory=lambda: deque(maxlen=LEAD_FRAMES), init=False)
    _paused: int = field(default=0, init=False)
    _quiet: int = field(default=0, init=False)
    _spoken: int = field(default=0, init=False)
    _is_rest: bool = field(default=False, init=False)
    _own: OwnVoice = field(default_factory=OwnVoice, init=False)

    @property
    def went_on(self) -> bool:
        """Whether the last lines were given up for the rest of the answer before them."""
        return self._is_rest

    @property
    def _goes_on_after(self) -> int:
        return REST_GOES_ON_AFTER if self._is_rest else GOES_ON_AFTER

    def until_silent(self, lines: Sequence[str], rest_until: float = -inf) -> Meaning | None:
        """The command that cut these lines short, or None.

        What else was said over them is the beginning of what the ears listen to next. Whoever
        is heard until `rest_until` (seconds of the room) goes on with the answer before these
        lines. Raises AudioDeviceError and EngineFailed.
        """
        if self.interruptions is not None:
            self.interruptions.forget()
        self.ears.begin_overhearing()
        self._own.begin()
        self._since = deque(maxlen=LEAD_FRAMES)
        self._paused = self._quiet = self._spoken = alarms = 0
        self._is_rest, command = False, None
        while self.room.is_playing():
            frame = self.room.read()
            over = self.ears.overhear(frame)
            self._since.append(frame)
            self._count()
            # Falling silent comes first: to look for words takes a small machine a while.
            noticed = not self._paused and self._hears_somebody(frame, rest_until) and not alarms
            if noticed:
                self._is_rest = self.room.seconds <= rest_until
                self._spoken += 0 if self.barge_in else TAKEN_AWAY
                self._pause()
            heard = self._look(frame)
            command = command_over(self.turns, heard, lines) if heard else None
            if command is not None or self._takes_the_word(heard, lines, over=over):
                self.room.stop()
                self._own.forget()
                break  # what is heard from here on belongs to what the ears listen to next
            if self._paused and not noticed:
                alarms += self._wait_and_see()
        return command

    def forget_the_room(self) -> None:
        """The devices were opened anew: how much of itself the coach hears has to be seen again."""
        self._own.forget()

    def _hears_somebody(self, frame: Samples, rest_until: float) -> bool:
        """Whether to fall silent for somebody. Before it may be for good, words are looked for."""
        stands_out = self._own.is_exceeded(level_db(frame))
        if self.interruptions is None:
            return False
        if self.barge_in:
            return self.ears.hears_somebody
        return stands_out and self.room.seconds <= rest_until

    def _look(self, frame: Samples) -> str:
        """What was said in the last moments, where it is time to look; mostly empty."""
        if self.interruptions is None:
            return ""
        speech, alone = self.ears.hears_speech, bool(self._paused)
        return self.interruptions.step(frame, speech=speech, alone=alone)

    def _takes_the_word(self, heard: str, lines: Sequence[str], *, over: bool) -> bool:
        """Whether somebody has the word now; what they said so far is kept for the ears."""
        if self.interruptions is None:
            return self.barge_in and over
        if not (self.barge_in or self._is_rest):
            return False
        if self._spoken < (REST_SPEECH if self._is_rest else LEAST_SPEECH):
            return False
        fillers = (*self.turns.hesitations, *self.turns.backchannels)
        sounding = () if self._paused else lines  # the coach's own words may be an answer
        if not heard or not said_over(heard, sounding, fillers):
            return False
        self.ears.begin_with(self._since)
        return True

    def _pause(self) -> None:
        self.room.pause()
        self._own.forget()
        self._paused, self._quiet = 1, 0
        if self.interruptions is not None:
            self.interruptions.forget(ONSET_FRAMES)
        self._since = deque(self._since)  # from here on all of it

    def _count(self) -> None:
        """Count the frames of what is being said, and those since the last of them."""
        if self.ears.hears_speech:
            self._spoken += 1
            self._quiet = 0
        else:
            self._quiet += 1
            self._spoken = 0 if self._quiet >= self._goes_on_after else self._spoken

    def _wait_and_see(self) -> bool:
        """Go on once nobody says anything; whether that is so."""
        self._paused += 1
        if self._quiet < self._goes_on_after and self._paused < LONGEST_PAUSE:
            return False
        self._since = deque(maxlen=LEAD_FRAMES)
        self._paused, self._is_rest = 0, False
        self.room.resume()
        return True


def command_over(cues: TurnCues, heard: str, lines: Sequence[str]) -> Meaning | None:
    """The "stop" or "goodnight" in what was heard while these lines sounded, else None.

    Only the very words count: misheard echoes make all sorts of others. Nor do they count where
    the lines have them, or something much like them.
    """
    told, over = f" {' '.join(words_in(heard))} ", f" {said_over(heard, lines)} "
    spoken: tuple[tuple[Command, tuple[str, ...]], ...] = (
        ("goodnight", cues.goodnight_words),
        ("stop", cues.stop_words),
    )
    for command, phrases in spoken:
        if any(
            f" {phrase} " in over or (f" {phrase} " in told and not is_echo(phrase, lines))
            for phrase in phrases
        ):
            return Meaning(command=command, decision="accept", confidence=1.0)
    return None
