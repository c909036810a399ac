"""Sound files of every width, rate and channel count, as 16 kHz mono."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voice_coach.errors import AudioFileError, StorageError
from voice_coach.ports import SAMPLE_RATE, Samples


def read_sound(path: Path) -> Samples:
    """The sound in a file at 16 kHz mono, shape (n,), float32.

    Raises AudioFileError when the file holds no sound, StorageError when it cannot be read.
    """
    import soundfile
    import soxr

    try:
        with path.open("rb") as file:
            samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except OSError as error:
        raise StorageError(
            f"The file {path} cannot be read: {error.strerror}.", "Check the path."
        ) from error
    except soundfile.LibsndfileError as error:
        raise AudioFileError(
            f"The file {path} does not hold sound that can be read.",
            "Give it as WAV, FLAC or OGG; 16-bit WAV always works.",
        ) from error
    if len(samples) == 0:
        raise AudioFileError(f"The file {path} holds no sound.", "Record it again.")
    mono = np.nan_to_num(samples.mean(axis=1))
    return np.asarray(soxr.resample(mono, rate, SAMPLE_RATE), np.float32)
