"""Something asked for in passing, outside of an evening: help lines, the plan, what is kept."""

from __future__ import annotations

from voice_coach.conversation.commands import SERVICES
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Conversation, Heard, Hold
from voice_coach.conversation.night import Leave, Night
from voice_coach.meaning import Command, Outcome

ERRANDS: frozenset[Command] = frozenset({"numbers", "help", "why"})
"""What anybody may ask for in passing."""

PERSONAL: frozenset[Command] = frozenset(
    {"tonights_ritual", "how_are_we_doing", "what_do_you_remember"}
)
"""What somebody may ask for in passing where it is known who asks."""

LISTEN_SECONDS = 8.0
"""How long another errand is listened for."""


def errand(context: Context, command: Command) -> Conversation:
    """Do what was asked for, then listen a moment for more; nothing is kept of it."""
    night = Night(
        context=context,
        history=context.history,
        length=context.length,
        keeping=False,
        who=context.who or "",
    )
    asked: Command | None = command
    try:
        while asked in ERRANDS or asked in PERSONAL:
            yield from SERVICES[asked](night)
            reply = yield Hold(LISTEN_SECONDS)
            asked = reply.meaning.command if isinstance(reply, Heard) else None
            if asked in PERSONAL and context.who is None:
                asked = None
    except Leave:
        pass
    return Outcome("stopped")
