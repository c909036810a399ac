"""One session at a time."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from voice_coach.errors import SessionRunning
from voice_coach.journal.files import prepare_folder
from voice_coach.journal.trouble import JournalTrouble

_NAME = "session.lock"


@contextmanager
def one_session(folder: Path) -> Iterator[None]:
    """Holds the lock of the journal in `folder` while a session runs.

    The system lets go of it with the process, however that ends. Where the folder cannot
    hold a lock, or is somebody else's (an evening without memory), the folder for temporary
    files does. Raises SessionRunning when another session holds it.
    """
    lock = _lock_in(folder)
    try:
        yield
    finally:
        lock.release()


def _lock_in(folder: Path) -> FileLock:
    path = folder / _NAME
    try:
        if not path.exists():
            prepare_folder(folder)
        return _acquired(path)
    except (OSError, JournalTrouble):
        # who the lock is of and for goes into its name: this folder is everybody's
        journal = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
        name = f"voice-coach-{os.geteuid()}-{journal}.lock"
        return _acquired(Path(tempfile.gettempdir()) / name)


def _acquired(path: Path) -> FileLock:
    lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise SessionRunning(
            "Another check-in is running on this computer.",
            "Finish it first: Ctrl-C leaves it, and what was answered is kept. "
            "A service is stopped by: systemctl --user stop voice-coach",
        ) from error
    return lock
