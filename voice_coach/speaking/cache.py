"""Lines that never change, rendered once and kept.

Entries are readable by their owner alone and are not touched when they are used: their times
would tell how an evening went. What is spoken on every evening is kept when it is spoken; all
else only by `keep`, which is called for everything that can be said, in an order that has
nothing to do with what was said.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np

from voice_coach.ports import Speech, Voice

FORMAT = 1
"""To be raised whenever engines, voices or the shaping of their sound change."""

LARGEST_BYTES = 128 * 1024 * 1024
"""What all entries together may take; the oldest ones go first."""

SUFFIX = ".line"

DIGEST_BYTES = 32


@dataclass(slots=True)
class CachedVoice:
    """A Voice that keeps what `inner` rendered of the lines for which `is_fixed` is true.

    Let `is_fixed` be true only for lines that are spoken whatever the person answers. A disk
    that is full, damaged or not writable costs time and nothing else. `directory` belongs to
    this class.
    """

    inner: Voice
    directory: Path
    is_fixed: Callable[[str], bool]
    language: str = "en"
    _needed: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.inner.name

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound, kept or fresh; raises what `inner` raises."""
        kept = _read(self._entry(text, pace))
        if kept is not None:
            return kept
        self._needed = True
        return self._kept(text, pace) if self.is_fixed(text) else self.inner.render(text, pace)

    def keep(self, text: str, pace: float = 1.0) -> bool:
        """See that a text is kept; False where it was already. Raises what `inner` raises."""
        if self.holds(text, pace):
            return False
        self._kept(text, pace)
        return True

    def holds(self, text: str, pace: float = 1.0) -> bool:
        """Whether there is an entry for a text."""
        return self._entry(text, pace).is_file()

    def rest(self) -> None:
        """Let the engine go where nothing was needed from it since the last rest."""
        if not self._needed:
            self.inner.close()
        self._needed = False

    def _kept(self, text: str, pace: float) -> Speech:
        speech = self.inner.render(text, pace)
        # Asked for again: another engine may have stepped in and given its own name.
        entry = self._entry(text, pace)
        with suppress(OSError):
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.directory.chmod(0o700)
            _write(entry, speech)
            _shrink(self.directory)
        return speech

    def clear(self) -> None:
        """Remove every entry; raises OSError when one cannot be removed."""
        for entry in _entries(self.directory):
            entry.unlink(missing_ok=True)

    def close(self) -> None:
        """Let the engine go; the entries stay."""
        self.inner.close()

    def _entry(self, text: str, pace: float) -> Path:
        parts = (str(FORMAT), self.inner.name, self.language, f"{pace:.3f}", text)
        key = "\0".join(parts).encode("utf-8", "surrogatepass")
        return self.directory / f"{hashlib.sha256(key).hexdigest()}{SUFFIX}"


def _entries(directory: Path) -> list[Path]:
    """All entries, and what a power cut left of one being written."""
    return list(directory.glob(f"*{SUFFIX}*")) if directory.is_dir() else []


def _read(entry: Path) -> Speech | None:
    """What an entry holds; None where there is none or it is damaged."""
    import soundfile

    try:
        content = entry.read_bytes()
    except OSError:
        return None
    digest, sound = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if hashlib.sha256(sound).digest() != digest:
        return None
    samples, rate = soundfile.read(BytesIO(sound), dtype="float32")
    return Speech(np.asarray(samples, np.float32), int(rate))


def _write(entry: Path, speech: Speech) -> None:
    """Write an entry so that it is there whole or not at all; raises OSError."""
    import soundfile

    sound = BytesIO()
    soundfile.write(sound, speech.samples, speech.rate, format="FLAC", subtype="PCM_16")
    content = sound.getvalue()
    handle, unfinished = tempfile.mkstemp(prefix=f"{entry.name}-", dir=entry.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(unfinished).replace(entry)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _shrink(directory: Path) -> None:
    """Remove the oldest entries beyond the limit."""
    sizes = {entry: entry.stat() for entry in _entries(directory)}
    total = sum(stat.st_size for stat in sizes.values())
    for entry, stat in sorted(sizes.items(), key=lambda item: item[1].st_mtime_ns):
        if total <= LARGEST_BYTES:
            return
        entry.unlink(missing_ok=True)
        total -= stat.st_size
