"""Asking one question until it is answered, skipped or let go."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voice_coach.conversation import commands, repair, situations
from voice_coach.conversation.effects import (
    Answering,
    Ask,
    Asked,
    Consent,
    Discard,
    Done,
    Forget,
    Forgotten,
    Heard,
    Present,
    Recalled,
    Reply,
    Silence,
)
from voice_coach.conversation.lines import group_of
from voice_coach.conversation.night import Forgets, Leave, Night, Talk, leave_if_asked, say
from voice_coach.conversation.visit import Instead, Resolved, Step, Visit, again, visit_to
from voice_coach.conversation.words import may_keep_words, not_tonight
from voice_coach.meaning import History, Meaning, Question

UNCOUNTED = frozenset({"ready", "who"})
"""Questions about the evening itself, which do not count towards the six."""

TURNS = frozenset({"open_up_first", "open_up_second"})
"""Groups in which one of two speaks to the other while the coach is silent."""

OF_BEFORE = frozenset(
    {"follow_up", "what_got_in_the_way", "ritual_offer_keep", "ritual_offer_after_miss", "recap"}
)
"""Groups that ask about what was kept of earlier evenings."""

OF_KEEPING = frozenset({"join", "join_by_name", "pick_up", "words_check"})
"""Groups that ask about what is to be kept: once nothing is, they need no answer."""

CARRY_ON = "carry_on"
FORGET_CHECK = "forget_check"
WORDS_CHECK = "words_check"


def ask(
    night: Night, question: Question, *, aside: bool = False, **variables: str
) -> Talk[Meaning | None]:
    """Ask a question and return what was answered, or None where it was let go.

    Everything that may be said at any time is dealt with here. What is asked as an `aside`
    (a smaller plan, "carry on, or stop?") is not one of the evening's questions.
    """
    visit = visit_to(night, question, variables)
    if night.keeping and not aside:
        yield Asked(question.key)
    if question.id not in UNCOUNTED and not aside:
        night.questions += 1
    effect = Ask(visit.asking, visit.line, _answering(visit.question), again=aside)
    while True:
        reply = yield effect
        night.spoke = False
        step = yield from _react(night, visit, reply)
        while isinstance(step, Instead):
            step = yield from _react(night, visit, step.reply)
        if isinstance(step, Resolved):
            return step.meaning
        effect = Ask(visit.asking, step.line, _answering(visit.question), again=True)


def _answering(question: Question) -> Answering:
    if group_of(question.key) in TURNS:
        return "turn"
    return "open" if question.form in ("open", "plan") else "closed"


def _react(night: Night, visit: Visit, reply: Reply) -> Talk[Step]:
    """What to do about one reply; safety comes before everything else."""
    if not isinstance(reply, Heard):
        microphone = isinstance(reply, Silence) and reply.microphone
        return (yield from repair.silence(night, visit, microphone=microphone))
    meaning = reply.meaning
    leave_if_asked(meaning)
    if meaning.safety.level == "ambiguous":
        return (yield from _carry_on(night, visit))
    if reply.capped:
        is_turn = group_of(visit.question.key) in TURNS
        yield from say(night, "open_up.time" if is_turn else "answer.capped")
    asks_back = ASKING_BACK.get(meaning.command or "")
    if asks_back is not None:
        return _if_kept(night, visit, (yield from asks_back(night, visit)))
    if meaning.command is not None:
        step = yield from commands.react(night, visit, meaning)
        if night.forgets and visit.question.id != "who":
            yield from who_is_there(night)
        if step is not None:
            return _if_kept(night, visit, step)
        meaning = commands.as_answer(meaning)
    if meaning.situation is not None and meaning.situation not in night.situations:
        step = yield from situations.react(night, visit, meaning, meaning.situation)
        if step is not None:
            return step
    return (yield from _weigh(night, visit, meaning))


def _if_kept(night: Night, visit: Visit, step: Step) -> Step:
    """The step, unless the question is about keeping and nothing is kept any more."""
    over = not night.keeping and group_of(visit.question.key) in OF_KEEPING
    return Resolved(None) if over else step


def _carry_on(night: Night, visit: Visit) -> Talk[Step]:
    """Something sounded as if it might not be safe: leave the choice to the person.

    The question it was said to is not asked again.
    """
    if visit.is_opening and night.cautious:
        raise Leave("stop")
    night.cautious = True
    meaning = yield from ask(night, night.group(CARRY_ON)[0], aside=True)
    if meaning is None or meaning.answer not in ("toward", "mixed"):
        raise Leave("stop")
    return Resolved(None)


def who_is_there(night: Night) -> Talk[str]:
    """The name of who is there, `both` or `guest`; empty where the household has no names.

    Asked once, only in a household of two, and only where it is not known yet. What could
    not be deleted before that is deleted now.
    """
    if night.knows_who or night.asked_who:
        return night.who
    meaning = yield from ask(night, night.group("who")[0])
    who = meaning.who if meaning is not None else None
    night.asked_who = True
    if who is None:
        # Better an evening that nobody remembers than one in somebody else's name.
        night.keeping = False
        yield from say(night, "who.unclear")
    else:
        reply = yield Present(who)
        night.who, night.together = who, who == "both"
        if isinstance(reply, Recalled):
            night.history = reply.history
    if night.forgets:
        yield from _forget_now(night, night.forgets)
    return night.who


def _forget_everything(night: Night, visit: Visit) -> Talk[Step]:
    """Find out who that is, ask once more, then delete everything of theirs."""
    if visit.question.key.startswith(FORGET_CHECK):
        return Resolved(Meaning(answer="toward", decision="accept"))
    if visit.question.id == "who":
        night.forgets = "forget_everything"
    else:
        yield from forget(night, "forget_everything")
    if night.stranger and group_of(visit.question.key) in OF_BEFORE:
        return Resolved(None)
    return again(visit, visit.briefly())


def forget(night: Night, wish: Forgets) -> Talk[None]:
    """Do what somebody wants deleted, once it is known who that is."""
    night.forgets = wish
    yield from who_is_there(night)
    if night.forgets:
        yield from _forget_now(night, wish)


def _forget_now(night: Night, wish: Forgets) -> Talk[None]:
    """Ask once more, then delete; of a guest nothing is kept, of nobody nothing can be deleted."""
    night.forgets = None
    if wish != "forget_everything":
        yield from commands.forget_evening(night, wish=wish)
        return
    if not night.knows_who:
        yield from say(night, "command.forget_unknown")
        return
    if night.who == "guest":
        yield from say(night, "command.forget_guest")
        return
    meaning = yield from ask(night, night.group(FORGET_CHECK)[0], aside=True)
    if meaning is None or meaning.answer != "toward":
        yield from say(night, "command.forget_nothing")
    else:
        yield from forget_person(night)


def _keep_words(night: Night, visit: Visit) -> Talk[Step]:
    """Ask once more, then go on; said to that very question, it is a yes."""
    if visit.question.key.startswith(WORDS_CHECK):
        return Resolved(Meaning(answer="toward", decision="accept"))
    yield from offer_words(night)
    return again(visit, visit.briefly())


def offer_words(night: Night) -> Talk[None]:
    """Say what keeping one's own words would mean, and ask; it begins with the next evening.

    Words are only kept on evenings on which the coach has said so at the beginning.
    """
    if not may_keep_words(night):
        yield from not_tonight(night)
        return
    yield from say(night, "words.notice")
    meaning = yield from ask(night, night.group(WORDS_CHECK)[0], aside=True)
    given = meaning is not None and meaning.answer == "toward" and may_keep_words(night)
    if given or (meaning is not None and meaning.answer == "away"):
        yield Consent(night.who, night.context.day, given, to="words")
    yield from say(night, "words.yes" if given else "words.no")


def forget_person(night: Night) -> Talk[None]:
    """Delete everything of the person who is there, and say whether it is done."""
    yield Discard()
    night.keeping = False
    # Of two who are there together, nobody can delete what is the other's.
    reply: Reply = Done() if night.together else (yield Forget(night.who))
    forgotten = isinstance(reply, Forgotten)
    if forgotten:
        night.stranger, night.history = True, History()
    yield from say(night, "command.forget_everything" if forgotten else "command.forget_not_done")


def _weigh(night: Night, visit: Visit, meaning: Meaning) -> Talk[Step]:
    """Whether what was understood is an answer, or has to be asked about again."""
    if visit.confirming is not None:
        return (yield from repair.confirmed(night, visit, visit.confirming, meaning))
    if _needs_no_weighing(visit.question, meaning):
        return Resolved(meaning)
    if meaning.decision == "reject" or visit.question.form == "who":
        return (yield from repair.missed(night, visit))
    if meaning.answer == "none":
        return (yield from repair.no_answer_to_this(night, visit, meaning))
    if meaning.decision == "confirm":
        return (yield from repair.confirm(night, visit, meaning))
    return Resolved(meaning)


def _needs_no_weighing(question: Question, meaning: Meaning) -> bool:
    """Open questions take anything; names and wishes about an offer are answers as they are."""
    match question.form:
        case "open" | "plan":
            return True
        case "who":
            return meaning.who is not None
        case "offer":
            return meaning.command in ("another", "smaller")
    return False


ASKING_BACK: Mapping[str, Callable[[Night, Visit], Talk[Step]]] = {
    "forget_everything": _forget_everything,
    "keep_words": _keep_words,
}
"""Commands that are asked about once more before they are done."""
