"""Rehearsed evenings: gaps by kind of question, their cost, and whether haste changes an end."""

from __future__ import annotations

import json
import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import soundfile

from voice_coach.bench.spread import Row, spread
from voice_coach.house import House
from voice_coach.ports import SAMPLE_RATE
from voice_coach.rehearsal.noise import made_up_noise
from voice_coach.rehearse import Rehearsing, bundled_script, rehearse

SCRIPTS = (
    "sample",
    "monosyllabic",
    "says_no",
    "smaller_please",
    "chatty",
    "wrong_about_the_partner",
)
"""Short answers and long ones, plain ones and ones that miss the question."""

COSTED = SCRIPTS[:3]
"""Those whose processor time is counted."""

NOISE_SNR_DB = 10.0
"""How far the partner is above the dishwasher."""

FIRST_DAY = date(2026, 11, 1)

FIVE_MINUTES = 300.0

Tell = Callable[[str], None]
"""Told before each step what is measured now."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One rehearsed evening: how it ended, its result.json, its turns, and processor seconds."""

    end: tuple[str, str | None]
    result: dict[str, Any]
    turns: list[dict[str, Any]]
    work: float


def gaps(house: House, runs: int, idle: float, tell: Tell) -> tuple[dict[str, Any], Evening]:
    """Gaps in seconds by room and kind of question, cost and ends; and the evening to be drawn.

    Every script runs `runs` times in a quiet kitchen, each time on another day; once beside a
    dishwasher; and once with a coach that always waits, which must come to the same end.
    `idle` is the share of a core that listening to a quiet room takes.
    """
    patient = replace(house, settings=house.settings.model_copy(update={"answer_early": False}))
    with tempfile.TemporaryDirectory() as folder:
        noise = Path(folder) / "dishwasher.wav"
        soundfile.write(noise, made_up_noise("dishwasher"), SAMPLE_RATE)
        quiet = [
            list(_evenings(house, Rehearsing(FIRST_DAY + timedelta(days=run), seed=run), tell))
            for run in range(runs)
        ]
        tell("evening: what it costs")
        cost = _cost(house, idle)
        noisy = Rehearsing(FIRST_DAY, noise=noise, snr=NOISE_SNR_DB)
        beside = list(_evenings(house, noisy, tell))
        slowly = list(_evenings(patient, Rehearsing(FIRST_DAY), tell))
    everything = [evening for evenings in quiet for evening in evenings]
    hasty = [evening.end for evening in quiet[0]]
    return {
        "gap_s": {
            "quiet": _by_kind(everything),
            "dishwasher": _by_kind(beside),
            "never_early": _by_kind(slowly),
        },
        "gap_closed_p50_s_of_each_run": [_by_kind(one)["closed"]["p50"] for one in quiet],
        "same_end_without_haste": sum(
            one == other.end for one, other in zip(hasty, slowly, strict=True)
        )
        / len(hasty),
        "processor_s_of_five_minutes": cost,
    }, quiet[0][0]


def _cost(house: House, idle: float) -> Row:
    """Processor seconds of an evening of five minutes: a script's, and listening for the rest.

    The recogniser's loading is in it; the partner speaks in the cheapest voice. What the
    coach's voice costs is in it as far as its lines are not rendered yet.
    """
    cheap = Rehearsing(FIRST_DAY, partner_voice="pyttsx3")
    evenings = _evenings(house, cheap, lambda _: None, COSTED)
    return spread(
        [one.work + idle * max(0.0, FIVE_MINUTES - one.result["seconds"]) for one in evenings], 1
    )


def _evenings(
    house: House, wanted: Rehearsing, tell: Tell, scripts: Sequence[str] = SCRIPTS
) -> Iterator[Evening]:
    for name in scripts:
        tell(f"evening: {name}")
        with tempfile.TemporaryDirectory() as folder:
            before = _work()
            outcome = rehearse(house, bundled_script(name), Path(folder), wanted)
            work = _work() - before
            result = json.loads((Path(folder) / "result.json").read_text())
            lines = (Path(folder) / "transcript.jsonl").read_text().splitlines()
        yield Evening((outcome.end, outcome.ritual), result, [json.loads(x) for x in lines], work)


def _work() -> float:
    """Processor seconds of this process and of helpers that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _by_kind(evenings: Sequence[Evening]) -> dict[str, Any]:
    return {
        kind: spread([gap for one in evenings for gap in one.result["gaps"][kind]])
        for kind in ("closed", "open")
    }
