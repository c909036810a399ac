"""When an answer did not come, was not caught, or answered something else."""

from __future__ import annotations

from dataclasses import replace

from voice_coach.conversation.lines import CORE, group_of
from voice_coach.conversation.night import Leave, Night, Talk, reflect, say
from voice_coach.conversation.visit import Again, Resolved, Step, Visit, again
from voice_coach.meaning import Answer, Meaning

PATIENT_MISSES = 2
"""After this many misses in an evening the ladder begins at its second rung."""

SILENT_QUESTIONS = 2
"""After this many questions without a sound nobody seems to be there any more."""

OPPOSITE: dict[Answer, Answer] = {"toward": "away", "away": "toward"}


def missed(night: Night, visit: Visit) -> Talk[Step]:
    """The next rung of the ladder: a short rephrase, two choices, a kind skip."""
    if visit.rung == 0:
        visit.straight = night.misses >= PATIENT_MISSES
    night.misses += 1
    sorry = night.line("repair.missed").text
    if visit.rung == 0 and not visit.straight:
        visit.rung = 1
        return again(visit, sorry, visit.rephrase())
    if visit.rung <= 1:
        return _choices(visit, sorry)
    if visit.straight or visit.is_opening:
        raise Leave("misheard")
    yield from say(night, "repair.skip")
    return Resolved(None)


def _choices(visit: Visit, *before: str) -> Again:
    visit.rung = 2
    return again(visit, *before, visit.filled(visit.question.choices))


def confirm(night: Night, visit: Visit, meaning: Meaning) -> Talk[Step]:
    """Ask back about an answer that is only likely; without words for that, the ladder."""
    closed = visit.question.confirm.get(meaning.answer)
    if closed is None or visit.rung == 2:
        return (yield from missed(night, visit))
    visit.confirming = meaning
    return again(visit, visit.filled(closed))


def confirmed(night: Night, visit: Visit, guess: Meaning, meaning: Meaning) -> Talk[Step]:
    """What became of asking back about a guess: it is over after this one turn, whatever is said.

    Yes takes the guess, no the other pole. "Half-distracted" in reply to "so, closer to
    half-distracted?" is no bare no: an admission, a bit of both or not knowing is taken as the
    answer that it is. Where there is none the question is let go, and where that was only guessed
    at again, too: two guesses are no yes.
    """
    is_told = bool(meaning.kinds) or meaning.answer in ("mixed", "unsure")
    if meaning.decision == "reject" or (meaning.decision == "confirm" and not is_told):
        night.misses += 1
        return (yield from _let_go(night, visit, "repair.skip"))
    if is_told:
        return Resolved(replace(meaning, decision="accept"))
    if meaning.answer == "toward":
        return Resolved(replace(guess, decision="accept"))
    if meaning.answer == "away" and guess.answer in OPPOSITE:
        other = OPPOSITE[guess.answer]
        return Resolved(replace(guess, answer=other, kinds=(), command=None, decision="accept"))
    return (yield from _let_go(night, visit, "repair.leave_it"))


def _let_go(night: Night, visit: Visit, line: str) -> Talk[Step]:
    """Go on without an answer; an evening that nobody said yes to does not begin."""
    if visit.is_opening:
        raise Leave("not_tonight")
    yield from reflect(night, line)
    return Resolved(None)


def no_answer_to_this(night: Night, visit: Visit, meaning: Meaning) -> Talk[Step]:
    """Something was said and understood, but it is no answer: ask for their own side, once."""
    if visit.own_side_asked:
        return (yield from _let_go(night, visit, "repair.leave_it"))
    visit.own_side_asked = True
    if visit.question.form == "offer":
        return again(visit, visit.other_words())
    partner = meaning.about == "partner" and visit.question.id in CORE
    opening = night.line("repair.own_side" if partner else "repair.another_way").text
    return again(visit, opening, visit.rephrase())


def silence(night: Night, visit: Visit, *, microphone: bool) -> Talk[Step]:
    """Nobody spoke: time, then a way out, then on; or the microphone is the problem."""
    if microphone:
        return _check_microphone(night)
    if visit.question.form == "plan":
        # Saying the plan aloud was an invitation.
        return Resolved(None)
    visit.silences += 1
    if visit.confirming is not None:
        return (yield from _let_go(night, visit, "silence.moving_on"))
    if group_of(visit.question.key) == "ready" and not night.context.called:
        raise Leave("nobody")
    if visit.silences == 1:
        return _take_your_time(night, visit)
    if visit.is_opening:
        raise Leave("nobody")
    if visit.silences == 2:
        return Again(night.line("silence.skip_offer"))
    return (yield from _unanswered(night, visit))


def _check_microphone(night: Night) -> Step:
    if night.microphone_checked:
        raise Leave("microphone")
    night.microphone_checked = True
    return Again(night.line("microphone.check"))


def _take_your_time(night: Night, visit: Visit) -> Step:
    """Open questions get time; a closed one may just not have been heard."""
    if visit.question.form == "open":
        return Again(night.line("silence.take_your_time"))
    return again(visit, visit.rephrase())


def _unanswered(night: Night, visit: Visit) -> Talk[Step]:
    """Go on without an answer; after two such questions nobody seems to be there."""
    night.silent += 1
    if night.silent >= SILENT_QUESTIONS:
        raise Leave("silence")
    if visit.question.form != "offer":
        yield from say(night, "silence.moving_on")
    return Resolved(None)
