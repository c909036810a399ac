"""What the unit starts, started by hand: it gets ready, beats, and ends as the unit expects."""

import os
import re
import shlex
import signal
import socket
import subprocess

import pytest

from voice_coach.service.installing import COMMAND
from voice_coach.service.unit import unit_text

LIMITS = ("prlimit", "--core=0:0", "--data={memory}", "--")
"""What can be limited without control groups: memory dumps, and memory of its own."""


def entry(unit, key):
    """The value of a unit's entry."""
    return re.search(rf"^{key}=(.*)$", unit, re.MULTILINE)[1]


@pytest.fixture
def unit(home):
    """The unit as it would be installed for this home."""
    return unit_text(COMMAND, [home], {"VOICE_COACH_HOME": str(home)})


@pytest.fixture
def manager(tmp_path):
    """The socket at which the program's service manager listens."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "notify"))
    listener.settimeout(60)
    yield listener
    listener.close()


@pytest.fixture
def started(unit, manager, card):
    """The exact ExecStart with the unit's environment, rights and limits."""
    megabytes = int(entry(unit, "MemoryMax").removesuffix("M"))
    limits = [part.format(memory=megabytes * 2**20) for part in LIMITS]
    environment = dict(pair.split("=", 1) for pair in shlex.split(entry(unit, "Environment")))
    watchdog = int(entry(unit, "WatchdogSec")) * 1_000_000
    process = subprocess.Popen(
        ["setpriv", "--no-new-privs", *limits, *shlex.split(entry(unit, "ExecStart")[1:])],
        env={
            **card.environment,
            **environment,
            "NOTIFY_SOCKET": manager.getsockname(),
            "WATCHDOG_USEC": str(watchdog),
        },
        umask=int(entry(unit, "UMask"), 8),
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.soundcard
def test_it_gets_ready_beats_and_ends_when_told_to(unit, started, manager, home):
    told = [manager.recv(100).decode() for _ in range(2)]
    assert sorted(told) == ["READY=1", "WATCHDOG=1"]
    os.kill(started.pid, signal.SIGTERM)
    _, complaints = started.communicate(timeout=int(entry(unit, "TimeoutStopSec")))
    assert str(started.returncode) == entry(unit, "SuccessExitStatus")
    assert complaints == "Goodnight. What you have answered so far is kept.\n"
    assert manager.recv(100) == b"STOPPING=1"
    assert (home / "journal").stat().st_mode & 0o077 == 0
