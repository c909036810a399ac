#!/usr/bin/env python
"""Hours of a kitchen in which nobody speaks to the coach, pushed through `listen`.

    .venv/bin/python scripts/soak_kitchen.py [--hours 8]

Mixes people, machines and silence anew all the time, faster than real time. Prints false wakes,
what the coach said after them, memory (of all processes) after ten minutes and at the end, and
threads; ends with 1 when it was woken more than once, when a check-in went beyond its first
question, when memory has grown by more than 3 %, or when threads have.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.kitchen_hours import KitchenRoom, Over, mixed_hours  # noqa: E402 - path is set above

from voice_coach.handsfree import Clock  # noqa: E402 - the same
from voice_coach.house import open_house  # noqa: E402 - the same
from voice_coach.listen import Around, listen  # noqa: E402 - the same
from voice_coach.session import Turn  # noqa: E402 - the same

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

EVENING_SECONDS = 60.0
"""Whatever the coach says within so many seconds of its last words belongs to the same evening."""

AT_THE_DOOR = ("ready", "repair.")
"""What is said before a check-in has begun: is now a good time, and that nobody was understood."""


def memory() -> list[float]:
    """Resident megabytes of this process and of each of its helpers."""
    here = psutil.Process()
    return [one.memory_info().rss / 1e6 for one in (here, *here.children(recursive=True))]


def main() -> int:
    """Push the hours through and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=8.0)
    hours = parser.parse_args().hours
    looks: dict[int, tuple[list[float], int]] = {}

    def look(minute: int) -> None:
        if minute % 10 == 0:
            looks[minute] = (memory(), threading.active_count())

    spoken: list[tuple[float, str]] = []

    def hear(turn: Turn) -> None:
        if turn.who == "coach":
            spoken.append((room.seconds, turn.id))

    with tempfile.TemporaryDirectory() as home:
        os.environ["VOICE_COACH_HOME"] = home
        room = KitchenRoom(mixed_hours(ROOT.parent / "shared" / "fixtures", hours), look)
        clock = Clock(lambda: NOON, lambda: True, lambda _: None)
        around = Around(room=room, clock=clock, onlooker=hear)
        with suppress(Over):
            listen(open_house(tts="pyttsx3"), around)
    woken = [
        later
        for earlier, later in pairwise([-EVENING_SECONDS, *(at for at, _ in spoken)])
        if later - earlier >= EVENING_SECONDS
    ]
    wakes = len(woken)
    print(f"{room.seconds / 3600:.2f} hours, woken {wakes} times", end="")
    print("".join(f", after {seconds / 3600:.2f} h" for seconds in woken))
    print("said:", ", ".join(line for _, line in spoken) or "nothing")
    begun = any(not line.startswith(AT_THE_DOOR) for _, line in spoken)
    if not looks:
        return int(wakes > 1 or begun)
    (first, few), (last, many) = looks[min(looks)], looks[max(looks)]
    grown = 100 * (sum(last) / sum(first) - 1)
    for minute in sorted(looks)[:: max(1, len(looks) // 8)]:
        print(f"after {minute} minutes {[round(one) for one in looks[minute][0]]} MB")
    print(f"memory after ten minutes {sum(first):.0f} MB, at the end {sum(last):.0f} MB", end=" ")
    print(f"({grown:+.1f} %)")
    print(f"threads {few} after ten minutes, {many} at the end")
    return int(wakes > 1 or begun or grown > 3 or many > few)


if __name__ == "__main__":
    sys.exit(main())
