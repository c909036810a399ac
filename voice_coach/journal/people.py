"""Who is known, and by which names: what is typed need not be spelled as it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.journal import draft as drafts
from voice_coach.journal.entries import BOTH, GUEST
from voice_coach.journal.store import Store
from voice_coach.journal.trouble import troubles_at
from voice_coach.settings import folded


def known_people(store: Store, household: Sequence[str]) -> tuple[str, ...]:
    """Everybody of the household, of the journal and of drafts beside it, as they are spelled.

    Raises JournalTrouble.
    """
    folder = store.path.parent
    with troubles_at(folder):
        begun = {name for draft in drafts.drafts_in(folder) for name in draft.people}
    names = dict.fromkeys((*household, *store.people(), *sorted(begun)))
    return tuple(name for name in names if name not in {"", BOTH, GUEST})


def spellings(who: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known names that are this person's, first the one spelled just like that."""
    found = (name for name in known if folded(name) == folded(who))
    return tuple(sorted(found, key=lambda name: name != who))
