"""The questions of a setup: what each asks, what holds now, and what an answer means."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeAlias, get_args

import click

from voice_coach.errors import AudioDeviceError, UsageError
from voice_coach.hearing.devices import Direction, devices
from voice_coach.meaning import Content
from voice_coach.settings import DAYS, Settings, in_hours, settings_from
from voice_coach.speaking.engines import available_voices

PACES: Mapping[str, float] = {"normal": 1.0, "slower": 0.85, "slow": 0.7}

VOLUMES_DB: Mapping[str, float] = {"normal": 0.0, "louder": 6.0, "loudest": 12.0}

PHRASE = "phrase"

WAKE_WORDS = tuple(w for w in get_args(Settings.model_fields["wake"].annotation) if w != PHRASE)
"""Wake words that have a detector of their own."""

NONE, NEVER = "none", "never"
"""The answers for no country, and for no check-in by itself."""

NOON, FIRST_LIGHT = time(12), time(4)
"""From noon until the small hours a check-in is a late one; an evening ends at four."""

SYSTEMS_CHOICE = "default"
"""The answer for the device that the system prefers."""

_CARD_NUMBER = re.compile(r":[^:]*\(hw:\d+,\d+\)$|\s*\(hw:\d+,\d+\)$")
"""What ALSA puts behind a device's name; the numbers change when something else is plugged in."""


Reading: TypeAlias = Callable[[str, Settings], Mapping[str, object]]
"""What an answer changes in the settings as they are; raises UsageError for what cannot be."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered on the command line already; None is still to be asked.

    `asks` says that somebody is there to answer, `tries_sound` that devices are to be tried.
    """

    answers: Mapping[str, str | None]
    asks: bool = True
    tries_sound: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """The settings as they stand now, and what this setup has changed in them so far."""

    settings: Settings
    changes: Mapping[str, object]

    def with_changes(self, changes: Mapping[str, object]) -> Draft:
        """The same with more changes; raises SettingsError where they cannot be."""
        values = {**self.settings.model_dump(exclude_unset=True), **self.changes, **changes}
        present = {key: value for key, value in values.items() if value is not None}
        return Draft(settings_from(present, ""), {**self.changes, **changes})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its option's name, its words, what holds now, and what an answer means.

    `offered` are choices to list; their number will do as an answer.
    """

    option: str
    words: str
    present: Callable[[Settings], str]
    read: Reading
    offered: Callable[[], tuple[str, ...]] = lambda: ()


def answered(question: Question, draft: Draft, given: Given) -> Draft:
    """The draft with the answer to one question in it."""
    answer = given.answers.get(question.option)
    if answer is None and given.asks:
        return asked(question, draft)
    settings = draft.settings
    return draft.with_changes(question.read(answer or question.present(settings), settings))


def asked(question: Question, draft: Draft) -> Draft:
    """The same, asked in the terminal; what cannot be is asked about again."""
    offered = question.offered()
    for number, name in enumerate(offered, start=1):
        click.echo(f"  {number}  {name}")
    while True:
        answer = str(click.prompt(question.words, default=question.present(draft.settings)))
        number = int(answer) if answer.isdecimal() else 0
        answer = offered[number - 1] if 0 < number <= len(offered) else answer.strip()
        try:
            return draft.with_changes(question.read(answer, draft.settings))
        except UsageError as error:
            click.echo(f"{error.message} {error.hint}".strip())


def _names(answer: str, settings: Settings) -> Mapping[str, object]:
    del settings
    names = (name.strip() for name in re.split(r",|\band\b|&", answer))
    return {"household": tuple(name for name in names if name)}


def _country(known: Collection[str]) -> Reading:
    def read(answer: str, settings: Settings) -> Mapping[str, object]:
        del settings
        if answer.lower() in ("", NONE):
            return {"country": None}
        if not re.fullmatch("[A-Za-z]{2}", answer):
            raise UsageError("A country is two letters here.", "For example GB, US or IE.")
        if answer.upper() not in known:
            click.echo(f"  No help lines are known for {answer.upper()} yet.")
        return {"country": answer.upper()}

    return read


def _country_here() -> str:
    """The country of the system's language, such as GB of en_GB.UTF-8."""
    language = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    found = re.match(r"[a-z]{2,3}_([A-Z]{2})", language)
    return found.group(1) if found else NONE


def _voice(answer: str, settings: Settings) -> Mapping[str, object]:
    del settings
    return {"tts": answer}


def _wake(answer: str, settings: Settings) -> Mapping[str, object]:
    """A well-known wake word, or any phrase, found by its words."""
    del settings
    name = answer.lower().replace(" ", "_")
    if name in WAKE_WORDS:
        return {"wake": name}
    return {"wake": PHRASE, "wake_phrase": answer.lower()}


def _time(answer: str, settings: Settings) -> Mapping[str, object]:
    """The time of the check-in, and quiet hours that leave room for it."""
    if answer.lower() == NEVER:
        return {"checkin_days": ()}
    try:
        at = datetime.strptime(answer.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 - a clock
    except ValueError:
        raise UsageError("That is no time.", "It looks like 20:30.") from None
    changes: dict[str, object] = {"checkin_at": at}
    if not settings.checkin_days:
        changes["checkin_days"] = DAYS
    if in_hours(at, settings.quiet_from, settings.quiet_until):
        quiet = _quiet_around(at, settings)
        click.echo(
            "  Quiet hours go from {quiet_from:%H:%M} until {quiet_until:%H:%M} now.".format(
                **quiet
            )
        )
        changes |= quiet
    return changes


def _quiet_around(at: time, settings: Settings) -> dict[str, time]:
    """Quiet hours that begin an hour after a late check-in, or end with an early one."""
    if at >= NOON or at < FIRST_LIGHT:
        return {
            "quiet_from": time((at.hour + 1) % 24, at.minute),
            "quiet_until": settings.quiet_until,
        }
    return {"quiet_from": settings.quiet_from, "quiet_until": at}


def _manner(
    key: str, names: Mapping[str, float]
) -> Callable[[str, Settings], Mapping[str, object]]:
    def read(answer: str, settings: Settings) -> Mapping[str, object]:
        del settings
        try:
            return {key: names[answer] if answer in names else float(answer)}
        except ValueError:
            raise UsageError("That is none of these.", f"Choose {', '.join(names)}.") from None

    return read


def _named(value: float, names: Mapping[str, float]) -> str:
    """A number by its name, where it has one."""
    return next((name for name, number in names.items() if number == value), f"{value:g}")


def _device(direction: Direction) -> Reading:
    def read(answer: str, settings: Settings) -> Mapping[str, object]:
        del settings
        chosen = None if answer in ("", SYSTEMS_CHOICE) else answer
        return {f"{direction}_device": chosen}

    return read


def _devices_here(direction: Direction) -> Callable[[], tuple[str, ...]]:
    def offered() -> tuple[str, ...]:
        try:
            names = [_CARD_NUMBER.sub("", device.name) for device in devices(direction)]
        except AudioDeviceError as error:
            click.echo(f"{error.message} {error.hint}")
            return ()
        return (SYSTEMS_CHOICE, *dict.fromkeys(name for name in names if name != SYSTEMS_CHOICE))

    return offered


NAMES = Question(
    "names",
    "Who lives here? One name, or two with a comma",
    lambda settings: ", ".join(settings.household),
    _names,
)
TIME = Question(
    "time",
    "When should it begin by itself, hands-free (like 20:30, or never)",
    lambda settings: f"{settings.checkin_at:%H:%M}" if settings.checkin_days else NEVER,
    _time,
)
VOICE = Question(
    "voice",
    "Which voice",
    lambda settings: settings.tts,
    _voice,
    lambda: ("auto", *available_voices()),
)
LOUDSPEAKER = Question(
    "loudspeaker",
    "Which loudspeaker",
    lambda settings: settings.output_device or SYSTEMS_CHOICE,
    _device("output"),
    _devices_here("output"),
)
PACE = Question(
    "pace",
    "How fast should it speak",
    lambda settings: _named(settings.pace, PACES),
    _manner("pace", PACES),
    lambda: tuple(PACES),
)
VOLUME = Question(
    "volume",
    "How loud should it be (loudest helps somebody hard of hearing)",
    lambda settings: _named(settings.volume_db, VOLUMES_DB),
    _manner("volume_db", VOLUMES_DB),
    lambda: tuple(VOLUMES_DB),
)
MICROPHONE = Question(
    "microphone",
    "Which microphone",
    lambda settings: settings.input_device or SYSTEMS_CHOICE,
    _device("input"),
    _devices_here("input"),
)
WAKE = Question(
    "wake",
    "What should it listen for, hands-free (one of these, or a phrase of your own)",
    lambda settings: settings.wake_phrase if settings.wake == PHRASE else settings.wake,
    _wake,
    lambda: (Settings.model_fields["wake_phrase"].default, *WAKE_WORDS),
)


def questions(content: Content) -> tuple[Question, ...]:
    """All of them, in the order in which they are asked; countries are those with help lines."""
    country = Question(
        "country",
        "Your country, for help lines (two letters, or none)",
        lambda settings: settings.country or _country_here(),
        _country(content.helplines),
        lambda: tuple(sorted(content.helplines)),
    )
    return (NAMES, country, TIME, VOICE, LOUDSPEAKER, PACE, VOLUME, MICROPHONE, WAKE)
