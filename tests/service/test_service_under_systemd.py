"""The service under a real `systemd --user`: hardened, watched, started again, removed."""

import json
import signal
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_it_may_use_its_journal_its_devices_and_the_sound_server_and_nothing_else(
    manager, service, found
):
    manager.plug_in()
    with tempfile.NamedTemporaryFile() as others:
        assert service("install").returncode == 0
        tried = json.loads(found.read_text())
        assert Path(others.name).name not in tried["others' temporary files"]
    no_network = "Address family not supported by protocol"
    assert tried["internet"] == tried["internet, newer"] == no_network
    assert tried["kernel's network"] == no_network
    assert tried["system files"] == tried["own home"] == "Read-only file system"
    assert tried["namespaces"] == "Operation not permitted"
    assert tried["journal"] == tried["sound server"] == tried["temporary"] == "done"
    assert tried["device of its group"] == "done"
    assert tried["no new privileges"] == "1"
    assert tried["filtered"] == "2", "system calls are filtered"
    assert tried["core"] == 0, "no memory dump"
    assert tried["umask"] == "0077"


def test_memory_and_tasks_are_limited(manager, service, found):
    service("install")
    assert int(manager.shows("MemoryMax")) == 800 * 2**20
    assert int(manager.shows("TasksMax")) == 64
    assert 0 < int(manager.shows("MemoryCurrent")) < 100 * 2**20


def test_installing_starts_it_now_and_with_the_machine(manager, service, found):
    done = service("install")
    assert done.stderr == ""
    assert "voice-coach.service" in done.stdout
    assert "Voice Coach waits to be called. The next check-in is " in done.stdout
    assert "sudo loginctl enable-linger nobody" in done.stdout
    assert service("status").returncode == 0
    assert (manager.shows("ActiveState"), manager.shows("UnitFileState")) == ("active", "enabled")


def test_installing_again_takes_over_what_changed(manager, service, found):
    service("install")
    before = manager.shows("MainPID")
    assert service("install").returncode == 0
    assert manager.shows("MainPID") != before


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
def test_it_is_started_again_within_five_seconds(manager, service, found, number):
    service("install")
    found.unlink()
    begun = time.monotonic()
    manager.kill(number)
    manager.wait_until("NRestarts", "1")
    manager.wait_until("ActiveState", "active")
    assert found.exists()
    assert time.monotonic() - begun < 5


def test_being_stopped_is_no_failure_and_brings_nothing_back(manager, service, found):
    service("install")
    manager.systemctl("stop", "voice-coach")
    assert (manager.shows("ActiveState"), manager.shows("Result")) == ("inactive", "success")
    told = service("status")
    assert told.returncode == 1
    assert "installed and not running" in told.stdout


def test_settings_that_are_wrong_wait_for_a_person(manager, service):
    manager.alter()
    file = manager.home / ".config/voice-coach/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('pace = "brisk"\n')
    done = service("install")
    assert done.returncode == 2
    assert "pace" in done.stderr
    assert manager.shows("LoadState") == "not-found"
    file.unlink()


def test_removing_it_leaves_nothing_but_the_journal(manager, service, found):
    service("install")
    assert service("uninstall").stdout == "The service is removed.\n"
    left = [path.name for path in (manager.home / ".config/systemd/user").rglob("*.service")]
    assert left == []
    assert manager.shows("LoadState") == "not-found"
    assert found.exists()
    assert service("uninstall").stdout == "There was no service to remove.\n"
    told = service("status")
    assert (told.returncode, told.stderr) == (1, "")
    assert "service install" in told.stdout
