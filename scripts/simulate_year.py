#!/usr/bin/env python
"""A year of evenings in four made-up households, and whether what is asked goes stale.

    .venv/bin/python scripts/simulate_year.py [--nights 365] [--seed 0]

Every evening is the real conversation with a real journal on the disk; only what people answer
is made up, as labels. Prints a table, and each rule that was broken; returns 1 then.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from zlib import crc32

from voice_coach.content import load_content
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.choosing import LISTENING_RESTS, RITUAL_RESTING_NIGHTS
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Adjust, Ask, Done, Heard, Hold, Reply, Say, Silence
from voice_coach.conversation.lines import CORE, GROUPS, LISTEN, OPEN_UP_OFFER, group_of
from voice_coach.conversation.night import MOST_QUESTIONS
from voice_coach.journal import open_journal
from voice_coach.journal.store import FILE_NAME, Store
from voice_coach.meaning import KINDS, Content, Meaning, Outcome, PlanMark
from voice_coach.ports import EveningKey
from voice_coach.session import Ahead, run

FIRST_NIGHT = date(2026, 1, 1)
EVENING = time(21, 0, tzinfo=UTC)
RESTING = 7
OPENING_RESTS = 5
GOOD = frozenset({"good_moment", "good_moment_gentle", "good_moment_apart", "good_moment_together"})
FOLLOW_UP = frozenset({"what_pulled_you_away"})
NEW_PLANS = frozenset({"ritual_offer_tonight", "ritual_offer_tomorrow", "ritual_offer_another"})
NO_QUESTION_OF_THE_EVENING = frozenset({"ready", "who", "join", "join_by_name", "pick_up"})

Answers = Callable[[str, Random], Meaning | None]
"""What somebody answers to a question; None is silence."""


@dataclass(frozen=True)
class Household:
    """Made-up people: their names, how they answer, and on how many nights they come.

    `together` is on how many of these evenings both are there.
    """

    name: str
    people: tuple[str, ...]
    answers: Answers
    comes: float = 1.0
    together: float = 0.0


def said(**labels: object) -> Meaning:
    """An answer that was understood."""
    return Meaning(**{"decision": "accept", **labels})  # type: ignore[arg-type]


YES, NO = said(answer="toward"), said(answer="away")
OFFERED = (said(answer="toward", command="accept"), said(answer="away", command="decline"))


def honest_about_the_phone(question: str, luck: Random) -> Meaning | None:
    """Mostly half there, and says so; takes what is offered."""
    if question in CORE:
        return said(answer="away", kinds=("phone",)) if luck.random() < 0.7 else YES
    if question == "follow_up":
        return luck.choice([YES, YES, NO])
    if question == "ritual_offer":
        return luck.choice([OFFERED[0], OFFERED[0], said(command="smaller")])
    return YES


def all_kinds_of_days(question: str, luck: Random) -> Meaning | None:
    """Something else every day, travels now and then, declines and swaps."""
    if question in CORE:
        situation = "apart" if luck.random() < 0.1 else None
        pole = luck.choice(["away", "mixed", "toward"])
        kinds = () if pole == "toward" else (luck.choice(KINDS),)
        return said(answer=pole, kinds=kinds, situation=situation)
    if question == "ritual_offer":
        return luck.choice([*OFFERED, said(command="another")])
    return luck.choice([YES, NO, said()])


def few_words(question: str, luck: Random) -> Meaning | None:
    """Skips, is silent, is not understood."""
    del question
    return luck.choice([YES, NO, YES, said(command="skip"), None, Meaning()])


def a_good_year(question: str, luck: Random) -> Meaning | None:
    """Turned towards each other; plans happen; a row now and then."""
    if question in CORE:
        return said(answer="toward", situation="conflict" if luck.random() < 0.05 else None)
    if question == "follow_up":
        return YES if luck.random() < 0.9 else NO
    return OFFERED[0] if question == "ritual_offer" else YES


HOUSEHOLDS = (
    Household("phone, alone, every night", ("Ana",), honest_about_the_phone),
    Household("every kind of day, two", ("Ben", "Cleo"), all_kinds_of_days, 0.8, 0.3),
    Household("few words, alone", ("Dee",), few_words, 0.6),
    Household("a good year, two", ("Eve", "Finn"), a_good_year, 0.95, 0.5),
)


@dataclass
class Evening:
    """One evening that was held: who was there, what was asked in which words, what it left.

    `is_kept` is False where nothing was answered: of such an evening nothing is remembered, and
    tomorrow may ask the same.
    """

    day: date
    who: str
    asked: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    marks: tuple[PlanMark, ...] = ()
    outcome: Outcome | None = None
    is_kept: bool = False

    @property
    def questions(self) -> list[str]:
        """What counts towards the six."""
        return [key for key in self.asked if group_of(key) not in NO_QUESTION_OF_THE_EVENING]

    @property
    def core(self) -> str | None:
        """The core question of the evening."""
        ids = (GROUPS[group_of(key)].id for key in self.asked if group_of(key) in GROUPS)
        return next((core for core in ids if core in CORE), None)

    @property
    def listens(self) -> bool:
        """Whether the coach mostly listened; who would rather not tell has a usual evening."""
        return self.core is None and any(group_of(key) == LISTEN for key in self.asked)


@dataclass
class Labelled:
    """An exchange with somebody who answers in labels."""

    household: Household
    luck: Random
    evening: Evening

    def say(self, effect: Say) -> Reply:
        """Nobody need hear it."""
        del effect
        return Done()

    def ask(self, effect: Ask, ahead: Ahead) -> Reply:
        """What this household answers."""
        del ahead
        key = effect.line.id if effect.line else ""
        if effect.line is not None and not effect.again:
            self.evening.asked.append(key)
            self.evening.words[key] = effect.line.text
        if key.startswith(("ready", "join", "pick_up", "carry_on")):
            return Heard(YES)
        if effect.question == "who":
            return Heard(said(who=self.evening.who))
        if key.startswith(OPEN_UP_OFFER):
            return Heard(NO)
        meaning = self.household.answers(effect.question, self.luck)
        return Silence() if meaning is None else Heard(meaning)

    def hold(self, effect: Hold) -> Reply:
        """Nobody says anything."""
        del effect
        return Silence()

    def adjust(self, effect: Adjust) -> None:
        """Nobody asks for it."""


def live(household: Household, nights: int, seed: int, folder: Path) -> list[Evening]:
    """The evenings of one household, each with the real conversation and a real journal."""
    content = load_content("en")
    chance, evenings = Random(f"{seed}:{household.name}"), []
    for number in range(nights):
        day = FIRST_NIGHT + timedelta(number)
        if chance.random() >= household.comes:
            continue
        both = chance.random() < household.together
        who = "both" if both else chance.choice(household.people)
        evenings.append(_hold(household, Evening(day, who), content, folder, seed))
    _with_marks(evenings, folder)
    return evenings


def _hold(
    household: Household, evening: Evening, content: Content, folder: Path, seed: int
) -> Evening:
    day = evening.day
    opened = open_journal(folder, now=lambda: datetime.combine(day, EVENING))
    known = household.people[0] if len(household.people) == 1 else ""
    key = EveningKey(day, known, content.digest, crc32(household.name.encode()) + seed)
    opened.memory.begin(key)
    context = Context(
        content=content,
        day=day,
        seed=key.seed,
        household=household.people,
        who=known or None,
        history=opened.memory.history(known, day),
    )
    luck = Random(f"{seed}:{household.name}:{day}")
    exchange = Labelled(household, luck, evening)
    evening.outcome = run(partial(checkin, context), exchange, opened.memory)
    return evening


def _with_marks(evenings: Sequence[Evening], folder: Path) -> None:
    """What became of plans, as the journal has it."""
    store, end = Store(folder / FILE_NAME), date.max
    for who in {evening.who for evening in evenings}:
        kept = {(kept.day, kept.who): kept.marks for kept in store.evenings(who, end)}
        for evening in evenings:
            if evening.who == who:
                evening.is_kept = (evening.day, who) in kept
                evening.marks = tuple(kept.get((evening.day, who), ()))


# ---- the rules


def broken(evenings: Sequence[Evening]) -> Iterator[str]:
    """Every rule that these evenings of one household break, in a sentence."""
    kept = [evening for evening in evenings if evening.is_kept]
    yield from _too_soon(kept, frozenset({"ready"}), OPENING_RESTS, "opening")
    for who in sorted({evening.who for evening in kept}):
        own = [evening for evening in kept if evening.who == who]
        yield from _too_soon(own, GOOD | FOLLOW_UP, RESTING, f"{who}: question")
        yield from _cores(own, who)
        yield from _ritual_too_soon(own, who)
        yield from _nothing_good(own, who)
        yield from _same_words(own, who)
        yield from _recaps(own, who)
        yield from _listening(own, who)
    for evening in evenings:
        if len(evening.questions) > MOST_QUESTIONS:
            yield f"{evening.day}: {len(evening.questions)} questions"
        cores = [key for key in evening.asked if GROUPS[group_of(key)].id in CORE]
        if len(cores) > 1:
            yield f"{evening.day}: {len(cores)} core questions"


def _too_soon(
    evenings: Sequence[Evening], groups: frozenset[str], nights: int, what: str
) -> Iterator[str]:
    last: dict[str, date] = {}
    for evening in evenings:
        for key in evening.asked:
            if group_of(key) in groups:
                if key in last and (evening.day - last[key]).days < nights:
                    yield f"{what} {key} again after {(evening.day - last[key]).days} nights"
                last[key] = evening.day


def _cores(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    cores = [evening.core for evening in evenings if evening.core is not None]
    if tuple(cores[:3]) != CORE[: len(cores[:3])]:
        yield f"{who}: the first nights ask {cores[:3]}"
    for number in range(len(cores) - 2):
        if set(cores[number : number + 3]) != set(CORE):
            yield f"{who}: core questions {cores[number : number + 3]} in a row"
    for core in CORE:
        words = [
            evening.words[key]
            for evening in evenings
            for key in evening.asked
            if GROUPS[group_of(key)].id == core
        ]
        if any(one == two for one, two in pairwise(words)):
            yield f"{who}: {core} in the same words twice running"


def _ritual_too_soon(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    let_go: dict[str, date] = {}
    nights = RITUAL_RESTING_NIGHTS["retired"]
    for evening in evenings:
        for mark in evening.marks:
            if mark.outcome == "accepted" and mark.ritual in let_go:
                after = (evening.day - let_go[mark.ritual]).days
                if after <= nights:
                    yield f"{who}: ritual {mark.ritual} again after {after} nights"
            if mark.outcome in ("retired", "rested"):
                let_go[mark.ritual] = evening.day


def _nothing_good(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    """Three whole evenings in a row without something good; a recap is one that asks for more."""
    whole = [evening for evening in evenings if _is_whole(evening)]
    good = [any(group_of(k) in GOOD | {"recap"} for k in evening.asked) for evening in whole]
    for number in range(len(good) - 2):
        if not any(good[number : number + 3]):
            yield f"{who}: nothing good from {whole[number].day} on"


def _is_whole(evening: Evening) -> bool:
    """Whether it came to its end; one that mostly listens may end without a plan."""
    if evening.outcome is None:
        return False
    return evening.listens or evening.outcome.end.startswith("ritual_")


def _same_words(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    for before, after in pairwise(evenings):
        if (after.day - before.day).days != 1:
            continue
        for key in set(before.words) & set(after.words):
            if before.words[key] == after.words[key] and _has_wordings(key):
                yield f"{who}: {key} in the same words on {before.day} and the next night"


def _has_wordings(key: str) -> bool:
    return len(load_content("en").questions[key].ask) > 1


def _recaps(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    days = [e.day for e in evenings if any(group_of(key) == "recap" for key in e.asked)]
    if any((two - one).days < RESTING for one, two in pairwise(days)):
        yield f"{who}: two recaps within a week"


def _listening(evenings: Sequence[Evening], who: str) -> Iterator[str]:
    """Evenings on which it mostly listens: seldom, and nothing is asked of anybody."""
    quiet = [evening for evening in evenings if evening.listens]
    if any((two.day - one.day).days < LISTENING_RESTS for one, two in pairwise(quiet)):
        yield f"{who}: mostly listened to twice within {LISTENING_RESTS} nights"
    for evening in quiet:
        groups = {group_of(key) for key in evening.asked}
        if groups & (NEW_PLANS | FOLLOW_UP | GOOD):
            yield f"{who}: more than listening on {evening.day}"


# ---- the table


HEAD = (
    "household",
    "who",
    "evenings",
    "questions a night: median, most",
    "follow-ups and good moments: different ones, nights between at least",
    "openings: different ones, nights between at least",
    "plans taken: different ones",
    "most evenings without something good",
    "recaps",
    "evenings that mostly listen",
    "evenings that offer nothing and follow up nothing",
    "offers to open up",
)


def rows(household: Household, evenings: Sequence[Evening]) -> Iterator[tuple[str, ...]]:
    """One row of the table for each person, and for the two together."""
    for who in sorted({evening.who for evening in evenings}):
        own = [evening for evening in evenings if evening.who == who]
        counts = [len(evening.questions) for evening in own]
        plans = {m.ritual for e in own for m in e.marks if m.outcome == "accepted"}
        asked = Counter(group_of(key) for evening in own for key in evening.asked)
        yield (
            household.name,
            who,
            str(len(own)),
            f"{median(counts):.0f}, {max(counts)}",
            _variety(own, GOOD | FOLLOW_UP),
            _variety(own, frozenset({"ready"})),
            str(len(plans)),
            str(_longest_without(own)),
            str(asked["recap"]),
            str(sum(evening.listens for evening in own)),
            str(sum(_offers_nothing(evening) for evening in own)),
            str(asked[OPEN_UP_OFFER]),
        )


def _variety(evenings: Sequence[Evening], groups: frozenset[str]) -> str:
    days: dict[str, list[date]] = {}
    for evening in evenings:
        for key in evening.asked:
            if group_of(key) in groups:
                days.setdefault(key, []).append(evening.day)
    gaps = [(two - one).days for when in days.values() for one, two in pairwise(when)]
    return f"{len(days)}, {min(gaps, default=0)}"


def _longest_without(evenings: Sequence[Evening]) -> int:
    longest = running = 0
    for evening in filter(_is_whole, evenings):
        good = any(group_of(key) in GOOD | {"recap"} for key in evening.asked)
        running = 0 if good else running + 1
        longest = max(longest, running)
    return longest


def _offers_nothing(evening: Evening) -> bool:
    groups = {group_of(key) for key in evening.asked}
    offers = {group for group in groups if group.startswith("ritual_offer")}
    return _is_whole(evening) and not offers and not groups & FOLLOW_UP


def simulated(nights: int, seed: int) -> Iterator[tuple[Household, list[Evening]]]:
    """Each household and its evenings."""
    memory = Path("/dev/shm")  # noqa: S108 - a disk in memory where there is one: many small writes
    for household in HOUSEHOLDS:
        place = memory if memory.is_dir() else None
        with tempfile.TemporaryDirectory(dir=place, prefix="voice-coach-") as folder:
            yield household, live(household, nights, seed, Path(folder) / "journal")


def main() -> int:
    """Live through the nights, print the table and what was broken; 1 if anything was."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--nights", type=int, default=365)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    found: list[str] = []
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for household, evenings in simulated(given.nights, given.seed):
        for row in rows(household, evenings):
            print(f"| {' | '.join(row)} |", flush=True)
        found += [f"{household.name}: {what}" for what in broken(evenings)]
    print(f"\n{len(found)} rules broken in {given.nights} nights of {len(HOUSEHOLDS)} households.")
    for what in found:
        print(f"  {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
