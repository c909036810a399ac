"""The middle of the evening: the core question, one follow-up, something good."""

from __future__ import annotations

from voice_coach.conversation.asking import ask
from voice_coach.conversation.choosing import (
    RESTING_NIGHTS,
    cores_in_turn,
    fresh_follow_up,
    longest_rested,
)
from voice_coach.conversation.night import Night, Talk, keep, reflect
from voice_coach.meaning import Entry, Meaning, Question


def core_question(night: Night, core: str) -> Talk[Meaning | None]:
    """Ask one core question and reflect the answer; None where it was let go."""
    group = f"{core}_apart" if night.apart else core
    meaning = yield from ask(night, _rested(night, group))
    if meaning is None:
        return None
    night.core = core
    _note_admitted(night, meaning)
    yield from keep(night, Entry(core, meaning.answer, meaning.kinds))
    yield from reflect(night, _reflection(core, meaning))
    return meaning


def cores_due(night: Night) -> tuple[str, ...]:
    """The core questions, the one that is due first; where nothing is kept the date takes turns."""
    due = cores_in_turn(night.history, together=night.together)
    turn = 0 if night.keeping else night.context.day.toordinal() % len(due)
    return due[turn:] + due[:turn]


def _note_admitted(night: Night, meaning: Meaning) -> None:
    """Remember what was admitted, for the ritual to answer."""
    night.admitted.extend(kind for kind in meaning.kinds if kind not in night.admitted)


def _reflection(core: str, meaning: Meaning) -> str:
    """The line that says back what was told, and no more than that."""
    if meaning.answer in ("away", "mixed") and meaning.kinds:
        return f"heard.{meaning.kinds[0]}"
    if meaning.answer in ("toward", "away", "mixed"):
        return f"heard.{core}_{meaning.answer}"
    return "heard.unsure"


def follow_up(night: Night, meaning: Meaning) -> Talk[None]:
    """One question about what was admitted, where one has rested long enough; no digging."""
    context = night.context
    question = fresh_follow_up(
        night.group("what_pulled_you_away"),
        meaning.kinds,
        night.history,
        context.day,
        context.seed,
    )
    if question is None:
        return
    answer = yield from ask(night, question)
    if answer is None:
        return
    _note_admitted(night, answer)
    yield from keep(night, Entry(question.id, answer.answer, answer.kinds))
    yield from reflect(night, "heard.why")


def good_moment(night: Night) -> Talk[None]:
    """Something good, in the tone that the evening has."""
    question = _fresh_good_moment(night)
    if question is None:
        return
    meaning = yield from ask(night, question)
    if meaning is None:
        return
    yield from keep(night, Entry(question.id, meaning.answer, ()))
    # Whatever is told here is the good moment itself; only a refusal has a pole of its own.
    is_named = meaning.answer in ("toward", "none") and meaning.decision == "accept"
    # One's own bath is good, too, and nobody is to be thanked for it.
    night.thanks = is_named and meaning.about in ("partner", "both")
    if is_named:
        yield from reflect(night, "good.named")
    elif meaning.answer in ("away", "unsure"):
        yield from reflect(night, "good.nothing")
    else:
        yield from reflect(night, "good.told")


def _fresh_good_moment(night: Night) -> Question | None:
    groups = ["good_moment"]
    if night.apart:
        groups.insert(0, "good_moment_apart")
    if "conflict" in night.situations:
        groups.insert(0, "good_moment_gentle")
    context = night.context
    for group in groups:
        found = longest_rested(
            night.group(group), night.history, context.day, context.seed, nights=RESTING_NIGHTS
        )
        if found is not None:
            return found
    return None


def _rested(night: Night, group: str) -> Question:
    context = night.context
    questions = night.group(group)
    return longest_rested(questions, night.history, context.day, context.seed) or questions[0]
