"""What a rehearsal leaves behind: conversation.wav, transcript.jsonl and result.json."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.errors import StorageError
from voice_coach.meaning import Outcome
from voice_coach.ports import SAMPLE_RATE, Samples
from voice_coach.rehearsal.partner import Answered
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.session import Turn

AUDIBLE_BELOW_PEAK_DB = 40.0
"""What lies this far below the loudest part of an utterance does not count as sound."""

WINDOW = SAMPLE_RATE // 100
"""Samples over which loudness is measured: 10 ms."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One turn change: seconds from the partner's last sound to the coach's first word."""

    answering: str
    seconds: float


def gaps(room: RehearsalRoom, answers: Iterable[Answered]) -> list[Gap]:
    """The response gaps of a rehearsal, measured in the sound of both.

    A negative gap means that the coach cut in.
    """
    found = []
    words = [sounding for sounding in room.coach if sounding.words]
    by_start = {sounding.start: sounding for sounding in room.partner}
    for answer in answers:
        spoken = by_start[answer.start]
        _, last = audible(spoken.samples)
        following = next((s for s in words if s.start > answer.start), None)
        if following is not None:
            first, _ = audible(following.samples)
            seconds = (following.start + first - spoken.start - last) / SAMPLE_RATE
            found.append(Gap(answer.answering, seconds))
    return found


def audible(samples: Samples) -> tuple[int, int]:
    """Where an utterance begins and ends to the ear, in samples."""
    count = len(samples) // WINDOW
    if count == 0:
        return 0, len(samples)
    power = np.mean(samples[: count * WINDOW].reshape(count, WINDOW) ** 2, axis=1)
    loud = np.flatnonzero(power >= power.max() * 10 ** (-AUDIBLE_BELOW_PEAK_DB / 10))
    return int(loud[0]) * WINDOW, int(loud[-1] + 1) * WINDOW


def result(outcome: Outcome, turns: Sequence[Turn], found: Sequence[Gap], seconds: float) -> Any:
    """The rehearsal's result as result.json has it."""
    return {
        "end": outcome.end,
        "ritual": outcome.ritual,
        "turns": len(turns),
        "gap_s": _percentiles([gap.seconds for gap in found]),
        "gap_closed_s": _percentiles([g.seconds for g in found if g.answering == "closed"]),
        "gap_open_s": _percentiles([g.seconds for g in found if g.answering == "open"]),
        "gaps": {
            kind: [round(gap.seconds, 3) for gap in found if gap.answering == kind]
            for kind in ("closed", "open")
        },
        "seconds": round(seconds, 2),
    }


def _percentiles(values: Sequence[float]) -> dict[str, float | None]:
    if not values:
        return {"p50": None, "p95": None}
    p50, p95 = np.percentile(np.asarray(values), [50, 95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


def prepare(folder: Path) -> None:
    """Make the folder, and see that it can be written to, before minutes go into a rehearsal.

    Raises StorageError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_report(folder: Path, recording: Samples, turns: Iterable[Turn], summary: Any) -> None:
    """Write the three files into `folder`, which is made if need be.

    Raises StorageError when that does not work; a file that did not fit is not left cut off.
    """
    lines = [json.dumps(turn.as_json(), ensure_ascii=False) + "\n" for turn in turns]
    contents = {
        "transcript.jsonl": "".join(lines).encode(),
        "result.json": (json.dumps(summary, indent=2) + "\n").encode(),
        "conversation.wav": _as_wav(recording),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            _write(folder / name, content)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _as_wav(recording: Samples) -> bytes:
    """The recording as a WAV file in memory: the library that writes it hides full disks."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, recording, SAMPLE_RATE, "PCM_16", format="WAV")
    return file.getvalue()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The rehearsal cannot be written to {folder}: {error.strerror}.",
        "Choose another folder with --out, or make room on the disk.",
    )
