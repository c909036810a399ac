"""Turns what the patterns found and what the model expects into labels and a decision."""

from __future__ import annotations

from voice_coach.meaning import (
    ANSWERS,
    KINDS,
    About,
    Answer,
    Command,
    Decision,
    Kind,
    Safety,
    Situation,
)
from voice_coach.understanding.data import Thresholds
from voice_coach.understanding.model import TASKS, Floats, Prediction

COMMAND_ANSWERS: dict[str, Answer] = {"accept": "toward", "decline": "away"}
"""What a command also answers, under the offer of a ritual."""

OFFERED = frozenset({"accept", "decline", "another", "smaller"})
"""Commands that only mean something when a ritual was offered."""

OPEN = frozenset({"good_moment", "what_pulled_you_away", "who", "anything"})
"""Questions that any statement answers: nothing there needs to be asked back."""

CORE = frozenset({"attention", "time_together", "appreciation"})
"""Questions about the speaker's own part."""

PARTNER_ONLY = 0.7
"""How sure it must be that only the partner was told of."""

SURE: tuple[Answer, ...] = ("toward", "away", "mixed", "unsure")


def command(
    prediction: Prediction, asking: str | None, limits: Thresholds
) -> tuple[Command | None, float]:
    """The command that the model hears, where it is sure enough, and how sure."""
    chances = prediction.chances["command"]
    best, sure = "none", 0.0
    for at, name in enumerate(TASKS["command"]):
        if at and chances[at] > sure and (name not in OFFERED or asking == "ritual_offer"):
            best, sure = name, float(chances[at])
    least = limits.command if asking is None or asking == "ritual_offer" else limits.command_closed
    if best == "none" or sure < least:
        return None, sure
    return best, sure  # type: ignore[return-value] # the labels of this task are commands


def safety(found: Safety, prediction: Prediction, limits: Thresholds) -> Safety:
    """What the patterns found, or what the model suspects where they found nothing graver."""
    if found.level == "clear":
        return found
    clear = prediction.chance("safety", "clear")
    family, _ = prediction.best("family")
    if found.level == "ambiguous" and clear >= limits.safety_clear:
        return Safety("clear", found.family)
    if clear >= limits.safety_alone:
        return Safety("clear", family)  # type: ignore[arg-type] # a family
    # What no pattern bears out is asked about, not acted on: kind deeds have the same words.
    if found.level == "none" and 1.0 - prediction.chance("safety", "none") >= limits.safety_any:
        return Safety("ambiguous", family)  # type: ignore[arg-type] # a family
    return found


def kinds(prediction: Prediction, about_whom: About, limits: Thresholds) -> tuple[Kind, ...]:
    """What the speaker admitted to, in a fixed order."""
    if about_whom == "partner":
        return ()
    chances = prediction.chances["kinds"]
    return tuple(kind for kind, chance in zip(KINDS, chances, strict=True) if chance >= limits.kind)


def about(prediction: Prediction) -> About:
    """Who did the thing that was told."""
    return prediction.best("about")[0]  # type: ignore[return-value] # the labels are these


def situation(
    prediction: Prediction, found: Situation | None, limits: Thresholds
) -> Situation | None:
    """Life that does not fit the question: what the model or, borne out by it, a pattern says."""
    label, chance = prediction.best("situation")
    if label != "none" and chance >= limits.situation:
        return label  # type: ignore[return-value] # the labels are these
    borne_out = found is not None and prediction.chance("situation", found) >= limits.situation
    return found if borne_out else None


def answer(
    prediction: Prediction, asking: str | None, limits: Thresholds
) -> tuple[Answer, float, Decision]:
    """The pole, how sure that is, and what to do with it."""
    if asking is None or asking == "say_the_plan":
        return ("none", 1.0, "accept") if asking is None else ("toward", 0.9, "accept")
    best, sure = prediction.best("answer")
    if sure >= limits.accept or (asking in OPEN and sure >= 0.5):
        return best, sure, "accept"  # type: ignore[return-value] # the labels are answers
    about_whom, surely = prediction.best("about")
    if about_whom == "partner" and asking in CORE and surely >= PARTNER_ONLY:
        # Only the other one was told of: that is heard, and no answer about oneself.
        return "none", surely, "accept"
    pole, chance = _best_pole(prediction.chances["answer"])
    if chance >= limits.confirm:
        return pole, chance, "confirm"
    return ("none", sure, "accept") if asking in OPEN else ("none", sure, "reject")


def _best_pole(chances: Floats) -> tuple[Answer, float]:
    return max(
        ((label, float(chances[ANSWERS.index(label)])) for label in SURE), key=lambda pair: pair[1]
    )
