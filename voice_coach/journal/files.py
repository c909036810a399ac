"""Files that survive a power cut, belong to one user, and can be deleted for good."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from voice_coach.journal.trouble import in_anothers_home, not_yours, read_only, troubles_at

_CHUNK = 65_536


def prepare_folder(folder: Path) -> None:
    """Makes the journal's folder, for its user alone (0700).

    Raises JournalTrouble when it cannot be made, is read-only or belongs to somebody else.
    """
    with troubles_at(folder):
        _refuse_making_for_others(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_usable(folder)
    make_private(folder)


def _refuse_making_for_others(folder: Path) -> None:
    """Raises JournalTrouble where root would make a folder at somebody's that locks them out."""
    if os.geteuid() == 0 and not folder.exists():
        home = next(parent for parent in folder.absolute().parents if parent.exists())
        if home.stat().st_uid != 0:
            raise in_anothers_home(folder)


def check_usable(path: Path) -> None:
    """Raises JournalTrouble when `path` is somebody else's or cannot be written."""
    with troubles_at(path):
        owner = path.stat().st_uid
    if owner != os.geteuid():
        raise not_yours(path if path.is_dir() else path.parent)
    if not is_writable(path):
        raise read_only(path)


def refuse_read_only(path: Path) -> None:
    """Raises JournalTrouble when a file, which exists, or its folder cannot be written.

    SQLite says only that something does not serve.
    """
    for place in (path.parent, path):
        if not is_writable(place):
            raise read_only(place)


def is_writable(path: Path) -> bool:
    """Whether this process may write to `path`, which exists."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def make_private(path: Path) -> None:
    """Takes from everybody else what rights they have; what is right is left untouched."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        with troubles_at(path):
            path.chmod(mode & 0o700)


def create_private(path: Path, data: bytes = b"") -> None:
    """Makes a new file (0600) that is on the disk, with its name, when this returns.

    Raises OSError; what was begun is removed then.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
        sync_folder(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes everything, or raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_folder(folder: Path) -> None:
    """Brings new, renamed and removed names in `folder` onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def erase(path: Path) -> None:
    """Deletes a file for good: first its name, at one stroke, then what was in its blocks.

    A file that is not there is fine. Raises OSError when it cannot be deleted.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    except PermissionError:  # a read-only file can still be removed by its folder's owner
        path.unlink()
        sync_folder(path.parent)
        return
    try:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
        with suppress(OSError):  # it has no name any more; zeros are for those who read disks
            _zero(descriptor)
    finally:
        os.close(descriptor)


def _zero(descriptor: int) -> None:
    """Overwrites a file with zeros, on the disk."""
    left = os.fstat(descriptor).st_size
    os.lseek(descriptor, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(descriptor, bytes(min(left, _CHUNK)))
    os.fsync(descriptor)
