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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from voice_coach.errors import VoiceCoachError

CHUNK = 1 << 16
"""Bytes moved at once: what a pipe holds."""

LONGEST_HEADER = 4_096
"""Bytes; a reply whose first line is longer is no reply."""


STALLED_AFTER = 1.5
"""Seconds without any processor time after which a helper that was asked something is frozen."""

LOOKS_EVERY = 0.25
"""How often a helper that is being waited for is looked at, in seconds."""

LEAN = {"MALLOC_TRIM_THRESHOLD_": "1048576", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""Lets glibc give memory back once a line is rendered instead of keeping it."""


class HelperLost(Exception):
    """The helper process died, hung, or said something that is no reply; it has been killed."""


class Stall:
    """Whether a process that has work has done nothing at all for STALLED_AFTER.

    One that waits for a disk is not stalled. Where the system does not tell (there is no
    /proc), nothing ever is, and the deadline alone counts.
    """

    def __init__(self, pid: int) -> None:
        self._file = Path(f"/proc/{pid}/stat")
        self._spent = self._spent_now()
        self._since = time.monotonic()

    def is_over(self) -> bool:
        """Whether that has been so for long enough."""
        spent = self._spent_now()
        if spent is None or spent != self._spent:
            self._spent, self._since = spent, time.monotonic()
        return time.monotonic() - self._since > STALLED_AFTER

    def _spent_now(self) -> tuple[str, ...] | None:
        """Processor time so far, in ticks; None where it waits for a disk, or cannot be told."""
        try:
            state, *fields = self._file.read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if state == "D" else (fields[10], fields[11])


@dataclass(slots=True)
class Helper:
    """A running helper process: Python with these arguments. One thread at a time may use it.

    Construction starts the process and does not wait for it, so that it loads its engine
    while others load theirs. Raises HelperLost when it cannot be started.
    """

    arguments: Sequence[str]
    _process: subprocess.Popen[bytes] = field(init=False)
    _unread: bytearray = field(default_factory=bytearray, init=False)
    _stall: Stall | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-P", *self.arguments],
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

    def ask(
        self, request: dict[str, Any], seconds: float, payload: bytes = b""
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request, `payload` behind it, and return the reply's header and sound.

        Raises HelperLost when that takes more than `seconds`, or when the process does
        nothing at all meanwhile; it is dead then.
        """
        deadline = time.monotonic() + seconds
        return self._guarded(lambda: self._send(request, payload, deadline), deadline)

    def tell(self, request: dict[str, Any], seconds: float, payload: bytes = b"") -> None:
        """Send something that has no reply; raises HelperLost as `ask` does."""
        deadline = time.monotonic() + seconds
        try:
            self._send(request, payload, deadline)
        except (OSError, HelperLost) as error:
            self.kill()
            raise HelperLost(type(error).__name__) from error

    def hello(self, seconds: float) -> dict[str, Any]:
        """The first line the process says; to be called once, before anything is asked.

        Raises HelperLost when it does not come within `seconds`.
        """
        return self._guarded(lambda: None, time.monotonic() + seconds, may_idle=True)[0]

    def kill(self) -> None:
        """End the process, whatever state it is in, and let its pipes go."""
        self._process.kill()
        self._process.wait()
        self._stdin.close()
        self._stdout.close()

    def _guarded(
        self, send: Callable[[], None], deadline: float, *, may_idle: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        self._stall = None if may_idle else Stall(self.pid)
        try:
            send()
            header = self._header(deadline)
            return header, self._exactly(int(header.get("bytes", 0)), deadline)
        except (OSError, ValueError, TypeError, HelperLost) as error:
            self.kill()
            raise HelperLost(type(error).__name__) from error

    def _send(self, request: dict[str, Any], payload: bytes, deadline: float) -> None:
        waiting = memoryview(json.dumps(request).encode() + b"\n" + payload)
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
        while not select.select([self._stdout], [], [], min(LOOKS_EVERY, _left(deadline)))[0]:
            if not _left(deadline) or (self._stall is not None and self._stall.is_over()):
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


@dataclass(slots=True)
class EngineProcess:
    """A helper process with an engine in it: started when it is needed, and again after `close`.

    The engine may take `load_seconds` to load. `refusal` makes an error of the first line of a
    process that says what is missing. One thread at a time may use it.
    """

    arguments: Sequence[str]
    load_seconds: float
    refusal: Callable[[dict[str, Any]], VoiceCoachError]
    _helper: Helper | None = field(default=None, init=False)
    _loaded: bool = field(default=False, init=False)

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        return None if self._helper is None else self._helper.pid

    def start(self) -> Helper:
        """The process, which may still be loading its engine; raises HelperLost."""
        if self._helper is None:
            self._helper = Helper(self.arguments)
        return self._helper

    def loaded(self) -> Helper:
        """The process with its engine loaded; raises HelperLost, or the refusal."""
        helper = self.start()
        if not self._loaded:
            hello = helper.hello(self.load_seconds)
            if "missing" in hello:
                self.close()
                raise self.refusal(hello)
            self._loaded = True
        return helper

    def close(self) -> None:
        """End the process, whatever state it is in."""
        if self._helper is not None:
            self._helper.kill()
        self._helper = None
        self._loaded = False


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
