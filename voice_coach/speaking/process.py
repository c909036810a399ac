"""The parent's side of the helper process: start it, ask it with a deadline, kill it.

A stopped process looks alive and ignores everything but SIGKILL, and a pipe to it blocks
for ever; so nothing here waits without a deadline, and an overrun ends in SIGKILL.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

WORKER = Path(__file__).with_name("worker.py")

CHUNK = 1 << 16
"""Bytes moved at once: what a pipe holds."""

LONGEST_HEADER = 4_096
"""Bytes; a reply whose first line is longer is no reply."""


LEAN = {"MALLOC_TRIM_THRESHOLD_": "1048576", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""Lets glibc give memory back once a line is rendered instead of keeping it."""


class HelperLost(Exception):
    """The helper process died, hung, or said something that is no reply; it has been killed."""


@dataclass(slots=True)
class Helper:
    """A running helper process. One thread at a time may use it.

    Construction starts the process and does not wait for it, so that it loads its engine
    while others load theirs. Raises HelperLost when it cannot be started.
    """

    engine: str
    language: str
    _process: subprocess.Popen[bytes] = field(init=False)
    _unread: bytearray = field(default_factory=bytearray, init=False)

    def __post_init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-P", str(WORKER), self.engine, self.language],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # engines chatter there, possibly with the text
                start_new_session=True,  # Ctrl-C is for the parent, which says goodnight yet
                bufsize=0,
                env={**os.environ, **LEAN},
            )
        except OSError as error:  # no memory, too many processes
            raise HelperLost("not started") from error
        for pipe in (self._stdin, self._stdout):
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send one request and return the reply's header and sound.

        Raises HelperLost when that takes more than `seconds`; the process is dead then.
        """
        deadline = time.monotonic() + seconds
        return self._guarded(lambda: self._send(request, deadline), deadline)

    def hello(self, seconds: float) -> dict[str, Any]:
        """The first line the process says; to be called once, before anything is asked.

        Raises HelperLost when it does not come within `seconds`.
        """
        return self._guarded(lambda: None, time.monotonic() + seconds)[0]

    def kill(self) -> None:
        """End the process, whatever state it is in, and let its pipes go."""
        self._process.kill()
        self._process.wait()
        self._stdin.close()
        self._stdout.close()

    def _guarded(self, send: Callable[[], None], deadline: float) -> tuple[dict[str, Any], bytes]:
        try:
            send()
            header = self._header(deadline)
            return header, self._exactly(int(header.get("bytes", 0)), deadline)
        except (OSError, ValueError, TypeError, HelperLost) as error:
            self.kill()
            raise HelperLost(type(error).__name__) from error

    def _send(self, request: dict[str, Any], deadline: float) -> None:
        waiting = memoryview(json.dumps(request).encode() + b"\n")
        while waiting:
            _, ready, _ = select.select([], [self._stdin], [], _left(deadline))
            if not ready:
                raise HelperLost("hung")
            waiting = waiting[os.write(self._stdin.fileno(), waiting[:CHUNK]) :]

    def _header(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._unread:
            if len(self._unread) > LONGEST_HEADER:
                raise HelperLost("garbage")
            self._receive(deadline)
        line, _, rest = self._unread.partition(b"\n")
        self._unread = rest
        header = json.loads(line)
        if not isinstance(header, dict):
            raise HelperLost("garbage")
        return header

    def _exactly(self, count: int, deadline: float) -> bytes:
        while len(self._unread) < count:
            self._receive(deadline)
        sound = bytes(self._unread[:count])
        del self._unread[:count]
        return sound

    def _receive(self, deadline: float) -> None:
        ready, _, _ = select.select([self._stdout], [], [], _left(deadline))
        if not ready:
            raise HelperLost("hung")
        received = os.read(self._stdout.fileno(), CHUNK)
        if not received:
            raise HelperLost("died")
        self._unread += received

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        return self._process.stdout


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
