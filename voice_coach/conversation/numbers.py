"""Help lines, read out on any night when somebody asks for them."""

from __future__ import annotations

from voice_coach.conversation.night import Night, Talk, say, speak
from voice_coach.meaning import Line


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
