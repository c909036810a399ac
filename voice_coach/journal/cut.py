"""An evening that was cut off: whether it can be gone on with, and from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from voice_coach.conversation.effects import Done, Recalled, Reply
from voice_coach.journal.draft import Draft, fingerprint, same
from voice_coach.journal.entries import GUEST, evening_of
from voice_coach.journal.memory import Cut
from voice_coach.journal.store import Store

RESUMED_WITHIN = timedelta(hours=2)
"""How long after its last reply an evening that was cut off is offered again."""


def cut_evening(found: Sequence[Draft], store: Store, who: str, now: datetime) -> Cut | None:
    """The last of these drafts that this person can go on with now, if there is one.

    Raises JournalTrouble.
    """
    for draft in reversed(found):
        if _can_go_on(draft, who, now) and _knows_the_same(draft, store):
            return Cut(draft.path.name, draft.key, draft.who, _replies(draft, store))
    return None


def _can_go_on(draft: Draft, who: str, now: datetime) -> bool:
    """Whether it was cut off a short while ago, with this person there."""
    return (
        same(draft.who, who)
        and who != GUEST
        and draft.steps > 0
        and draft.is_replayable
        and not draft.is_closing
        and draft.key.day == evening_of(now)
        and abs(now.timestamp() - draft.last) <= RESUMED_WITHIN.total_seconds()
    )


def _knows_the_same(draft: Draft, store: Store) -> bool:
    """Whether the journal still says what it said then: on another history it would go elsewhere.

    An evening for two that closed in between, say, belongs to both.
    """
    return all(
        fingerprint(store.history(who, draft.key.day)) == known for who, known in draft.recalled
    )


def _replies(draft: Draft, store: Store) -> tuple[Reply, ...]:
    """Every reply of a draft, Done where none is written."""
    return tuple(
        Recalled(store.history(reply, draft.key.day)) if isinstance(reply, str) else reply
        for reply in (draft.replies.get(step, Done()) for step in range(draft.steps))
    )
