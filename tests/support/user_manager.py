"""A real `systemd --user` for tests, apart from every other process of the machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = Path(__file__).with_name("own_user_manager.sh")

DROP_IN = ".config/systemd/user/voice-coach.service.d/test.conf"


@dataclass
class UserManager:
    """A systemd of its own below `folder`, in which services run."""

    folder: Path
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
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        tool = self.folder / "bin" / "loginctl"  # tests leave the machine's own logins alone
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(0o755)
        deadline = time.monotonic() + 10
        with (self.folder / "log" / "systemd.log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    "setpriv",
                    "--pdeathsig",
                    "KILL",
                    "bash",
                    SCRIPT,
                    self._group,
                    self.folder / "run",
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.systemctl("is-active", "basic.target").stdout == "active\n":
                return
            time.sleep(0.05)
        told = (self.folder / "log" / "systemd.log").read_text()
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
                return
            time.sleep(0.05)
        raise RuntimeError(f"control groups are left: {left}")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the person at this machine would; it may fail."""
        enter = ("nsenter", f"--target={self._first()}", "--mount", "--pid", "--cgroup", "--")
        return subprocess.run(
            [*enter, *command], env=self.environment, capture_output=True, text=True, timeout=60
        )

    def systemctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `systemctl --user` answers, whether it likes it or not."""
        return self.run("systemctl", "--user", *arguments)

    def _first(self) -> int:
        """The first process in its namespaces, as the whole machine counts."""
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children")
        while self.process.poll() is None:
            if found := children.read_text().split():
                return int(found[0])
            time.sleep(0.01)
        return number

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
        visible = [f"BindReadOnlyPaths={ROOT}", f"BindReadOnlyPaths={self.folder}"]
        seen = [f"StandardOutput=append:{self.log}", f"StandardError=append:{self.log}"]
        file.write_text("\n".join(["[Service]", *visible, *seen, *lines, ""]))
        self.systemctl("daemon-reload")

    def forget(self) -> None:
        """A home as on the first day."""
        for path in (self.home, self.folder / "log"):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(mode=0o700)
        self.systemctl("daemon-reload")
        self.systemctl("reset-failed")

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
    needed = ("systemctl", "unshare", "nsenter", "setpriv", "bash", "awk")
    if os.geteuid() != 0 or not all(shutil.which(tool) for tool in needed):
        return False
    with tempfile.TemporaryDirectory() as folder:
        manager = UserManager(Path(folder))
        try:
            manager.start()
        except RuntimeError:
            return False
        manager.stop()
    return True
