"""What a conversation knows when it begins; nothing else reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from voice_coach.meaning import Content, History

TWO = 2

Length: TypeAlias = Literal["short", "normal", "long"]


@dataclass(frozen=True, slots=True)
class Context:
    """One evening's starting point.

    `household` has one or two names (or none, before anybody was set up), `who` the person
    that is known to be there (None: ask, where the household has two). `history` is what is
    remembered of the person who is there. `called` is False where the coach begins by itself and
    perhaps nobody is there; then it asks once and leaves an empty room in peace. `unkept` says
    that it was called with the wish that nothing of tonight is kept, `keeps` is False where the
    journal cannot keep anything. `seed` and `day` choose
    wordings and rituals.
    """

    content: Content
    day: date
    seed: int = 0
    length: Length = "normal"
    household: tuple[str, ...] = ()
    who: str | None = None
    country: str | None = None
    history: History = field(default_factory=History)
    called: bool = True
    unkept: bool = False
    keeps: bool = True

    @property
    def knows_who(self) -> bool:
        """Whether it is known who is there before anybody has said so."""
        return self.who is not None or len(self.household) < TWO
