"""What to ask, say and offer tonight: pure functions of history, date and seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from voice_coach.conversation.lines import (
    CORE,
    GOOD_MOMENT,
    GROUPS,
    LISTEN,
    OPEN_UP_OFFER,
    group_of,
)
from voice_coach.meaning import Habit, History, Kind, PlanOutcome, Question, Ritual

RESTING_NIGHTS = 7
"""A follow-up or a question about something good rests at least this many nights."""

RITUAL_RESTING_NIGHTS: Mapping[PlanOutcome, int] = {"retired": 14, "rested": 14, "declined": 7}
"""How many nights a ritual rests after what became of it."""

LATELY_NIGHTS = 14
"""How far back an admitted habit still weighs in the choice of a ritual."""

HABITS_OF_CORE: Mapping[str, frozenset[Habit]] = {
    "attention": frozenset({"eye_contact", "phone_down", "thoughtful_questions"}),
    "time_together": frozenset({"shared_moments", "phone_down"}),
    "appreciation": frozenset({"kind_words"}),
}
"""The habits that each core question is about."""

REPROACHES: frozenset[Kind] = frozenset(
    {"short_tone", "talked_over", "fixing", "promise_slipped", "pulled_away", "flat_good_news"}
)
"""Offered to somebody who admitted nothing of the kind, a plan against these accuses."""

HARD_WEEK_NIGHTS, HARD_NIGHTS = 7, 3
"""A week is hard when the last three core questions in it were answered "away", or more."""

OPEN_UP_RESTS = 14
"""Nights between two offers to open a conversation."""

OPEN_UP_SHARE = 0.03
"""On how many other evenings it is offered, so that the offer tells nobody how a week was."""

LISTENING_AFTER = 3
"""Evenings after which the coach may mostly listen: the core questions come first."""

LISTENING_RESTS = 5
"""Nights between two evenings on which it mostly listens, at least."""

LISTENING_SHARE = 0.3
"""On how many of the other evenings it does: about every eighth, in the end."""

TONIGHTS_WEIGHT = 6
LATELY_WEIGHT = 2
FITTING_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What tonight's ritual should answer to.

    `kinds` were admitted tonight, `habits` are those that tonight's question was about;
    `exclude` are rituals already offered tonight.
    """

    kinds: tuple[Kind, ...] = ()
    habits: frozenset[Habit] = frozenset()
    apart: bool = False
    together: bool = False
    brief: bool = False
    exclude: frozenset[str] = frozenset()


def wording(texts: Sequence[str], day: date, seed: int, purpose: str, turn: int = 0) -> str:
    """One of several wordings: the next one each night, and the next one each time in a night."""
    start = Random(f"{seed}:{purpose}").randrange(len(texts))
    return texts[(start + day.toordinal() + turn) % len(texts)]


def in_turn(questions: Sequence[Question], day: date, seed: int) -> Question:
    """One of several questions: the next one each night, in an order of the seed's."""
    order = sorted(questions, key=lambda question: question.key)
    Random(f"{seed}:turn").shuffle(order)
    return order[day.toordinal() % len(order)]


def chance(day: date, seed: int, purpose: str, share: float) -> bool:
    """True on about this share of nights (0 to 1)."""
    return Random(f"{seed}:{day.isoformat()}:{purpose}").random() < share


def nights_since(history: History, day: date) -> dict[str, int]:
    """For every question key (and opening) ever asked: nights since it last was."""
    since: dict[str, int] = {}
    for evening in history.evenings:
        for key in (*evening.asked, evening.opening):
            since[key] = (day - evening.day).days
    return since


def longest_rested(
    questions: Iterable[Question], history: History, day: date, seed: int, *, nights: int = 0
) -> Question | None:
    """The question that has rested longest, at least `nights` nights; None where none has.

    Among equals it is the next one each night, in an order of the seed's: two households do not
    hear the same order, and whoever is not remembered hears something else tomorrow.
    """
    since = nights_since(history, day)
    never = max(since.values(), default=0) + nights + 1
    fresh = [question for question in questions if since.get(question.key, never) >= nights]
    longest = max((since.get(question.key, never) for question in fresh), default=0)
    rested = [question for question in fresh if since.get(question.key, never) == longest]
    return in_turn(rested, day, seed) if rested else None


def cores_in_turn(history: History, *, together: bool = False) -> tuple[str, ...]:
    """The core questions, the one that is due first: those never asked, then the oldest.

    Evenings alone and evenings for two take turns of their own.
    """
    last: dict[str, int] = {}
    for number, evening in enumerate(history.evenings):
        if (evening.who == "both") != together:
            continue
        asked = {GROUPS[group_of(key)].id for key in evening.asked if group_of(key) in GROUPS}
        asked |= {entry.question for entry in evening.entries}
        for core in CORE:
            if core in asked:
                last[core] = number
    return tuple(sorted(CORE, key=lambda core: last.get(core, -1)))


def was_hard_week(history: History, day: date) -> bool:
    """Whether the core questions of the last seven nights were answered "away", to the last."""
    answers = [
        entry.answer
        for evening in history.evenings
        if (day - evening.day).days <= HARD_WEEK_NIGHTS
        for entry in evening.entries
        if entry.question in CORE
    ]
    return len(answers) >= HARD_NIGHTS and set(answers[-HARD_NIGHTS:]) == {"away"}


def offers_to_open_up(history: History, day: date, seed: int) -> bool:
    """Whether to offer to open a conversation: after a hard week, and now and then.

    Not again within two weeks, and not before there was a week to look back on.
    """
    nights = [(day - evening.day).days for evening in history.evenings]
    since = nights_since(history, day)
    last = min((n for key, n in since.items() if group_of(key) == OPEN_UP_OFFER), default=None)
    if max(nights, default=0) < HARD_NIGHTS or (last is not None and last < OPEN_UP_RESTS):
        return False
    return was_hard_week(history, day) or chance(day, seed, OPEN_UP_OFFER, OPEN_UP_SHARE)


def mostly_listens(history: History, day: date, seed: int) -> bool:
    """Whether tonight is one on which the coach mostly listens, so that evenings differ.

    Not on the first evenings, not again within a few nights, and only after an evening on which
    something good was asked about: that is not to be missing for long.
    """
    alone = [evening for evening in history.evenings if evening.who != "both"]
    since = nights_since(history, day)
    last = min((n for key, n in since.items() if group_of(key) == LISTEN), default=LISTENING_RESTS)
    if len(alone) < LISTENING_AFTER or last < LISTENING_RESTS:
        return False
    after_good = any(group_of(key).startswith(GOOD_MOMENT) for key in alone[-1].asked)
    return after_good and chance(day, seed, LISTEN, LISTENING_SHARE)


def fresh_follow_up(
    questions: Iterable[Question], kinds: Sequence[Kind], history: History, day: date, seed: int
) -> Question | None:
    """A follow-up on what was admitted, else a general one; None where all were asked lately."""
    everything = list(questions)
    fitting = [question for question in everything if set(question.kinds) & set(kinds)]
    general = [question for question in everything if not question.kinds]
    for candidates in (fitting, general):
        found = longest_rested(candidates, history, day, seed, nights=RESTING_NIGHTS)
        if found is not None:
            return found
    return None


def choose_ritual(
    rituals: Mapping[str, Ritual], wish: Wish, history: History, day: date, seed: int
) -> Ritual | None:
    """A ritual for tonight, weighted to what was admitted; None where nothing is left."""
    fitting = [
        ritual
        for ritual in sorted(rituals.values(), key=lambda ritual: ritual.id)
        if ritual.apart == wish.apart and ritual.id not in wish.exclude
    ]
    resting = _resting(history, day)
    pool = [ritual for ritual in fitting if ritual.id not in resting]
    if wish.together:
        # A plan for two that only one of them could have needed would be a reproach.
        pool = [ritual for ritual in pool if not ritual.alone] or pool
    pool = _answering(pool, wish)
    if not pool:
        return None
    lately = _kinds_lately(history, day)
    weights = [_weight(ritual, wish, lately) for ritual in pool]
    random = Random(f"{seed}:{day.isoformat()}:ritual:{len(wish.exclude)}")
    return random.choices(pool, weights)[0]


def _answering(pool: list[Ritual], wish: Wish) -> list[Ritual]:
    """Those that answer first of all what was admitted; where nothing was, no reproach."""
    if wish.kinds:
        first = [ritual for ritual in pool if ritual.kinds[0] in wish.kinds]
        return first or [ritual for ritual in pool if set(ritual.kinds) & set(wish.kinds)] or pool
    kind = [ritual for ritual in pool if ritual.kinds[0] not in REPROACHES]
    return [ritual for ritual in kind if ritual.habit in wish.habits] or kind or pool


def _weight(ritual: Ritual, wish: Wish, lately: frozenset[Kind]) -> int:
    weight = 1
    weight += TONIGHTS_WEIGHT * len(set(ritual.kinds) & set(wish.kinds))
    weight += LATELY_WEIGHT * len(set(ritual.kinds) & lately)
    # What one person can start alone depends on nobody else's mood.
    weight *= FITTING_WEIGHT if ritual.alone else 1
    return weight * (FITTING_WEIGHT if wish.brief and ritual.minutes <= 2 else 1)


def _kinds_lately(history: History, day: date) -> frozenset[Kind]:
    return frozenset(
        kind
        for evening in history.evenings
        if (day - evening.day).days <= LATELY_NIGHTS
        for entry in evening.entries
        for kind in entry.kinds
    )


def _resting(history: History, day: date) -> frozenset[str]:
    return frozenset(
        mark.ritual
        for evening in history.evenings
        for mark in evening.marks
        if (day - evening.day).days <= RITUAL_RESTING_NIGHTS.get(mark.outcome, 0)
    )
