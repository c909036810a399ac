"""The settings file as somebody may have edited it: changed where it must be, kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from voice_coach.errors import SettingsError, StorageError

HEADER = (
    "Settings of Voice Coach. `voice-coach setup` asks for the commonest of them again and",
    "leaves everything else in this file as it is; the README lists them all.",
)


COMMENTS: Mapping[str, str] = {
    "household": "One or two names. Each is asked aloud before anything is kept.",
    "country": "For help lines; they are read out only when somebody says numbers.",
    "checkin_at": "When it begins by itself, hands-free.",
    "checkin_days": "The days on which it does; [] for never.",
    "quiet_from": "Nothing begins by itself from here ...",
    "quiet_until": "... until here.",
    "tts": 'The voice: "auto" takes the most natural one that is installed.',
    "output_device": "Part of the loudspeaker's name; without this line, the system's own choice.",
    "input_device": "Part of the microphone's name; without this line, the system's own choice.",
    "wake": '"phrase", or one of the well-known wake words.',
    "wake_phrase": "What it listens for, hands-free.",
    "pace": "1.0 is the normal pace, 0.7 a slow one.",
    "volume_db": "Decibels louder than normal; 6 is clearly louder.",
}
"""What stands above each setting in a new file."""


def changed(text: str, values: Mapping[str, object]) -> str:
    """The TOML `text` with these values in it; None takes a setting out.

    What is not named stays as it is, remarks included. A setting that is new gets its
    comment above it; empty text gets a heading. Raises SettingsError for text that is no TOML.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(
            f"The settings file is not valid TOML: {error}.",
            "Correct that line, or move the file away to start from the defaults.",
        ) from error
    if not text.strip():
        for line in HEADER:
            document.add(tomlkit.comment(line))
    for key, value in values.items():
        if value is None:
            document.pop(key, None)
        elif key in document:
            document[key] = _as_toml(value)
        else:
            document.add(tomlkit.nl())
            document.add(tomlkit.comment(COMMENTS[key]))
            document.add(key, _as_toml(value))
    return tomlkit.dumps(document)


def _as_toml(value: object) -> object:
    """A setting as it stands in the file: times as they are read off a clock, lists for tuples."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value


def write_settings(file: Path, text: str) -> None:
    """Put `text` in the place of the settings file, at one stroke; it names who lives here.

    Nothing half written is left behind. Raises StorageError.
    """
    new = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as written:  # noqa: PTH123 - with rights of its own
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        new.replace(file.resolve())
    except OSError as error:
        raise StorageError(
            f"The settings file {file} cannot be written: {error.strerror}.",
            "Check who owns the file and its folder, and that the disk has room.",
        ) from error
    finally:
        with suppress(OSError):  # in the file's place already, or it cannot be removed either
            new.unlink(missing_ok=True)
