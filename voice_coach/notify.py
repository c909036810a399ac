"""What a service tells systemd about itself; without systemd, nothing happens."""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic

from sdnotify import SystemdNotifier


class Notifier:
    """Tells the service's manager that it is ready, alive, about to end. One thread uses it."""

    def __init__(self) -> None:
        self._manager: SystemdNotifier | None = None
        if os.environ.get("NOTIFY_SOCKET"):
            # Unless it is told to raise, it swallows everything, Ctrl-C and SIGTERM as well.
            with suppress(OSError):
                self._manager = SystemdNotifier(debug=True)
        limit = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
        self._every = limit / 4 if limit else float("inf")
        self._next = 0.0

    def ready(self) -> None:
        """Everything is loaded; what waits for this service may start."""
        self._tell("READY=1")

    def alive(self) -> None:
        """A Heartbeat: the work goes on. systemd is told four times within its limit."""
        now = monotonic()
        if now >= self._next:
            self._next = now + self._every
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """It was told to end and does: the last thing that is told."""
        self._tell("STOPPING=1")
        if self._manager is not None:
            self._manager.socket.close()
        self._manager = None

    def _tell(self, what: str) -> None:
        if self._manager is not None:
            with suppress(OSError):  # a manager that is gone
                self._manager.notify(what)
