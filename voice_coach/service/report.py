"""How the service is, in a sentence or two for the person who asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voice_coach.journal.entries import evening_of
from voice_coach.status import Doing, Status

_DOING: Mapping[Doing, str] = {
    "starting": "is starting",
    "waiting": "waits to be called",
    "checkin": "is in a check-in",
    "muted": "is muted",
    "recovering": "is recovering",
    "stopped": "is stopping",
}

_WHY_ENDED: Mapping[str, str] = {
    "2": "its settings or its content are wrong",
    "3": "no sound device can be used",
    "4": "a model or a voice is missing",
    "5": "another check-in is running",
    "6": "something cannot be read or written",
    "203": "its program is not where it was",
    "217": "this system does not allow its protections",
    "226": "this system does not allow its protections",
}

_WHY_KILLED: Mapping[str, str] = {
    "watchdog": "it hung",
    "oom-kill": "it took too much memory",
    "timeout": "it did not get ready in time",
    "protocol": "it ended before it was ready",
    "start-limit-hit": "it ended too often",
}


WEEK = 7
"""Days from which on a weekday's name would be mistaken for this week's."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the service is, in sentences; whether all is well, and else what to do about it."""

    text: str
    well: bool
    hint: str = ""


def report(
    unit: Mapping[str, str], listening: Status | None, due: datetime | None, now: datetime
) -> Report:
    """How the service is.

    `unit` is what systemd knows of it, `listening` what the program wrote of itself lately,
    `due` when the next check-in begins by itself and `now` the local time, with its zone.
    """
    match unit.get("LoadState"), unit.get("ActiveState"):
        case "loaded", "active" | "reloading":
            return _running(unit, listening, due, now)
        case "loaded", "activating" if unit.get("SubState") != "auto-restart":
            return Report("Voice Coach is starting.", True)
        case "loaded", "activating":
            return Report(f"Voice Coach ended ({_why(unit)}) and is being started again.", False)
        case "loaded", "failed":
            return Report(
                f"Voice Coach ended: {_why(unit)}.",
                False,
                "Mend what `voice-coach doctor` names; then: systemctl --user restart voice-coach",
            )
        case "loaded", _:
            return Report(
                "Voice Coach is installed and not running.",
                False,
                "Start it: systemctl --user start voice-coach",
            )
        case _:
            return Report(
                "Voice Coach is not installed as a service.",
                False,
                "Install it: voice-coach service install",
            )


def _running(
    unit: Mapping[str, str], listening: Status | None, due: datetime | None, now: datetime
) -> Report:
    next_evening = _next_checkin(due, now)
    if listening is None:
        return Report(
            f"Voice Coach is running, and says nothing about itself. {next_evening}", False
        )
    sentences = [
        f"Voice Coach {_doing(listening, now)}.",
        next_evening,
        *_recoveries(listening, now),
        *_limits(listening),
    ]
    if unit.get("NRestarts", "0") != "0":
        sentences.append(f"It was started again {_times(int(unit['NRestarts']))}.")
    return Report(" ".join(sentences), listening.doing != "recovering")


def _doing(listening: Status, now: datetime) -> str:
    doing = _DOING[listening.doing]
    if listening.doing == "recovering" and listening.trouble:
        return f"{doing}: {listening.trouble.rstrip('.')}"
    if listening.doing == "muted" and listening.muted_until is not None:
        return f"{doing} until {listening.muted_until.astimezone(now.tzinfo):%H:%M}"
    return doing


def _recoveries(listening: Status, now: datetime) -> list[str]:
    recovered = [stage for stage in listening.stages if stage.recoveries]
    if not recovered:
        return []
    names = " and ".join(stage.name for stage in recovered)
    count = _times(sum(stage.recoveries for stage in recovered))
    last = max((stage.last for stage in recovered if stage.last is not None), default=None)
    when = "" if last is None else f", last at {last.astimezone(now.tzinfo):%H:%M on %A}"
    return [f"It recovered {count} by itself ({names}{when})."]


def _limits(listening: Status) -> list[str]:
    if not listening.stages:
        return []
    limits = ", ".join(f"{stage.name} {stage.limit:g} s" for stage in listening.stages)
    return [f"What stands still for longer than this is brought back: {limits}."]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _next_checkin(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "No check-in begins by itself."
    at = due.astimezone(now.tzinfo)
    if at <= now:
        return "The next check-in is due now."
    return f"The next check-in is {_day(at, now)} at {at:%H:%M}."


def _day(at: datetime, now: datetime) -> str:
    """The day of a check-in as one says it: after midnight it is still tonight."""
    days = (at.date() - now.date()).days
    if days == 0 or (days == 1 and at.date() != evening_of(at)):
        return "tonight"
    if days == 1:
        return "tomorrow"
    return f"on {at:%A}" if days < WEEK else f"on {at.day} {at:%B}"


def _why(unit: Mapping[str, str]) -> str:
    result = unit.get("Result", "")
    if result == "exit-code":
        code = unit.get("ExecMainStatus", "")
        return _WHY_ENDED.get(code, f"with exit code {code}")
    return _WHY_KILLED.get(result, result or "for a reason unknown")
