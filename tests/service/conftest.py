"""A real systemd for the tests of the service, where this machine lets one be started."""

import sys

import pytest
from support.user_manager import ROOT, UserManager, can_start

UNDER_SYSTEMD = ["test_service_under_systemd.py", "test_service_in_the_kitchen.py"]

collect_ignore = [] if can_start() else UNDER_SYSTEMD

PROBE = ROOT / "tests" / "support" / "service_probe.py"


@pytest.fixture(scope="session")
def running_manager():
    """One systemd for all these tests."""
    manager = UserManager()
    manager.start()
    yield manager
    manager.stop()


@pytest.fixture
def manager(running_manager, monkeypatch):
    """A systemd in which no service is installed."""
    monkeypatch.delenv("VOICE_COACH_HOME")
    running_manager.forget()
    yield running_manager
    running_manager.run(sys.executable, "-m", "voice_coach", "service", "uninstall")


@pytest.fixture
def service(manager):
    """Calls `voice-coach service` as the user of that systemd does."""

    def call(*arguments):
        return manager.run(sys.executable, "-m", "voice_coach", "service", *arguments)

    return call


@pytest.fixture
def found(manager):
    """What the probe found out, once it has been started in place of `voice-coach listen`.

    The unit is the real one, but for the program it runs and a watchdog of one second.
    """
    out = manager.home / ".local/share/voice-coach/journal/found.json"
    command = f"{sys.executable} {PROBE} {out} {manager.home}"
    manager.alter("ExecStart=", f"ExecStart={command}", "WatchdogSec=1", "RestartSec=0")
    return out
