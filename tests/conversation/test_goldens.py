"""Whole evenings in writing: goldens/*.txt.

A golden file opens with settings (`length: short`), then holds the evening. Its `Person:`
lines are the script; everything else is what the conversation made of it. After a change of
wording or flow, write them anew and read the difference:

    VOICE_COACH_GOLDENS=write pytest tests/conversation/test_goldens.py
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from checkin_driver import FORGETTING, drive, english

from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import (
    Effect,
    Indeed,
    Newcomer,
    Present,
    Recalled,
    Refused,
    Reply,
    Requested,
    Unfinished,
    WantsWords,
)
from voice_coach.meaning import Evening, History, Plan

GOLDENS = sorted((Path(__file__).parent / "goldens").glob("*.txt"))

PERSON = "Person: "
EVERY_EVENING = ("attention.talking", "good_moment.smile")
"""What was asked on every evening before."""


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_the_evening_goes_as_it_is_written(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    head, _, body = written.partition("\n\n")
    replies = [line.removeprefix(PERSON) for line in body.splitlines() if line.startswith(PERSON)]
    context, replied = _context(head)
    evening = drive(checkin(context), replies, replied=replied)
    outcome = evening.outcome
    assert outcome is not None
    end = f"Ends: {outcome.end}{f' {outcome.ritual}' if outcome.ritual else ''}"
    now = "\n".join([head, "", *evening.script, end, ""])
    if os.environ.get("VOICE_COACH_GOLDENS") == "write":
        path.write_text(now, encoding="utf-8")
    else:
        assert now == written


def test_there_are_goldens() -> None:
    assert len(GOLDENS) >= 20


def _context(head: str) -> tuple[Context, dict[type[Effect], Reply]]:
    settings = dict(line.split(": ", 1) for line in head.splitlines() if not line.startswith("#"))
    day = date.fromisoformat(settings.pop("day", "2026-11-23"))
    options: dict[str, Any] = {"content": english(), "day": day}
    before = int(settings.pop("evenings", 0))
    evenings = tuple(
        Evening(day - timedelta(ago), "", EVERY_EVENING) for ago in range(before, 0, -1)
    )
    plan = _plan(settings.pop("plan"), day) if "plan" in settings else None
    options["history"] = History(evenings, plan)
    replied: dict[type[Effect], Reply] = {**FORGETTING}
    if "recalled plan" in settings:
        replied[Present] = Recalled(History(plan=_plan(settings.pop("recalled plan"), day)))
    if settings.pop("unfinished", None):
        replied[Unfinished] = Indeed()
    if "newcomer" in settings:
        replied[Newcomer] = Indeed() if settings.pop("newcomer") == "yes" else Refused()
    if "words" in settings:
        replied[WantsWords] = {"yes": Indeed(), "asked": Requested()}[settings.pop("words")]
    if "seed" in settings:
        options["seed"] = int(settings.pop("seed"))
    if "household" in settings:
        options["household"] = tuple(settings.pop("household").split(", "))
    return Context(**options, **settings), replied


def _plan(text: str, day: date) -> Plan:
    """`hello_up happened=2 missed=1 smaller`."""
    ritual, *rest = text.split()
    counts = dict(part.split("=") for part in rest if "=" in part)
    return Plan(
        ritual,
        day - timedelta(days=1),
        smaller="smaller" in rest,
        happened=int(counts.get("happened", 0)),
        missed=int(counts.get("missed", 0)),
    )
