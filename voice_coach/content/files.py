"""Finding and reading the files of prompts/, the user's own ones before the packaged ones."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_coach.content.problems import Problem

FILES = (
    "lines.toml",
    "questions.toml",
    "rituals.toml",
    "helplines.toml",
    "turns.toml",
    "waits.toml",
)
"""The files of one language, besides the folder that understanding reads."""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one language as they were read.

    `paths` says where each was found, `tables` what it held; `digest` is a sha256 over the
    bytes of all of them. A file that could not be read is missing from `tables` and has its
    problem in `problems`.
    """

    paths: Mapping[str, Path]
    tables: Mapping[str, dict[str, Any]]
    digest: str
    problems: tuple[Problem, ...]


def packaged_prompts() -> Path:
    """The folder that comes with the program: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def language_folder(directory: Path, language: str) -> Path:
    """Where a directory keeps a language: in a folder of its name, or right there."""
    inside = directory / language
    return inside if inside.is_dir() else directory


def read_source(language: str, own: Path | None) -> Source:
    """The files of a language; those in the directory `own` replace packaged ones of that name."""
    packaged = packaged_prompts() / language
    folder = language_folder(own, language) if own is not None else None
    problems = [] if folder is None else _strangers(folder)
    paths: dict[str, Path] = {}
    tables: dict[str, dict[str, Any]] = {}
    digest = hashlib.sha256()
    for name in FILES:
        mine = folder is not None and (folder / name).exists()
        paths[name] = (folder if folder is not None and mine else packaged) / name
        try:
            raw = paths[name].read_bytes()
            tables[name] = tomllib.loads(raw.decode("utf-8"))
        except OSError as error:
            problems.append(Problem(paths[name], "", f"cannot be read: {error.strerror}"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(paths[name], "", f"expected TOML in UTF-8; {error}"))
        else:
            digest.update(name.encode() + b"\0" + raw + b"\0")
    return Source(paths, tables, digest.hexdigest(), tuple(problems))


def _strangers(folder: Path) -> list[Problem]:
    """Files whose names are not known: most likely a slip of the pen."""
    if not folder.is_dir():
        return [Problem(folder, "", "this folder does not exist")]
    expected = f"expected one of {', '.join(FILES)}"
    return [
        Problem(path, "", expected)
        for path in sorted(folder.glob("*.toml"))
        if path.name not in FILES
    ]
