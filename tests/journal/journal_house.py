"""What the journal's tests share: a house with a clock, and things that are said in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.conversation.effects import Heard
from voice_coach.journal import FILE_NAME, Memory, Store, open_journal
from voice_coach.meaning import Meaning
from voice_coach.ports import EveningKey


@dataclass
class Clock:
    """A clock that only the test moves."""

    time: datetime = datetime(2026, 11, 3, 21, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, **how_long: float) -> None:
        self.time += timedelta(**how_long)

    @property
    def today(self) -> date:
        return self.time.date()


@dataclass
class House:
    """A journal's folder and the clock of its house."""

    folder: Path
    clock: Clock

    def open(self) -> Memory:
        """As a new process would."""
        opened = open_journal(self.folder, now=self.clock)
        assert opened.trouble is None
        return opened.memory

    @property
    def store(self) -> Store:
        """The journal itself, in a folder that is there."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Store(self.folder / FILE_NAME)

    def key(self, who: str = "Anna", digest: str = "words") -> EveningKey:
        return EveningKey(self.clock.today, who, digest, seed=7)

    def begin(self, who: str = "Anna") -> Memory:
        memory = self.open()
        memory.begin(self.key(who))
        return memory

    def files(self) -> dict[str, tuple[bytes, int, int]]:
        """Every file's bytes, mode and time of change."""
        found = {}
        for path in self.folder.rglob("*"):
            status = path.stat()
            found[path.name] = (path.read_bytes(), status.st_mode, status.st_mtime_ns)
        return found

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.name.encode() + path.read_bytes() for path in self.folder.rglob("*"))


def said(**labels: object) -> Heard:
    """Somebody says something that means this."""
    return Heard(Meaning(**{"text": "zebra words", "decision": "accept", **labels}))  # type: ignore[arg-type]


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(place: str) -> Iterator[None]:
    """In here the process is killed when it comes to `place` of carrying an evening over."""

    def killed(path: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"voice_coach.journal.carrying.{place}", killed)
        with pytest.raises(Killed):
            yield
