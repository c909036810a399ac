#!/usr/bin/env python
"""Watches every system call that opens a socket, over evenings on a virtual sound card.

    .venv/bin/python scripts/soak_sockets.py [--tts pyttsx3]

One whole evening of `checkin`, and one of `listen` that is called by its phrase; a made-up partner
answers both. Prints which kinds of sockets were opened, by whom, and whether a rare word of the
answers stands in any file that was written; returns 1 when one was for a network, or did.
Needs strace and pulseaudio.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.answers import ANSWERS, render_answers
from support.virtual_card import Card

LOCAL = frozenset({"AF_UNIX", "AF_LOCAL"})
RARE = ("marmalade", "pineapple")
SAID = {
    **ANSWERS,
    "attention": "Half distracted. I was on my phone about the pineapple.",
    "good_moment": "He made me marmalade.",
    "call": "Hey coach!",
}
PARTNER = Path(__file__).resolve().parents[1] / "tests" / "support" / "kitchen_partner.py"
OPENED = re.compile(r"socket\((\w+)")
WRITTEN = re.compile(r'openat\([^"]*"([^"]+)"[^\n]*(?:O_WRONLY|O_RDWR|O_CREAT)')
STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", "trace=socket,openat,creat")


def traced(
    command: str, options: list[str], place: Path, card: Card, while_it_runs: Callable[[Path], None]
) -> tuple[Counter[str], set[Path]]:
    """Which kinds of sockets a command opened, how often, and the files that it wrote."""
    log, home = place / f"{command}.trace", place / command
    coach = [sys.executable, "-m", "voice_coach", command, *options]
    program = subprocess.Popen(
        [*STRACE, "-o", str(log), *coach],
        env={**card.environment, "VOICE_COACH_HOME": str(home)},
        stdin=subprocess.DEVNULL,
    )
    while_it_runs(home)
    if command == "listen":
        for child in children(program.pid):
            os.kill(child, signal.SIGTERM)
    program.wait(timeout=240)
    trace = log.read_text(errors="replace")
    written = {Path(name) for name in WRITTEN.findall(trace) if not name.startswith("/dev/")}
    files = {path for path in (*written, *home.rglob("*")) if path.is_file() and path != log}
    return Counter(OPENED.findall(trace)), files


def children(parent: int) -> list[int]:
    """The processes that this one has started."""
    listed = subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def call_and_wait(card: Card, sounds: Path) -> Callable[[Path], None]:
    """Calls the coach once it waits, and returns when it waits again."""

    def doing(home: Path) -> str:
        status = home / "run" / "listen.json"
        return json.loads(status.read_text())["doing"] if status.exists() else ""

    def waited(home: Path, what: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while doing(home) != what:
            if time.monotonic() > until:
                raise TimeoutError(f"listen is {doing(home)!r}, not {what!r}")
            time.sleep(0.2)

    def called(home: Path) -> None:
        waited(home, "waiting", 90)
        time.sleep(1.0)
        card.say(sounds / "call.wav").wait()
        waited(home, "checkin", 20)
        waited(home, "waiting", 180)

    return called


def main() -> int:
    """Holds both evenings; 0 when no network was touched and no word stayed."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("--tts", default="pyttsx3")
    os.environ["VOICE_COACH_TTS"] = given.parse_args().tts
    bad = 0
    with tempfile.TemporaryDirectory(prefix="voice-coach-") as folder:
        place = Path(folder)
        sounds = render_answers(SAID, place / "said")
        card = Card(place / "card")
        card.start()
        try:
            partner = subprocess.Popen(
                [sys.executable, str(PARTNER), str(sounds / "answers.json"), str(sounds)],
                env=card.environment,
                stdout=subprocess.DEVNULL,
            )
            with card.room_tone():
                time.sleep(3.0)
                for command, meanwhile in (
                    ("checkin", lambda _: None),
                    ("listen", call_and_wait(card, sounds)),
                ):
                    opened, files = traced(command, [], place, card, meanwhile)
                    network = set(opened) - LOCAL
                    left = [path for path in files for word in RARE if word in holds(path)]
                    kept = subprocess.run(
                        [sys.executable, "-m", "voice_coach", "journal", "show"],
                        env={**os.environ, "VOICE_COACH_HOME": str(place / command)},
                        capture_output=True,
                        text=True,
                        check=False,
                    ).stdout.strip()
                    print(f"{command}: sockets {dict(opened)}; {len(files)} files written or kept,")
                    print(f"  with a rare word: {left}; the journal says: {kept}", flush=True)
                    bad += bool(network or left or "plan" not in kept)
            partner.terminate()
            partner.wait()
        finally:
            card.stop()
    return 1 if bad else 0


def holds(path: Path) -> str:
    """What a file says, as far as it is text."""
    return path.read_bytes().decode("utf-8", "replace").lower()


if __name__ == "__main__":
    sys.exit(main())
