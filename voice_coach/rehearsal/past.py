"""What a made-up person's evenings before this one have left behind, in a journal of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from voice_coach.journal import FILE_NAME, Memory, Store, open_journal
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, PlanMark
from voice_coach.rehearsal.script import PastPlan, Script

EVENING = time(21, 0)


@contextmanager
def remembered(script: Script, day: date, cut_off: Callable[[Memory], None]) -> Iterator[Memory]:
    """The journal that a script's evening begins with; it is gone when the evening is over.

    `cut_off` begins the evening and leaves it in the middle, where the script says so.
    Raises StorageError when there is no room for it.
    """
    with TemporaryDirectory(prefix="voice-coach-") as folder:
        store = Store(Path(folder) / FILE_NAME)
        yesterday = day - timedelta(days=1)
        if not script.first_evening:
            for name in script.household or ("",):
                store.join(name, yesterday)
                if script.history is not None and script.history.words:
                    store.keep_wish_for_words(name, "yes")
        evenings = tuple(_past(script, day))
        if evenings:
            store.put(lambda: Gathered(evenings), day)
        now = datetime.combine(day, EVENING, UTC)
        if script.history is not None and script.history.cut_after:
            earlier = now - timedelta(minutes=script.history.minutes_since)
            cut_off(open_journal(Path(folder), now=lambda: earlier).memory)
        yield open_journal(Path(folder), now=lambda: now).memory


def _past(script: Script, day: date) -> Iterator[KeptEvening]:
    """The evenings before, oldest first."""
    history = script.history
    if history is None:
        return
    who = history.who or script.who or (script.household[0] if script.household else "")
    if history.plan is not None:
        yield from _with_plan(history.plan, who, day)
    for ago in range(history.evenings, 0, -1):
        entries = (Entry("attention", "toward"),) if who != "both" else ()
        asked = ("attention.talking",)
        yield KeptEvening(day - timedelta(days=ago), who, entries, asked=asked)


def _with_plan(plan: PastPlan, who: str, day: date) -> Iterator[KeptEvening]:
    """The evening on which a plan was made, and those that asked about it, night by night."""
    happened = PlanMark(plan.ritual, "happened", plan.smaller)
    missed = PlanMark(plan.ritual, "missed", plan.smaller)
    marks = [
        PlanMark(plan.ritual, "accepted", plan.smaller),
        *[happened] * plan.happened,
        *[missed] * plan.missed,
    ]
    for ago, mark in enumerate(reversed(marks)):
        on = day - timedelta(days=plan.days_ago + ago)
        yield KeptEvening(on, who, marks=(mark,))
