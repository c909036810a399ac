"""After seven evenings: what the person did, in plain words, and the question handed back."""

from __future__ import annotations

from datetime import date

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import nights_since
from voice_coach.conversation.lines import CORE
from voice_coach.conversation.memory import plan_that_happened
from voice_coach.conversation.night import Night, Talk, keep, reflect, say
from voice_coach.meaning import Entry, Evening, History

EVENINGS = 7
"""How many evenings a recap looks back on."""

GROUP = "recap"


def is_due(history: History, day: date) -> bool:
    """Whether there were seven evenings, and none of the last seven nights had a recap."""
    since = [nights for key, nights in nights_since(history, day).items() if _is_recap(key)]
    told = [evening for evening in history.evenings if any(map(_is_recap, evening.asked))]
    later = [evening for evening in history.evenings if not told or evening.day > told[-1].day]
    return len(later) >= EVENINGS and min(since, default=EVENINGS) >= EVENINGS


def recap(night: Night) -> Talk[None]:
    """Say what happened and what was turned towards; what did not is nobody's business."""
    evenings = night.history.evenings[-EVENINGS:]
    yield from say(night, "recap.begin")
    plan, core = plan_that_happened(night, evenings), _turned_towards(evenings)
    if plan is not None:
        yield from say(night, "recap.plan", plan=plan)
    if core is not None:
        yield from say(night, f"recap.{core}")
    if plan is None and core is None:
        yield from say(night, "recap.came")
    meaning = yield from ask(night, night.group(GROUP)[0])
    if meaning is not None:
        yield from keep(night, Entry("good_moment", meaning.answer))
        yield from reflect(night, "good.told")


def _is_recap(key: str) -> bool:
    return key.startswith(f"{GROUP}.")


def _turned_towards(evenings: tuple[Evening, ...]) -> str | None:
    """The core question that was last answered towards each other."""
    entries = (entry for evening in reversed(evenings) for entry in evening.entries)
    return next((e.question for e in entries if e.question in CORE and e.answer == "toward"), None)
