"""`voice-coach listen` with a clock that can be set and a button that can be pressed.

What is said and what the light shows goes to stdout, one JSON object a line.

Commands come in on stdin: `clock 2026-01-05T20:30:00+00:00`, `press short`, `press long`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue

LISTENS_AS = "voice_coach.recognition.worker"
SPEAKS_AS = "speaking/worker.py"


def tell(**values) -> None:
    print(json.dumps(values), flush=True)


class Button:
    """A Panel with a button that is pressed on stdin."""

    has_button = True

    def __init__(self) -> None:
        self.presses = deque()
        self.light = ""

    def pressed(self):
        return self.presses.popleft() if self.presses else None

    def show(self, light) -> None:
        if light != self.light:
            self.light = light
            tell(light=light)

    def close(self) -> None:
        tell(light="dark")


STARTS_AT = "2026-03-02T12:00:00+00:00"
"""At noon: no test that leaves the clock alone may meet the hour of the check-in."""


class SetClock:
    """The time since it was last set."""

    def __init__(self) -> None:
        self.set(STARTS_AT)

    def now(self):
        return datetime.now(UTC) + self.ahead

    def set(self, text: str) -> None:
        self.ahead = datetime.fromisoformat(text) - datetime.now(UTC)


def main() -> None:
    from voice_coach.handsfree import Clock
    from voice_coach.house import open_house
    from voice_coach.listen import Around, listen
    from voice_coach.panel import NoPanel

    button, clock = Button(), SetClock()

    def commands() -> None:
        for line in sys.stdin:
            what, _, rest = line.strip().partition(" ")
            if what == "clock":
                clock.set(rest)
            else:
                button.presses.append(rest)

    threading.Thread(target=commands, daemon=True).start()
    around = Around(
        panel=NoPanel() if "--no-button" in sys.argv else button,
        clock=Clock(clock.now, lambda: True, time.sleep),
        onlooker=lambda turn: tell(who=turn.who, id=turn.id, said=turn.said, heard=turn.heard),
    )
    try:
        listen(open_house(), around)
    except KeyboardInterrupt:
        tell(ended=True)


class Listening:
    """The program at work, seen from a test."""

    def __init__(self, process: subprocess.Popen, home: Path) -> None:
        self.process = process
        self.home = home
        self.told: list[dict] = []
        self._fresh: Queue = Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._fresh.put({"at": time.monotonic(), **json.loads(line)})

    def do(self, command: str) -> None:
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def wait_for(self, seconds: float, **values) -> dict:
        """The next thing told with these values."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                told = self._fresh.get(timeout=max(0.01, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"{values} was not told; told was {self.told}") from None
            self.told.append(told)
            if all(told.get(key) == value for key, value in values.items()):
                return told

    def so_far(self) -> list[dict]:
        """Everything told until now."""
        while not self._fresh.empty():
            self.told.append(self._fresh.get())
        return self.told

    def status(self) -> dict:
        return json.loads((self.home / "run" / "listen.json").read_text())

    def wait_until(self, doing: str, seconds: float = 20.0) -> dict:
        """The status once it says that the program is doing this."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (self.home / "run" / "listen.json").exists():
                status = self.status()
                if status["doing"] == doing and status["pid"] == self.process.pid:
                    return status
            assert self.process.poll() is None, "the program has ended"
            time.sleep(0.05)
        raise AssertionError(f"it is not {doing} but {self.status()}")

    def helper(self, name: str) -> int:
        """The id of a helper process: of the recogniser or of the voice."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", name],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(found.stdout.split()[0])


@contextmanager
def listening(card, home, *arguments, **settings):
    """The program on a virtual card, waiting to be called."""
    environment = {f"VOICE_COACH_{key.upper()}": str(value) for key, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-u", __file__, *arguments],
        env={
            **card.environment,
            "VOICE_COACH_HOME": str(home),
            "VOICE_COACH_TTS": "pyttsx3",
            "VOICE_COACH_TIME_ZONE": "UTC",
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    program = Listening(process, home)
    try:
        with card.room_tone():
            program.wait_until("waiting")
            yield program
    finally:
        process.terminate()
        try:
            process.wait(15)
        finally:
            process.kill()
            process.wait()
            program.reader.join()
            process.stdin.close()
            process.stdout.close()


if __name__ == "__main__":
    import signal

    def interrupt(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    main()
    os._exit(0)
