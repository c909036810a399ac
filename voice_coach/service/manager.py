"""What the user's own systemd is asked for, through `systemctl --user`."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from voice_coach.errors import ServiceUnavailable

LINGERING = Path("/var/lib/systemd/linger")
"""Where systemd has a file for each user whose services run without login."""

LONGEST = 120
"""Seconds that systemctl may take: the service may be loading its recogniser."""


def units_folder() -> Path:
    """Where a user's own units belong."""
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuration) / "systemd" / "user"


def systemctl(*arguments: str) -> str:
    """What `systemctl --user` answers.

    Raises ServiceUnavailable when there is no systemd for this user, or it refuses.
    """
    done = _run("systemctl", "--user", *arguments)
    if done.returncode != 0:
        raise _unavailable(done.stderr)
    return done.stdout


def properties(unit: str) -> Mapping[str, str]:
    """What systemd knows of a unit, by the names of its properties."""
    lines = systemctl("show", unit).splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def ask_to_run_without_login() -> None:
    """Ask that this user's services run from boot on, nobody logged in; it may be refused."""
    if shutil.which("loginctl") is not None:
        _run("loginctl", "enable-linger")


def runs_without_login() -> bool:
    """Whether this user's services run from boot on, with nobody logged in."""
    return (LINGERING / user()).exists()


def user() -> str:
    """The name of the user whose services these are."""
    return pwd.getpwuid(os.getuid()).pw_name


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0]) is None:
        raise ServiceUnavailable(
            "There is no systemd here to run a service.",
            "`voice-coach listen` does the same in a terminal.",
        )
    try:
        return subprocess.run(  # noqa: S603 - a fixed program with our own arguments
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise ServiceUnavailable(
            "systemd does not answer.", "Try again, or restart this machine."
        ) from error


def _environment() -> dict[str, str]:
    """This environment, with the way to the user's systemd that `su` and `ssh` may lose."""
    environment = dict(os.environ)
    runtime = Path(f"/run/user/{os.getuid()}")
    if "XDG_RUNTIME_DIR" not in environment and runtime.is_dir():
        environment["XDG_RUNTIME_DIR"] = str(runtime)
    return environment


def _unavailable(complaint: str) -> ServiceUnavailable:
    lines = complaint.strip().splitlines()
    if "bus" in complaint or "booted with systemd" in complaint:
        return ServiceUnavailable(
            "The systemd of this user cannot be reached.",
            "Log in as the user whose service it is, not through sudo; "
            "then `systemctl --user status` should answer.",
        )
    first = lines[0].rstrip(".") if lines else "it gave no reason"
    return ServiceUnavailable(
        f"systemd refused: {first}.", "`voice-coach service status` may say why."
    )
