"""Fetching a model: checked, unpacked safely, and in its place only when it is whole."""

from __future__ import annotations

import shutil
import stat
import tempfile
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from voice_coach.errors import ModelMissing, NetworkError, StorageError
from voice_coach.recognition.manifest import Model
from voice_coach.recognition.vosk import is_vosk_model

STILL_WORKS = "The bundled recogniser works without it."

UNPACKED_AT_MOST = 8
"""How many times the size of its download a model may unpack to."""


def fetch(model: Model, directory: Path, *, progress: bool = True) -> Path:
    """Fetch a model into `directory` and return its folder; one that is there is left alone.

    Raises NetworkError when the download does not work or is not what it should be, and
    StorageError when it cannot be written. Nothing half-done is left behind.
    """
    target = directory / model.folder
    if is_vosk_model(target):
        return target
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=directory) as scratch:
            archive = _downloaded(model, Path(scratch), progress=progress)
            _unpack(archive, Path(scratch) / "unpacked", model)
            unpacked = Path(scratch) / "unpacked" / model.folder
            if not is_vosk_model(unpacked):
                raise NetworkError("What was fetched holds no model.", STILL_WORKS)
            if target.exists():
                shutil.rmtree(target)
            unpacked.rename(target)
    except OSError as error:
        raise StorageError(
            f"The model cannot be written to {directory}: {error.strerror or error}.",
            f"Make room, or check who owns that folder. {STILL_WORKS}",
        ) from error
    return target


def verify(model: Model, directory: Path) -> Path:
    """The folder of a model that is there and whole; raises ModelMissing."""
    target = directory / model.folder
    if not is_vosk_model(target):
        raise ModelMissing(
            f"The model is not whole or not in {directory}.",
            f"Fetch it with `voice-coach models fetch NAME`. {STILL_WORKS}",
        )
    return target


def _downloaded(model: Model, folder: Path, *, progress: bool) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("ERROR")
    download = pooch.HTTPDownloader(progressbar=progress, timeout=(10, 60))
    try:
        return Path(
            pooch.retrieve(
                model.url,
                model.checksum,
                fname="archive.zip",
                path=folder,
                downloader=download,
            )
        )
    except requests.exceptions.RequestException as error:
        raise NetworkError(
            "The model could not be fetched: its server was not reached.",
            f"Try again with an internet connection. {STILL_WORKS}",
        ) from error
    except ValueError as error:
        raise NetworkError(
            "The model was fetched but is not the one that was expected.",
            f"Try again; if it stays so, do not use it. {STILL_WORKS}",
        ) from error


def _unpack(archive: Path, folder: Path, model: Model) -> None:
    """Unpack into `folder`; refuses whatever would land outside of it."""
    try:
        with archive.open("rb") as file, ZipFile(file) as opened:
            members = opened.infolist()
            if any(_is_unsafe(member) for member in members):
                raise NetworkError("The model's archive is not safe to unpack.", STILL_WORKS)
            total = sum(member.file_size for member in members)
            if total > model.megabytes * 1_000_000 * UNPACKED_AT_MOST:
                raise NetworkError("The model's archive is far too large.", STILL_WORKS)
            opened.extractall(folder, members)
    except BadZipFile as error:
        raise NetworkError(
            "The model's archive is damaged.", f"Try again. {STILL_WORKS}"
        ) from error


def _is_unsafe(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return path.is_absolute() or ".." in path.parts or ":" in member.filename or is_link
