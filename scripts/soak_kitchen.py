#!/usr/bin/env python
"""Hours of a kitchen in which nobody speaks to the coach, pushed through `listen`.

    .venv/bin/python scripts/soak_kitchen.py [--hours 8]

Mixes people, machines and silence anew all the time, faster than real time. Prints false wakes,
memory (of all processes) after ten minutes and at the end, and threads; ends with 1 when it was
woken more than once, when memory has grown by more than 3 %, or when threads have.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.kitchen_hours import KitchenRoom, Over, mixed_hours  # noqa: E402 - path is set above

from voice_coach import app  # noqa: E402 - the same
from voice_coach.handsfree import Clock  # noqa: E402 - the same
from voice_coach.listen import Around, listen  # noqa: E402 - the same

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def memory() -> float:
    """Resident megabytes of this process and its helpers."""
    here = psutil.Process()
    return sum(one.memory_info().rss for one in (here, *here.children(recursive=True))) / 1e6


def main() -> int:
    """Push the hours through and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=8.0)
    hours = parser.parse_args().hours
    looks: dict[int, tuple[float, int]] = {}

    def look(minute: int) -> None:
        if minute % 10 == 0:
            looks[minute] = (memory(), threading.active_count())

    woken: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["VOICE_COACH_HOME"] = home
        room = KitchenRoom(mixed_hours(ROOT.parent / "shared" / "fixtures", hours), look)
        clock = Clock(lambda: NOON, lambda: True, lambda _: None)
        around = Around(room=room, clock=clock, onlooker=lambda turn: woken.append(turn.id))
        with suppress(Over):
            listen(app.open_house(tts="pyttsx3"), around)
    wakes = woken.count("ready")
    print(f"{room.seconds / 3600:.2f} hours, woken {wakes} times")
    if not looks:
        return int(wakes > 1)
    (first, few), (last, many) = looks[min(looks)], looks[max(looks)]
    grown = 100 * (last / first - 1)
    print(f"memory {first:.0f} MB after ten minutes, {last:.0f} MB at the end ({grown:+.1f} %)")
    print(f"threads {few} after ten minutes, {many} at the end")
    return int(wakes > 1 or grown > 3 or many > few)


if __name__ == "__main__":
    sys.exit(main())
