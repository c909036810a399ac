"""Hours in a kitchen, faster than real time: a room in which nobody speaks to the coach."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE

ROOM_TONE = 10 ** (-62 / 20)


class Over(Exception):
    """The hours are over."""


class KitchenRoom:
    """A Room that hears stretch after stretch of sound, and notes what is played into it."""

    def __init__(self, stretches: Iterator[np.ndarray], each_minute=lambda minutes: None) -> None:
        self._stretches = stretches
        self._each_minute = each_minute
        self._ready = np.zeros(0, np.float32)
        self._frames = 0
        self.played = 0

    @property
    def seconds(self) -> float:
        return self._frames * FRAME_SAMPLES / SAMPLE_RATE

    def read(self) -> np.ndarray:
        while len(self._ready) < FRAME_SAMPLES:
            stretch = next(self._stretches, None)
            if stretch is None:
                raise Over
            self._ready = np.concatenate([self._ready, stretch])
        frame, self._ready = self._ready[:FRAME_SAMPLES], self._ready[FRAME_SAMPLES:]
        self._frames += 1
        if self._frames % round(60 * SAMPLE_RATE / FRAME_SAMPLES) == 0:
            self._each_minute(round(self.seconds / 60))
        return frame

    def play(self, speech) -> float:
        self.played += 1
        return self.seconds

    def is_playing(self) -> bool:
        return False

    def stop(self) -> None:
        pass

    def pause(self) -> None:
        pass

    def resume(self) -> None:
        pass

    def reopen(self) -> None:
        pass

    def close(self) -> None:
        pass


def clips(fixtures: Path) -> dict[str, list[Path]]:
    """Every sound of the fixtures: `speech` and `noise`."""
    found: dict[str, list[Path]] = {"speech": [], "noise": []}
    for manifest in sorted(fixtures.glob("*/manifest.tsv")):
        with manifest.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                kind = row.get("kind", "speech")
                if kind in ("speech", "noise"):
                    found[kind].append(manifest.parent / row["path"])
    return found


def sound(file: Path) -> np.ndarray:
    """A file as 16 kHz mono, brought to the level of somebody across the room."""
    samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    mono = soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE)
    peak = float(np.abs(mono).max())
    return np.asarray(mono * (0.25 / peak if peak > 0 else 1.0), np.float32)


def in_a_room(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """With the faint sound of a room, which is never digitally silent."""
    return np.asarray(samples + random.normal(0.0, ROOM_TONE, len(samples)), np.float32)


def each_once(fixtures: Path, seed: int = 0) -> Iterator[np.ndarray]:
    """Every speech clip and every noise once, in random order, with pauses between."""
    random = np.random.default_rng(seed)
    found = clips(fixtures)
    for file in random.permutation([*map(str, found["speech"]), *map(str, found["noise"])]):
        pause = np.zeros(round(random.uniform(0.4, 1.5) * SAMPLE_RATE), np.float32)
        yield in_a_room(np.concatenate([sound(Path(file)), pause]), random)


def mixed_hours(fixtures: Path, hours: float, seed: int = 0) -> Iterator[np.ndarray]:
    """So many hours: people who talk to each other, machines that run, silence, all mixed anew."""
    random = np.random.default_rng(seed)
    found = clips(fixtures)
    speech = [sound(file) for file in found["speech"]]
    noise = [sound(file) for file in found["noise"]]
    left = round(hours * 3600 * SAMPLE_RATE)
    while left > 0:
        length = round(random.uniform(20, 90) * SAMPLE_RATE)
        stretch = np.zeros(length, np.float32)
        if random.random() < 0.5:
            machine = noise[random.integers(len(noise))] * 10 ** (random.uniform(-30, -6) / 20)
            stretch += np.resize(machine, length)
        at = 0
        while random.random() < 0.9:
            said = speech[random.integers(len(speech))] * 10 ** (random.uniform(-18, 3) / 20)
            at += round(random.uniform(0.1, 6.0) * SAMPLE_RATE)
            end = min(length, at + len(said))
            if at >= length:
                break
            stretch[at:end] += said[: end - at]
            at = end
        left -= length
        yield in_a_room(stretch, random)
