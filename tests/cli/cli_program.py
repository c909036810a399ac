"""The program as tests start it: in this process, or as a process of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import voice_coach

PROGRAM = (sys.executable, "-m", "voice_coach")

SAMPLE = Path(voice_coach.__file__).parent / "rehearsal" / "scripts" / "sample.json"

ADMISSION = "I was on my phone"


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    def told(self, code, *words):
        """It ended in one plain sentence and a hint, with this exit code."""
        assert self.code == code, self
        assert len(self.err.strip().splitlines()) == 2, self.err
        assert "Traceback" not in self.err
        assert "Something unexpected" not in self.err
        for word in words:
            assert word in self.err
        return True


def program(*arguments, typed="", **environment):
    """Runs the program as a process of its own, with no sound card."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        input=typed.encode(errors="surrogateescape"),
        capture_output=True,
        timeout=60,
        env=os.environ | NO_SOUND | environment,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


NO_SOUND = {"ALSA_CONFIG_PATH": "/dev/null"}
"""An environment in which no sound device is found, whatever the machine has."""


class Running:
    """The program as a process of its own that is spoken to bit by bit."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [*PROGRAM, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | NO_SOUND,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def hear(self):
        """The next line that the program writes."""
        return self.process.stdout.readline().decode()

    def say(self, line):
        """Types a line."""
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def end(self, number=signal.SIGINT):
        """Sends a signal to the program and all its helpers, as a terminal does."""
        os.killpg(self.process.pid, number)
        out, err = self.process.communicate(timeout=30)
        return Ended(self.process.returncode, out.decode(), err.decode())
