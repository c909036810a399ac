"""Installing the hands-free service, removing it, and asking how it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from voice_coach import clock
from voice_coach.errors import StorageError
from voice_coach.evenings import kept_evenings
from voice_coach.schedule import next_due, schedule_of
from voice_coach.service.manager import (
    properties,
    runs_without_login,
    systemctl,
    units_folder,
    user,
)
from voice_coach.service.report import Report, report
from voice_coach.service.unit import UNIT, unit_text
from voice_coach.settings import load_settings, places
from voice_coach.status import is_running, read_status

COMMAND = (sys.executable, "-m", "voice_coach", "listen")
"""What the service runs: this program, in this environment."""

HOME = "VOICE_COACH_HOME"
"""The environment variable that the service takes over from whoever installs it."""


def unit_file() -> Path:
    """Where the unit is, or will be."""
    return units_folder() / UNIT


def write_unit() -> None:
    """Write the unit, and make the folders that it may write to.

    Settings that cannot be used are told first. Raises SettingsError, StorageError, and
    ServiceUnavailable before anything is written.
    """
    where = places()
    load_settings(where.settings_file)
    systemctl("show", "--property=Version")
    # The service starts in another folder than this one.
    writable = tuple(folder.absolute() for folder in (where.journal, where.cache, where.run))
    home = os.environ.get(HOME)
    environment = {HOME: str(Path(home).absolute())} if home else {}
    with _refusals_told():
        for folder in writable:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unit_file().parent.mkdir(parents=True, exist_ok=True)
        unit_file().write_text(unit_text(COMMAND, writable, environment), encoding="utf-8")


def start() -> None:
    """Start the service with the unit as it is now, and again whenever the user's systemd starts.

    Returns once the service is ready; raises ServiceUnavailable when it does not get ready.
    """
    systemctl("daemon-reload")
    systemctl("enable", UNIT)
    systemctl("restart", UNIT)


def uninstall() -> bool:
    """Stop the service and remove its unit; False where there was none.

    The journal and the settings stay. Raises StorageError, ServiceUnavailable.
    """
    if not unit_file().exists():
        return False
    systemctl("disable", "--now", UNIT)
    with _refusals_told():
        unit_file().unlink(missing_ok=True)
    systemctl("daemon-reload")
    return True


def how_it_is() -> Report:
    """How the service is, and when the next check-in begins by itself.

    Raises ServiceUnavailable, and SettingsError for settings that cannot be used.
    """
    where = places()
    schedule = schedule_of(load_settings(where.settings_file), clock.local_zone())
    now = clock.now().astimezone(schedule.zone)
    status = read_status(where.run)
    listening = status if status is not None and is_running(status, now) else None
    due = (
        next_due(schedule, kept_evenings(where.journal), now)
        if listening is None
        else listening.next_checkin
    )
    found = report(properties(UNIT), listening, due, now)
    if found.well and not runs_without_login():
        return replace(
            found,
            hint="It starts when you log in. To let it start with the machine: "
            f"sudo loginctl enable-linger {user()}",
        )
    return found


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{error.filename} cannot be written: {error.strerror}.",
            "Check whose the folder is, and that there is room.",
        ) from error
