"""Something asked for in passing, outside of an evening: help lines, the plan, forgetting."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.conversation.asking import forget
from voice_coach.conversation.commands import SERVICES
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Conversation, Heard, Hold
from voice_coach.conversation.leaving import goodbye
from voice_coach.conversation.night import Forgets, Leave, Night, Talk, leave_if_asked
from voice_coach.meaning import Command, Outcome, SafetyLevel

ERRANDS: frozenset[Command] = frozenset({"numbers", "help", "why", "what_did_they_say"})
"""What anybody may ask for in passing."""

PERSONAL: frozenset[Command] = frozenset(
    {"tonights_ritual", "how_are_we_doing", "what_do_you_remember"}
)
"""What somebody may ask for in passing where it is known who asks."""

FORGETTING: Mapping[Command, Forgets] = {
    "forget_tonight": "forget_tonight",
    "forget_everything": "forget_everything",
}
"""What anybody may want deleted in passing; where it is not known who asks, they are asked."""

LISTEN_SECONDS = 8.0
"""How long another errand is listened for."""


def is_errand(asked: Command, *, knows_who: bool) -> bool:
    """Whether it is done in passing; all else begins an evening, which asks who is there."""
    return asked in ERRANDS or asked in FORGETTING or (asked in PERSONAL and knows_who)


def errand(context: Context, command: Command) -> Conversation:
    """Do what was asked for, then listen a moment for more; nothing is kept of it."""
    night = _passing(context)
    asked: Command | None = command
    try:
        while asked is not None and is_errand(asked, knows_who=night.knows_who):
            yield from _do(night, asked)
            asked = yield from _another()
    except Leave as leave:
        if leave.why in ("safety", "doubt"):
            return (yield from goodbye(night, leave.why))
    return Outcome("stopped")


def calm(context: Context, level: SafetyLevel) -> Conversation:
    """Meet somebody who called and may not be safe: no greeting, no question, nothing is kept."""
    return (yield from goodbye(_passing(context), "safety" if level == "clear" else "doubt"))


def _passing(context: Context) -> Night:
    return Night(
        context=context,
        history=context.history,
        length=context.length,
        keeping=False,
        who=context.who or "",
    )


def _another() -> Talk[Command | None]:
    """What else is asked for. In passing there is nothing that one could carry on with."""
    reply = yield Hold(LISTEN_SECONDS)
    if not isinstance(reply, Heard):
        return None
    leave_if_asked(reply.meaning)
    if reply.meaning.safety.level == "ambiguous":
        raise Leave("doubt")
    return reply.meaning.command


def _do(night: Night, asked: Command) -> Talk[None]:
    wish = FORGETTING.get(asked)
    yield from SERVICES[asked](night) if wish is None else forget(night, wish)
