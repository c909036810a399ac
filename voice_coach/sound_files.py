"""Sound files of every width, rate and channel count, as 16 kHz mono."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from voice_coach.errors import AudioFileError, StorageError
from voice_coach.ports import SAMPLE_RATE, Samples

LONGEST_SECONDS = 600
"""Nobody talks longer than ten minutes, and all of it has to fit into memory."""

RATES = (4_000, 400_000)
"""Sample rates (Hz) outside of these come from damaged headers."""

MOST_SAMPLES = 100_000_000
"""Samples of all channels that are read at most: 400 MB."""

READABLE = "Give it as WAV, FLAC or OGG; 16-bit WAV always works."

NEVER_FILLED_IN = 0x7FFF_0000
"""Programs that write WAV into a pipe leave a length from here on: it was not known yet."""


def read_sound(path: Path) -> Samples:
    """The sound in a file at 16 kHz mono, shape (n,), float32, finite, within -1 and 1.

    Raises AudioFileError when the file is cut off or holds no sound that can be used,
    StorageError when it cannot be read.
    """
    import soxr

    try:
        if path.exists() and not path.is_file():
            raise AudioFileError(f"{path} is not a file.", READABLE)
        with path.open("rb") as file:
            _insist_on_whole(path, file)
            samples, rate = _read(path, file)
    except OSError as error:
        raise StorageError(
            f"The file {path} cannot be read: {error.strerror}.", "Check the path."
        ) from error
    except ValueError as error:  # a path that no system has, with a zero byte in it
        raise StorageError("The file cannot be read.", "Check the path.") from error
    mono = np.nan_to_num(samples.mean(axis=1), nan=0.0, posinf=0.0, neginf=0.0)
    peak = float(np.abs(mono).max(initial=0.0))
    if not np.isfinite(samples).any():
        raise AudioFileError(f"The file {path} holds no sound.", "Record it again.")
    if peak > 1.0:
        mono /= peak
    return np.asarray(soxr.resample(mono, rate, SAMPLE_RATE), np.float32)


def _read(path: Path, file: BinaryIO) -> tuple[Samples, int]:
    """The samples, shape (n, channels), and their rate."""
    import soundfile

    try:
        with soundfile.SoundFile(file) as sound:
            rate, size = sound.samplerate, sound.frames * sound.channels
            if not RATES[0] <= rate <= RATES[1]:
                raise AudioFileError(
                    f"The file {path} has a sample rate of {rate} Hz, which cannot be right.",
                    READABLE,
                )
            if sound.frames > LONGEST_SECONDS * rate or size > MOST_SAMPLES:
                raise AudioFileError(
                    f"The file {path} is longer than {LONGEST_SECONDS // 60} minutes.",
                    "Cut it into shorter ones.",
                )
            return sound.read(dtype="float32", always_2d=True), rate
    except soundfile.SoundFileError as error:
        raise AudioFileError(
            f"The file {path} does not hold sound that can be read.", READABLE
        ) from error


def _insist_on_whole(path: Path, file: BinaryIO) -> None:
    """Raise AudioFileError for a WAV file whose header promises more sound than follows."""
    promised, there = _wav_data(file)
    if there < promised < NEVER_FILLED_IN:
        raise AudioFileError(
            f"The file {path} is cut off: of {promised} bytes of sound {there} are there.",
            "Copy or record it again.",
        )


def _wav_data(file: BinaryIO) -> tuple[int, int]:
    """How many bytes of sound a WAV header promises, and how many there are; 0, 0 if no WAV.

    The file is at its beginning again afterwards.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    position = len(head)
    found = 0, 0
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        while len(chunk := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", chunk)
            position += 8
            if name == b"data":
                found = length, size - position
                break
            position = file.seek(position + length + length % 2)
    file.seek(0)
    return found
