"""Turns what the model expects, and what the patterns found, into labels and a decision."""

from __future__ import annotations

from typing import cast

from voice_coach.meaning import (
    COMMANDS,
    KINDS,
    SITUATIONS,
    About,
    Answer,
    Command,
    Decision,
    Kind,
    Safety,
    SafetyFamily,
    Situation,
)
from voice_coach.understanding.data import Thresholds
from voice_coach.understanding.model import Floats, Prediction

COMMAND_ANSWERS: dict[str, Answer] = {"accept": "toward", "decline": "away"}
"""What a command also answers, under the offer of a ritual."""

OFFERED = frozenset({"accept", "decline", "another", "smaller"})
"""Commands that only mean something when a ritual was offered."""

OPEN = frozenset({"good_moment", "what_pulled_you_away", "who", "anything"})
"""Questions that any statement answers: nothing there needs to be asked back."""

LIKE_A_PLAN = frozenset({"short", "faster", "slower", "louder", "quieter", "later"})
"""Commands that a plan may sound like: "a short walk", "a quick hug"."""

CORE = frozenset({"attention", "time_together", "appreciation"})
"""Questions about the speaker's own part."""

PARTNER_ONLY = 0.7
"""How sure it must be that only the partner was told of."""

LEAST_WORDS = 3
"""So few words that answer nothing were misheard, and are asked for again."""

POLES: tuple[Answer, ...] = ("toward", "away", "mixed", "unsure")


def called(named: bool, prediction: Prediction, asking: str | None, limits: Thresholds) -> bool:
    """Whether somebody who named the coach was calling it, while nothing was asked."""
    return asking is None and named and prediction.chance("wake", "called") >= limits.wake


def command(
    prediction: Prediction, asking: str | None, limits: Thresholds
) -> tuple[Command | None, float]:
    """The command that the model hears, where it is sure enough, and how sure."""
    meant = [name for name in COMMANDS if name not in OFFERED or asking == "ritual_offer"]
    best, sure = prediction.likeliest("command", meant)
    may_be_meant_otherwise = asking in (None, "ritual_offer") or (
        asking == "say_the_plan" and best in LIKE_A_PLAN
    )
    least = limits.command if may_be_meant_otherwise else limits.command_closed
    return (cast(Command, best) if sure >= least else None), sure


def safety(found: Safety, prediction: Prediction, limits: Thresholds) -> Safety:
    """What the patterns found, or what the model suspects where they found nothing graver."""
    clear = prediction.chance("safety", "clear")
    if found.level == "clear":
        # "Yeah, hit me": where the model is as good as certain that it is none, it is asked about.
        return found if clear >= limits.safety_doubt else Safety("ambiguous", found.family)
    family = cast(SafetyFamily, prediction.best("family")[0])
    if found.level == "ambiguous":
        return Safety("clear", found.family) if clear >= limits.safety_clear else found
    if clear >= limits.safety_alone:
        return Safety("clear", family)
    # What no pattern bears out is asked about, not acted on: kind deeds have the same words.
    if 1.0 - prediction.chance("safety", "none") >= limits.safety_any:
        return Safety("ambiguous", family)
    return found


def kinds(prediction: Prediction, about_whom: About, limits: Thresholds) -> tuple[Kind, ...]:
    """What the speaker admitted to, in a fixed order; the less, the likelier it was the partner."""
    if about_whom == "partner":
        return ()
    chances = own_kinds(prediction)
    return tuple(kind for kind, chance in zip(KINDS, chances, strict=True) if chance >= limits.kind)


def own_kinds(prediction: Prediction) -> Floats:
    """The chance of each kind, shape (12,), lowered where it may be the partner's doing.

    Much lowered, because nobody should be accused of what they complained about: multiplied once,
    it accused twice as many of the held-out ones, at the same F1 over all kinds.
    """
    return prediction.chances["kinds"] * (1.0 - prediction.chance("about", "partner")) ** 4


def about(prediction: Prediction) -> About:
    """Who did the thing that was told."""
    return cast(About, prediction.best("about")[0])


def situation(prediction: Prediction, limits: Thresholds) -> Situation | None:
    """Life that does not fit the question, where the model is sure enough of it."""
    best, sure = prediction.likeliest("situation", SITUATIONS)
    return cast(Situation, best) if sure >= limits.situation else None


def answer(
    prediction: Prediction, asking: str | None, words: int, limits: Thresholds
) -> tuple[Answer, float, Decision]:
    """The pole in so many words, how sure that is, and what to do with it."""
    if asking is None:
        return "none", 1.0, "accept"
    if asking == "say_the_plan":
        return "toward", 0.9, "accept"
    best, sure = prediction.best("answer")
    is_open = asking in OPEN
    if best == "none" and words < LEAST_WORDS and not is_open:
        return "none", sure, "reject"
    if sure >= limits.accept or (is_open and sure >= 0.5):
        return cast(Answer, best), sure, "accept"
    return _unsure(prediction, asking, limits)


def _unsure(
    prediction: Prediction, asking: str, limits: Thresholds
) -> tuple[Answer, float, Decision]:
    """What is done with an answer that may mean several things."""
    about_whom, surely = prediction.best("about")
    if about_whom == "partner" and asking in CORE and surely >= PARTNER_ONLY:
        # Only the other one was told of: that is heard, and no answer about oneself.
        return "none", surely, "accept"
    pole, chance = prediction.likeliest("answer", POLES)
    if chance >= limits.confirm:
        return cast(Answer, pole), chance, "confirm"
    return "none", prediction.best("answer")[1], "accept" if asking in OPEN else "reject"
