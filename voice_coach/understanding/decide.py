"""Turns evidence into labels: the pole, the kinds, who it is about."""

from __future__ import annotations

from voice_coach.meaning import About, Answer, Kind
from voice_coach.understanding.evidence import CORE, Evidence

COMMAND_ANSWERS: dict[str, Answer] = {"accept": "toward", "decline": "away"}
"""What a command also answers, under the offer of a ritual."""


def about(evidence: Evidence) -> About:
    """Who did the thing that was told."""
    doers = [part.doer for part in evidence.parts]
    if "both" in doers or ("self" in doers and "partner" in doers and not evidence.kinds):
        return "both" if "both" in doers else "self"
    if "self" in doers:
        return "self"
    if "partner" in doers:
        return "partner"
    return "self" if evidence.kinds else "nobody"


def kinds(evidence: Evidence) -> tuple[Kind, ...]:
    """What the speaker admitted to, in a fixed order."""
    return evidence.kinds


def answer(evidence: Evidence, asking: str | None, text: str) -> tuple[Answer, float]:
    """The pole and how sure that is, between 0 and 1."""
    if asking is None or not text:
        return "none", 1.0
    if asking == "say_the_plan":
        return "toward", 0.9
    poles = [pole for pole, _ in evidence.poles]
    if evidence.kinds:
        poles.append("away")
    if asking not in CORE and evidence.lead:
        return ("toward" if evidence.lead == "toward" else "away"), 0.85
    if about(evidence) == "partner":
        return "none", 0.7
    if "mixed" in poles or ("toward" in poles and "away" in poles):
        return "mixed", 0.6
    for pole in ("unsure", "away", "toward"):
        if pole in poles:
            return pole, 0.8  # type: ignore[return-value] # each is an answer
    if evidence.lead and asking in {"follow_up", "appreciation"}:
        return ("toward" if evidence.lead == "toward" else "away"), 0.6
    return "none", 0.4
