"""Everything that can be rendered before anybody has said a word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from voice_coach.meaning import Content, Question
from voice_coach.speaking.sentences import pieces

VARIABLE = "{"
"""What holds it stands for a name or a plan."""

PLAN = "{plan}."


def repertoire(content: Content, country: str | None) -> tuple[str, ...]:
    """Every piece that the coach may say on any evening, in an order that tells nothing.

    Greetings come first, then what follows. Only what a name belongs to is missing.
    """
    greetings = [one for one in content.questions.values() if one.id == "ready"]
    texts = chain(
        chain.from_iterable(map(_wordings, greetings)),
        chain.from_iterable(content.lines.values()),
        chain.from_iterable(map(_wordings, content.questions.values())),
        content.helplines.get((country or "").upper(), ()),
    )
    plans = ((ritual.plan, ritual.smaller) for ritual in content.rituals.values())
    found = chain(chain.from_iterable(map(pieces, texts)), map(_as_said, chain(*plans)))
    return tuple(piece for piece in dict.fromkeys(found) if VARIABLE not in piece)


def _wordings(question: Question) -> Iterator[str]:
    yield from (*question.ask, *question.rephrase, *question.confirm.values())
    if question.choices:
        yield question.choices


def _as_said(plan: str) -> str:
    """A plan as it stands behind a colon."""
    return PLAN.format(plan=plan)
