"""A real `systemd --user` for tests, apart from every other process of the machine.

It runs as a user without any rights, as on a device: systemd does not protect the same things
for root as for a user.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = Path(__file__).with_name("own_user_manager.sh")

NEEDED = ("systemctl", "systemd-run", "unshare", "nsenter", "setpriv", "bash", "awk")

NOBODY = 65534

DEVICE_GROUP = 4242
"""A group that the user is in, as `audio` and `gpio` are on a device."""

VISIBLE = tuple(dict.fromkeys((str(ROOT), sys.prefix, sys.base_prefix)))
"""What the service's user has to be able to read, wherever it lies."""

DROP_IN = ".config/systemd/user/voice-coach.service.d/test.conf"


def new_folder() -> Path:
    """A folder that other users can get at, unlike those of pytest."""
    return Path(tempfile.mkdtemp(prefix="voice-coach-manager-"))


@dataclass
class UserManager:
    """A systemd of its own, in which services run, with its files below `folder`."""

    folder: Path = field(default_factory=new_folder)
    process: subprocess.Popen | None = None

    @property
    def home(self) -> Path:
        """The home of the user whose systemd this is."""
        return self.folder / "home"

    @property
    def log(self) -> Path:
        """What the service wrote on stdout and stderr."""
        return self.folder / "log" / "service.log"

    @property
    def state(self) -> Path:
        """Where the service's program tells of itself."""
        return self.folder / "run" / "voice-coach"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a person at this machine."""
        return {
            **os.environ,
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }

    def start(self) -> None:
        """Start it; RuntimeError where this machine does not allow that."""
        for name in ("home", "run", "bin", "log"):
            (self.folder / name).mkdir(mode=0o700)
        tool = self.folder / "bin" / "loginctl"  # tests leave the machine's own logins alone
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(0o755)
        self._give_to_user()
        log = self.folder / "systemd.log"
        arguments = (str(NOBODY), self.folder / "run", self._group, *VISIBLE)
        with log.open("wb") as sink:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "bash", SCRIPT, *arguments],
                env=self.environment | {"DEVICE_GROUP": str(DEVICE_GROUP)},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
            )
        deadline = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.systemctl("is-active", "basic.target").stdout == "active\n":
                return
            time.sleep(0.05)
        told = log.read_text()
        self.stop()
        raise RuntimeError(f"systemd --user did not start: {told}")

    def stop(self) -> None:
        """End it and everything that it started."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        groups = sorted(Path("/sys/fs/cgroup").rglob(self._group))
        for _ in range(100):
            left = [group for group in groups if not _removed(group)]
            if not left:
                shutil.rmtree(self.folder)
                return
            time.sleep(0.05)
        raise RuntimeError(f"control groups are left: {left}")

    def forget(self) -> None:
        """A home as on the first day."""
        for path in (self.home, self.folder / "log"):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(mode=0o700)
        self._give_to_user()
        self.systemctl("daemon-reload")
        self.systemctl("reset-failed")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the person at this machine would; it may fail."""
        enter = ("nsenter", f"--target={self._first()}", "--mount", "--pid", "--cgroup", "--")
        become = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
        return subprocess.run(
            [*enter, *become, *command],
            env=self.environment,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=100,
        )

    def systemctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `systemctl --user` answers, whether it likes it or not."""
        return self.run("systemctl", "--user", *arguments)

    def shows(self, name: str) -> str:
        """A property of the service."""
        return self.systemctl("show", "voice-coach", "--value", "-p", name).stdout.strip()

    def wait_until(self, name: str, wanted: str, seconds: float = 20) -> None:
        """Wait until a property of the service has this value."""
        deadline = time.monotonic() + seconds
        while (found := self.shows(name)) != wanted:
            assert time.monotonic() < deadline, f"{name} is {found}, not {wanted}"
            time.sleep(0.05)

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the service's main process alone."""
        self.systemctl("kill", "--kill-whom=main", f"--signal={number.name}", "voice-coach")

    def alter(self, *lines: str) -> None:
        """Add to the unit what tests need: this checkout and their folders lie below /tmp."""
        file = self.home / DROP_IN
        file.parent.mkdir(parents=True, exist_ok=True)
        visible = [f"BindReadOnlyPaths={folder}" for folder in (*VISIBLE, self.folder)]
        seen = [f"StandardOutput=append:{self.log}", f"StandardError=append:{self.log}"]
        file.write_text("\n".join(["[Service]", *visible, *seen, *lines, ""]))
        self._give_to_user()
        self.systemctl("daemon-reload")

    def plug_in(self) -> Path:
        """A device that only its group may use: a file, as the sound card's is one."""
        device = self.folder / "device"
        device.unlink(missing_ok=True)
        device.touch(mode=0o060)
        os.chown(device, 0, DEVICE_GROUP)
        return device

    def _give_to_user(self) -> None:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.folder], check=True)

    def _first(self) -> int:
        """The first process in its namespaces, as the whole machine counts."""
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children")
        while self.process.poll() is None:
            if found := children.read_text().split():
                return int(found[0])
            time.sleep(0.01)
        return number

    @property
    def _group(self) -> str:
        return f"voice-coach-test-{os.getpid()}"


def _removed(group: Path) -> bool:
    """Whether a control group is gone, or could be removed now that it is empty."""
    try:
        for below in sorted(group.rglob("*/"), reverse=True):
            below.rmdir()
        group.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def can_start() -> bool:
    """Whether this machine lets a `systemd --user` be started apart from everything else.

    By trying: containers differ in what they allow.
    """
    if os.geteuid() != 0 or not all(shutil.which(tool) for tool in NEEDED):
        return False
    manager = UserManager()
    try:
        manager.start()
    except RuntimeError:
        return False
    protected = manager.run("systemd-run", "--user", "--wait", "-p", "PrivateUsers=yes", "true")
    manager.stop()
    return protected.returncode == 0
