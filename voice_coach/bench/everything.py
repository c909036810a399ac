"""The whole bench, in one go."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import voice_coach
from voice_coach import app
from voice_coach.bench.engines import engines
from voice_coach.bench.evenings import gaps
from voice_coach.bench.footprint import footprint
from voice_coach.bench.meanings import understanding
from voice_coach.bench.pauses import cut_off
from voice_coach.bench.timeline import timeline
from voice_coach.house import House
from voice_coach.speaking.repertoire import repertoire

RUNS = 2
"""How often what has a spread is measured."""

STEPS = 4 * 6 + 1 + 3 + 4 + 3 + 1
"""How many steps are told of: evenings, pauses, recognisers, understanding, footprint."""


def measure(
    house: House, fixtures: Path | None, tell: Callable[[str], None]
) -> tuple[dict[str, Any], str]:
    """Everything that is measured, and the timeline of one evening as SVG.

    What needs recordings of people is left out where there are no `fixtures`.
    """
    weight = footprint(house, RUNS, tell)
    evenings, drawn = gaps(house, RUNS, weight["idle_share_of_a_core"]["p50"], tell)
    recognizer = app.recognizer(house)
    cores = f"{os.cpu_count()} cores"
    found = {
        "version": voice_coach.__version__,
        "machine": f"{platform.machine()}, {cores}, Python {platform.python_version()}",
        "lines_rendered": _rendered(house),
        **evenings,
        "cut_off": cut_off(house, recognizer, fixtures, tell),
        "recognisers": engines(house, fixtures, tell) if fixtures else None,
        "understanding_ms": understanding(house, tell),
        **weight,
    }
    return found, timeline(drawn.turns)


def _rendered(house: House) -> float:
    """The share of what never changes that is rendered already: the rest costs time once."""
    everything = repertoire(house.content, house.settings.country)
    with closing(app.voice(house)) as voice:
        missing = app.unrendered(house, voice)
    return round(1 - len(missing) / len(everything), 3)
