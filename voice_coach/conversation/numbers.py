"""Help lines, read out on any night when somebody asks for them."""

from __future__ import annotations

from voice_coach.conversation.choosing import chance
from voice_coach.conversation.night import Night, Talk, say, speak
from voice_coach.meaning import Line

MENTIONED_SHARE = 0.2
"""On how many evenings the close mentions the help lines."""


def are_mentioned(night: Night) -> bool:
    """Whether tonight's close mentions the help lines, so that hearing of them tells nothing."""
    return chance(night.context.day, night.context.seed, "numbers", MENTIONED_SHARE)


def read_numbers(night: Night) -> Talk[None]:
    """Say the help lines of the household's country, slowly, in short chunks."""
    chunks = night.content.helplines.get((night.context.country or "").upper(), ())
    if not chunks:
        yield from say(night, "numbers.unknown")
        return
    yield from say(night, "numbers.intro")
    for number, chunk in enumerate(chunks):
        yield from speak(Line(f"numbers.{number}", chunk))
    yield from say(night, "numbers.again")
