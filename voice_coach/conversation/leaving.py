"""How an evening ends before its last line, whatever the reason."""

from __future__ import annotations

from collections.abc import Mapping

from voice_coach.conversation.asking import ask, forget_person
from voice_coach.conversation.effects import Discard, Heard, Hold, Reply, Say
from voice_coach.conversation.night import Leave, Night, Talk, Why, say
from voice_coach.conversation.numbers import read_numbers
from voice_coach.meaning import End, Outcome

LISTEN_SECONDS = 60.0
"""How long "numbers" is listened for after the calm line, each time somebody speaks."""

LISTEN_TIMES = 6
"""How often; then the room is left alone."""

ALONE = ("open_up_when", "open_up_feel", "open_up_could")
TOGETHER = (
    "open_up_first",
    "open_up_say_back",
    "open_up_second",
    "open_up_say_back",
    "open_up_daily",
)
"""The parts of opening a conversation, for one person and for two."""

LAST_LINES: Mapping[Why, str] = {
    "stop": "stop.stopped",
    "later": "ready.later",
    "not_tonight": "ready.not_tonight",
    "silence": "close.silence",
    "microphone": "microphone.give_up",
    "enough": "close.enough",
}
"""What is said last. Goodnight, and an empty room, are left without a word."""


def goodbye(night: Night, why: Why) -> Talk[Outcome]:
    """End the evening for this reason, whatever is said meanwhile.

    A sign of danger still counts; anything else that cuts a goodbye short makes it silent.
    """
    while True:
        try:
            return (yield from _farewell(night, why))
        except Leave as leave:
            why = "safety" if leave.why == "safety" else "goodnight"


def _farewell(night: Night, why: Why) -> Talk[Outcome]:
    """Say what there is to say for this reason, which is little."""
    if why in ("safety", "doubt"):
        return (yield from _calmly(night, why))
    if why == "open_up":
        yield from _open_up(night)
    elif why == "misheard":
        kept = night.answered and night.keeping
        yield from say(night, "repair.close_kept" if kept else "repair.close_nothing")
    elif why in ("ended", "bereaved"):
        yield from _offer_to_forget(night)
    elif why in LAST_LINES:
        yield from say(night, LAST_LINES[why])
    return outcome(night, why)


def outcome(night: Night, why: Why) -> Outcome:
    """How an evening counts that ended for this reason."""
    if night.ritual is not None:
        return Outcome("ritual_accepted", night.ritual)
    return Outcome(_end(night, why))


def _end(night: Night, why: Why) -> End:
    if night.declined:
        return "ritual_declined"
    if why in ("later", "not_tonight") and not night.answered:
        return "deferred"
    if why in ("nobody", "silence", "microphone", "misheard") and not night.answered:
        return "no_answer"
    return "stopped"


def _calmly(night: Night, why: Why) -> Talk[Outcome]:
    """Delete first, then one calm line, then only numbers and goodnight.

    Where it is only in doubt whether somebody is safe, nothing is deleted. With somebody else in
    the room it is the ordinary stop line: a special one would tell.
    """
    if why == "safety":
        yield Discard(unsafe=True)
    night.keeping = False
    others = night.together or night.company
    reply: Reply = yield Say(night.line("stop.stopped" if others else "safety.calm"))
    for _ in range(LISTEN_TIMES):
        if _is_over(reply):
            break
        reply = yield Hold(LISTEN_SECONDS)
        if not isinstance(reply, Heard):
            break
        if reply.meaning.command == "numbers":
            yield from _numbers_quietly(night)
    return Outcome("safety" if why == "safety" else "stopped")


def _is_over(reply: Reply) -> bool:
    return isinstance(reply, Heard) and reply.meaning.command in ("goodnight", "stop")


def _numbers_quietly(night: Night) -> Talk[None]:
    """The numbers; a goodnight in between is not answered."""
    try:
        yield from read_numbers(night)
    except Leave as leave:
        if leave.why != "safety":
            raise


def _open_up(night: Night) -> Talk[None]:
    """Shape one sentence to open a conversation with; for two, speak and be heard.

    Nothing of it is kept.
    """
    night.keeping = False
    groups = TOGETHER if night.together else ALONE
    yield from say(night, "open_up.begin_two" if night.together else "open_up.begin")
    for group in groups:
        yield from ask(night, night.group(group)[0])
    yield from say(night, "open_up.end_two" if night.together else "open_up.end")


def _offer_to_forget(night: Night) -> Talk[None]:
    """After an ending or a death: what is kept may have become a burden.

    Where it is not known whose that is, or it is of both, nobody is asked; they are told how.
    """
    history = night.history
    has_kept = bool(history.evenings or history.plan or (night.answered and night.keeping))
    if night.together or not night.knows_who:
        yield from say(night, "situation.forgetting")
    elif has_kept and night.who != "guest":
        meaning = yield from ask(night, night.group("forget_offer")[0], aside=True)
        if meaning is not None and meaning.answer == "toward":
            yield from forget_person(night)
    yield from say(night, "close.goodnight")
