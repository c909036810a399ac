"""Going back a question: the evening played again without its last answer.

The conversation is a pure generator, so an earlier moment is reached by starting it again
and handing it the replies up to there, performing nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

from voice_coach.conversation.effects import (
    Ask,
    Asked,
    Conversation,
    Discard,
    Done,
    Effect,
    Heard,
    Hold,
    Newcomer,
    Note,
    Present,
    Reply,
    Say,
    TakeBack,
    Unfinished,
    WantsWords,
)
from voice_coach.conversation.night import Leave
from voice_coach.meaning import OTHER, Line, Meaning, Outcome

MOST_ASKED = 40
"""After this many times of listening an evening is brought to its end."""

MOST_STEPS_BACK = 3
"""How often one can go back in an evening, and how often say that it is somebody else."""

NO_WAY_BACK = "ready"
"""The question about the evening itself, which nobody means by going back."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question was asked: after how many replies, and how many notes."""

    question: str
    replies: int
    notes: int


@dataclass(slots=True)
class _Course:
    """What happened so far: all replies, and the places that one can go back to.

    `places` are where questions were asked for the first time, `answered` is where the last
    answer was given, as long as nothing follows from it yet that cannot be taken back.
    """

    start: Callable[[], Conversation]
    inner: Conversation
    household: Sequence[str] = ()
    replies: list[Reply] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)
    answered: _Place | None = None
    told: set[str] = field(default_factory=set)
    notes: int = 0
    asked: int = 0
    steps_back: int = 0
    corrections: int = 0
    at_a_place: bool = False

    def place_to_go_back_to(self) -> _Place | None:
        """The question before the one being asked, or None."""
        earlier = self.places[:-1] if self.at_a_place else self.places
        if not earlier or self.steps_back >= MOST_STEPS_BACK:
            return None
        return earlier[-1]

    def who_it_is_instead(self, effect: Effect, reply: Reply) -> tuple[_Place, Heard] | None:
        """Where it was asked who is there, and the answer that should have been understood.

        None unless somebody says that it is the other of the two.
        """
        meaning = reply.meaning if isinstance(reply, Heard) else None
        asked = next((place for place in self.places if place.question == "who"), None)
        if meaning is None or meaning.who is None or meaning.safety.level != "none":
            return None
        if asked is None or not isinstance(effect, Ask) or effect.question == "who":
            return None
        if effect.answering != "closed" and meaning.who != OTHER:
            return None  # "it's Anna" may well be what was good today
        before = self.replies[asked.replies :]
        now = next((r.meaning.who for r in before if isinstance(r, Heard) and r.meaning.who), None)
        if now is None or self.corrections >= MOST_STEPS_BACK:
            return None
        instead = self._other_than(now) if meaning.who == OTHER else meaning.who
        if instead is None or instead == now:
            return None
        return asked, Heard(Meaning(who=instead, answer="none", decision="accept"))

    def _other_than(self, now: str) -> str | None:
        """The other of the two; None for who was taken for both, or for a guest."""
        others = [name for name in self.household if name != now]
        return others[0] if now in self.household else None

    def unfinished_answer(self, effect: Effect, reply: Reply) -> tuple[_Place, Heard] | None:
        """Where the last answer was given, and the whole of it.

        None unless it was not all, and everything that followed from it can be taken back.
        """
        if not isinstance(reply, Heard) or not isinstance(effect, Ask) or reply.whole is None:
            return None
        whole = reply.whole
        if self.answered is None or self.answered.question != whole.question:
            return None
        return self.answered, replace(reply, meaning=whole.meaning, whole=None)

    def remember(self, effect: Effect, reply: Reply) -> None:
        """Note what was performed and answered."""
        match effect:
            case Ask(question) if isinstance(reply, Heard) and _is_harmless(reply):
                self.answered = _Place(question, len(self.replies), self.notes)
            case Say() | Note() | Asked() | Present() | Newcomer() | WantsWords() | Unfinished():
                pass
            case _:
                self.answered = None
        self.replies.append(reply)
        match effect:
            case Note():
                self.notes += 1
            case Asked(key):
                self.told.add(key)
            case Discard():
                # What was forgotten cannot be brought back by going back.
                self.places.clear()
                self.notes = 0

    def arrive(self, effect: Effect) -> None:
        """Count each listening; remember where a question is asked for the first time."""
        if isinstance(effect, Ask | Hold):
            self.asked += 1
        if isinstance(effect, Ask) and not effect.again:
            self.at_a_place = effect.question != NO_WAY_BACK
            if self.at_a_place:
                self.places.append(_Place(effect.question, len(self.replies), self.notes))

    def go_back(self, place: _Place) -> Effect:
        """Play the evening again up to a place; returns the effect that stands there."""
        self.inner.close()
        self.places = [other for other in self.places if other.replies < place.replies]
        del self.replies[place.replies :]
        self.notes = place.notes
        self.inner = self.start()
        effect = next(self.inner)
        for reply in self.replies:
            effect = self.inner.send(reply)
        return effect


@dataclass(frozen=True, slots=True)
class Back:
    """What is said at the nth step back (from 1): a question earlier, or for the other of two."""

    earlier: Callable[[int], Line]
    corrected: Callable[[int], Line]


def replayable(
    start: Callable[[], Conversation], back: Back, household: Sequence[str] = ()
) -> Conversation:
    """A conversation in which the person can go back, and which ends after a while.

    `start` begins it anew. Whoever was taken for the other of a household of two can say so
    at any question: what was kept for the other is taken back, and it goes on from there. So it
    does where an answer turns out not to have been over.
    """
    course = _Course(start, start(), household)
    try:
        effect = next(course.inner)
        while True:
            course.arrive(effect)
            if isinstance(effect, Ask) and course.asked > MOST_ASKED:
                effect = course.inner.throw(Leave("enough"))
                continue
            reply = yield from _reply(course, effect)
            unfinished = course.unfinished_answer(effect, reply)
            if unfinished is not None:
                given, whole = unfinished
                effect, reply = yield from _back_to(course, given, None, whole)
            elif isinstance(reply, Heard) and reply.whole is not None:
                reply = yield effect  # nobody has heard this question yet
            instead = course.who_it_is_instead(effect, reply)
            if instead is not None:
                asked, who = instead
                effect, reply = yield from _back_to(course, asked, back.corrected, who)
            place = course.place_to_go_back_to() if _goes_back(effect, reply) else None
            if place is not None:
                effect, reply = yield from _back_to(course, place, back.earlier)
            course.remember(effect, reply)
            effect = course.inner.send(reply)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome


def _goes_back(effect: Effect, reply: Reply) -> bool:
    """Whether somebody asked to go back; signs of danger and goodbyes come first."""
    return (
        isinstance(effect, Ask)
        and isinstance(reply, Heard)
        and reply.meaning.command == "undo"
        and reply.meaning.safety.level == "none"
    )


def _reply(course: _Course, effect: Effect) -> Generator[Effect, Reply, Reply]:
    """The reply to an effect; what is known to have been asked is not told again."""
    if isinstance(effect, Asked) and effect.key in course.told:
        return Done()
    return (yield effect)


def _is_harmless(reply: Heard) -> bool:
    """Whether nothing in an answer sounded unsafe: a sign of danger is never taken back."""
    return reply.meaning.safety.level == "none"


def _back_to(
    course: _Course,
    place: _Place,
    line: Callable[[int], Line] | None,
    answer: Heard | None = None,
) -> Generator[Effect, Reply, tuple[Effect, Reply]]:
    """Go back to a place, with a line where there is one; the question there, and its reply.

    Where its answer is known by now (`answer`), it is not asked again.
    """
    notes = course.notes - place.notes
    effect = course.go_back(place)
    if answer is None:
        course.steps_back += 1
    elif line is not None:
        course.corrections += 1
    if notes:
        yield TakeBack(notes)
    said: Reply = Done()
    if line is not None:
        said = yield Say(line(course.steps_back if answer is None else course.corrections))
    course.arrive(effect)
    # Stop or goodnight over that line counts as the reply to the question.
    reply = said if isinstance(said, Heard) else answer or (yield effect)
    return effect, reply
