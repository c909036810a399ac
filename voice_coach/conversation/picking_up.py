"""An evening that was cut off a while ago is offered once more."""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.effects import Indeed, Resume, Unfinished
from voice_coach.conversation.night import Leave, Night, Talk, say


def pick_up(night: Night, who: str) -> Talk[None]:
    """Offer to go on where an evening of this person stopped; without a yes, begin afresh.

    What was answered then stays kept either way.
    """
    found = yield Unfinished(who)
    if not isinstance(found, Indeed):
        return
    meaning = yield from ask(night, night.group("pick_up")[0], aside=True)
    if meaning is not None and meaning.command == "later":
        raise Leave("later")
    if meaning is not None and meaning.answer in ("toward", "mixed") and night.keeping:
        yield Resume(who)
    yield from say(night, "pick_up.afresh")
