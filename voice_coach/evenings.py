"""What became of the last evenings, kept across restarts: dates and times, nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from voice_coach.journal.files import create_private, prepare_folder, sync_folder
from voice_coach.journal.trouble import troubles_at
from voice_coach.schedule import Evenings

_NAME = "evenings.json"

_AS_JSON = TypeAdapter(Evenings)


def kept_evenings(folder: Path) -> Evenings:
    """What was kept in the journal's `folder`; fresh where nothing was, or nothing readable."""
    try:
        return _AS_JSON.validate_json((folder / _NAME).read_bytes())
    except (OSError, ValidationError):
        return Evenings()


def keep_evenings(folder: Path, evenings: Evenings) -> None:
    """Keep them in the journal's `folder`, on the disk when this returns.

    To be called when the coach begins to ask or was told to wait, never when an evening ends:
    then the file says the same of every evening, however it went. Raises StorageError.
    """
    prepare_folder(folder)
    file, new = folder / _NAME, folder / f"{_NAME}.new"
    with troubles_at(file):
        new.unlink(missing_ok=True)
        create_private(new, _AS_JSON.dump_json(evenings))
        os.replace(new, file)  # noqa: PTH105 - one step, on one file system
        sync_folder(folder)


def forget_evenings(folder: Path) -> None:
    """Delete what was kept of them in the journal's `folder`. Raises StorageError."""
    with troubles_at(folder / _NAME):
        (folder / _NAME).unlink(missing_ok=True)
