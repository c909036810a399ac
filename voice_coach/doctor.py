"""`voice-coach doctor`: what works, what does not, and what to do about it.

Every examination yields findings. An error of ours becomes a finding; none ends the others.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

import click

from voice_coach import app
from voice_coach.calling import wake_phrase
from voice_coach.errors import VoiceCoachError
from voice_coach.hearing.devices import devices
from voice_coach.hearing.loudness import level_db
from voice_coach.hearing.wakeword import MicroWakeWord
from voice_coach.house import House, model_folders, open_house
from voice_coach.journal import FILE_NAME
from voice_coach.journal.connection import reading
from voice_coach.journal.files import check_usable, is_writable
from voice_coach.journal.trouble import damaged
from voice_coach.panel import open_panel
from voice_coach.ports import FRAME_SECONDS
from voice_coach.recognition.engines import choose_engine, installed_engines, open_engine
from voice_coach.service.installing import how_it_is, unit_file
from voice_coach.soundcard import SoundCard
from voice_coach.speaking.engines import available_voices, choose_voice
from voice_coach.speaking.levels import listening_earcon
from voice_coach.status import is_running, read_status
from voice_coach.watchdog import LIMITS

State: TypeAlias = Literal["fine", "note", "wrong"]

MARKS: dict[State, str] = {"fine": "fine ", "note": "note ", "wrong": "WRONG"}

DISK_NEEDED_MB = 50
"""Room that the journal and the cache of rendered lines may need."""

CLOCK_NEVER_SET = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this was never set: a Raspberry Pi has no battery for it."""

QUIET_DB, LOUD_DB = -75.0, -20.0
"""A room below or above these levels (dBFS) points to a dead or a misplaced microphone."""

LISTEN_SECONDS = 1.5
"""How long the microphone is listened to."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, in a sentence, and what to do about it."""

    what: str
    state: State
    detail: str
    hint: str = ""


Findings: TypeAlias = Iterator[Finding]
Examination: TypeAlias = Callable[[House], Findings]


def report(*, as_json: bool) -> int:
    """Examine everything, print the findings, and return the exit code (1: something wrong)."""
    findings = list(_findings())
    wrong = [finding for finding in findings if finding.state == "wrong"]
    if as_json:
        document = {"fine": not wrong, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.state]}  {finding.what}: {finding.detail}")
            if finding.hint:
                click.echo(f"       {finding.hint}")
        click.echo(_verdict(len(wrong)))
    return 1 if wrong else 0


def _verdict(wrong: int) -> str:
    match wrong:
        case 0:
            return "Everything works."
        case 1:
            return "One thing needs you."
        case _:
            return f"{wrong} things need you."


def _findings() -> Findings:
    try:
        house = open_house()
    except VoiceCoachError as error:
        yield Finding("settings and content", "wrong", error.message, error.hint)
        return
    file = house.places.settings_file
    origin = f"read from {file}" if file.exists() else f"the defaults, as there is no {file}"
    yield Finding("settings", "fine", origin)
    for name, examine in EXAMINATIONS.items():
        try:
            yield from examine(house)
        except VoiceCoachError as error:
            yield Finding(name, "wrong", error.message, error.hint)
        except OSError as error:
            detail = f"cannot be looked at: {error.strerror}"
            yield Finding(name, "wrong", detail, "Check whose the files are, and the disk.")


def _content(house: House) -> Findings:
    lines, rituals = len(house.content.lines), len(house.content.rituals)
    yield Finding("content", "fine", f"{lines} lines, {rituals} rituals, nothing wrong in them")


def _recogniser(house: House) -> Findings:
    settings = house.settings
    engine = choose_engine(settings.asr, settings.language, model_folders(house))
    open_engine(engine)
    there = ", ".join(installed_engines())
    model = f" with the model {engine.model.name}" if engine.model else " with its bundled model"
    yield Finding("recogniser", "fine", f"{engine.name}{model} loads (installed: {there})")


def _wake(house: House) -> Findings:
    if house.settings.wake != "phrase":
        MicroWakeWord(house.settings.wake)
    yield Finding("wake", "fine", f'"{wake_phrase(house)}" is what `listen` waits for')


def _voice(house: House) -> Findings:
    settings = house.settings
    name = choose_voice(settings.tts, settings.language)
    with closing(app.fresh_voice(house)) as voice:
        begun = time.perf_counter()
        speech = voice.render("Good evening.")
        took = time.perf_counter() - begun
        troubles = voice.troubles
    for trouble in troubles:
        yield Finding("voice", "note", trouble)
    there = ", ".join(available_voices())
    yield Finding(
        "voice",
        "fine",
        f"{name} spoke {speech.seconds:.1f} s of sound after {took:.1f} s (installed: {there})",
    )


def _devices(house: House) -> Findings:
    del house
    for direction in ("input", "output"):
        names = ", ".join(sorted({device.name for device in devices(direction)}))
        if names:
            yield Finding(f"{direction} devices", "fine", names)
        else:
            hint = "Plug one in; `voice-coach checkin --text` works without."
            yield Finding(f"{direction} devices", "wrong", "none", hint)


def _sound(house: House) -> Findings:
    settings = house.settings
    with closing(SoundCard(settings.input_device, settings.output_device)) as card:
        levels = [level_db(card.read()) for _ in range(round(LISTEN_SECONDS / FRAME_SECONDS))]
        yield _microphone(levels, card.overflows)
        latency = card.play(listening_earcon()) - card.seconds
        while card.is_playing():
            card.read()
        yield Finding("loudspeaker", "fine", f"played a tone after {latency * 1000:.0f} ms")


def _microphone(levels: list[float], overflows: int) -> Finding:
    level = sorted(levels)[len(levels) // 2]
    detail = f"the room is at {level:.0f} dBFS, {overflows} blocks were lost"
    if level < QUIET_DB:
        return Finding(
            "microphone",
            "note",
            f"{detail}: it hears next to nothing",
            "Check that it is not muted, and turn its level up.",
        )
    if level > LOUD_DB:
        return Finding(
            "microphone",
            "note",
            f"{detail}: it hears too much",
            "Turn its level down, or move it away from what is loud.",
        )
    return Finding("microphone", "fine", detail)


def _journal(house: House) -> Findings:
    """Looks only: a check-in may be running, and what is damaged is the next one's to mend."""
    folder = house.places.journal
    with reading(folder / FILE_NAME) as connection:
        if connection is not None:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise damaged(folder / FILE_NAME)
    there = _nearest(folder)
    if there == folder:
        check_usable(folder)
    elif not there.is_dir() or not is_writable(there):
        hint = f"Check what {there} is and whose; VOICE_COACH_HOME can name another folder."
        yield Finding("journal", "wrong", f"the folder {folder} cannot be made", hint)
        return
    yield Finding("journal", "fine", f"kept in {folder}")


def _nearest(folder: Path) -> Path:
    """The folder, or what there is of the way to it."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _country(house: House) -> Findings:
    country = house.settings.country
    if country is None or country not in house.content.helplines:
        known = ", ".join(sorted(house.content.helplines))
        yield Finding(
            "help lines",
            "note",
            "no country is set, so there are no numbers to say"
            if country is None
            else f"none are known for {country}",
            f'Put country = "…" into {house.places.settings_file}; known are {known}.',
        )
    else:
        yield Finding("help lines", "fine", f"those of {country} can be asked for")


def _disk(house: House) -> Findings:
    free = shutil.disk_usage(_nearest(house.places.journal)).free // 1_000_000
    if free < DISK_NEEDED_MB:
        yield Finding(
            "disk", "wrong", f"{free} MB are free", f"Make room for at least {DISK_NEEDED_MB} MB."
        )
    else:
        yield Finding("disk", "fine", f"{free} MB are free")


def _clock(house: House) -> Findings:
    del house
    now = datetime.now().astimezone()
    if now < CLOCK_NEVER_SET:
        yield Finding(
            "clock", "wrong", f"it says {now:%Y-%m-%d}", "Set it: sudo timedatectl set-ntp true"
        )
    else:
        yield Finding("clock", "fine", f"it is {now:%Y-%m-%d %H:%M %Z}")


def _panel(house: House) -> Findings:
    button, light = house.settings.button_pin, house.settings.light_pin
    there = {"button": button, "light": light}
    named = " and ".join(f"a {what} on GPIO{pin}" for what, pin in there.items() if pin is not None)
    if not named:
        return
    status = read_status(house.places.run)
    if status is not None and is_running(status):
        yield Finding("button and light", "fine", f"{named}, in use by the running coach")
        return
    open_panel(button, light, house.places.run).close()
    yield Finding("button and light", "fine", named)


def _service(house: House) -> Findings:
    del house
    if unit_file().exists():
        found = how_it_is()
        yield Finding("service", "fine" if found.well else "wrong", found.text, found.hint)


def _watchdog(house: House) -> Findings:
    """Every stage that is watched while `listen` runs, and how often it had to be brought back."""
    status = read_status(house.places.run)
    told = status.stages if status is not None and is_running(status) else ()
    recovered = {stage.name: stage.recoveries for stage in told}
    for name, limit in LIMITS.items():
        count = recovered.get(name, 0)
        so_far = f"; brought back {count} times so far" if count else ""
        detail = f"may stand still for {limit.seconds:g} s, then {limit.recovery}{so_far}"
        yield Finding(f"watchdog, {name}", "note" if count else "fine", detail)


EXAMINATIONS: dict[str, Examination] = {
    "content": _content,
    "recogniser": _recogniser,
    "wake": _wake,
    "voice": _voice,
    "devices": _devices,
    "sound": _sound,
    "journal": _journal,
    "help lines": _country,
    "disk": _disk,
    "clock": _clock,
    "button and light": _panel,
    "service": _service,
    "watchdog": _watchdog,
}
