"""Loads what understanding knows about a language from `prompts/<language>/understanding`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import voice_coach
from voice_coach.errors import ContentError
from voice_coach.meaning import SAFETY_FAMILIES, Answer, Command

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
ModelT = TypeVar("ModelT", bound="_Strict")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WordsFile(_Strict):
    """`words.toml`: spelling, what is dropped before anything else, and words for a partner."""

    fillers: Texts
    filler_phrases: Texts
    partners: Texts
    forenames: Texts
    spelling: dict[Text, Text]
    spelling_patterns: dict[Text, Text]
    double_negatives: dict[Text, Text]


class Group(_Strict):
    """Patterns that mean the same; patterns may be none where nothing is needed."""

    patterns: tuple[Text, ...]


class SafetyFile(_Strict):
    """`safety.toml`: families of signs, and the idioms that are none."""

    concepts: dict[Text, Texts] = {}
    idioms: Group
    clear: dict[Text, Group]
    ambiguous: dict[Text, Group]


class WhoFile(_Strict):
    """`who.toml`: who may be there beside the names of the household."""

    concepts: dict[Text, Texts] = {}
    both: Group
    guest: Group
    other_one: Group
    not_here: Group
    gone: Group
    it_is_me: Group
    it_is: Group
    it_is_not: Group


class WakeFile(_Strict):
    """`wake.toml`: the coach's name and how people call it."""

    greetings: Texts
    strong: Texts
    names: Texts
    misheard: Texts
    joined: Texts
    calls: Texts
    things: Texts
    companions: Texts


class AroundFile(_Strict):
    """What people say before and after a command out of courtesy, or as a start."""

    before: Texts
    after: Texts


class PhraseFile(_Strict):
    """`phrases.toml`: whole answers and commands, word for word, by question.

    Behind `corrections` stands what is meant instead of all that was said before them.
    """

    corrections: tuple[Text, ...] = ()
    around: AroundFile
    answers: dict[Text, dict[Answer, Texts]]
    commands: dict[Text, dict[Command, Texts]]


Chance = Annotated[float, Field(gt=0.0, le=1.0)]


class Thresholds(_Strict):
    """`thresholds.toml`: how sure is sure enough, label by label."""

    accept: Chance
    confirm: Chance
    kind: Chance
    command: Chance
    command_closed: Chance
    safety_doubt: Chance
    safety_clear: Chance
    safety_alone: Chance
    safety_any: Chance
    situation: Chance
    wake: Chance


@dataclass(frozen=True, slots=True)
class Language:
    """Everything understanding knows about one language, checked."""

    words: WordsFile
    safety: SafetyFile
    who: WhoFile
    wake: WakeFile
    phrases: PhraseFile
    thresholds: Thresholds
    folders: tuple[Path, ...]

    def file(self, name: str) -> Path:
        """Where a file that is no TOML lies (the trained model), a user's copy first."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise ContentError(
            f"The file {self.folders[-1] / name} is missing.",
            "Install Voice Coach again, or choose a language that comes with it ('en').",
        )


def bundled(language: str) -> Path:
    """The folder that comes with the program, in the wheel or in the checkout."""
    package = Path(voice_coach.__file__).parent
    inside = package / "prompts"
    root = inside if inside.is_dir() else package.parent / "prompts"
    return root / language / "understanding"


def load_language(language: str, directory: Path | None = None) -> Language:
    """Everything about a language; files in `directory` stand in for the bundled ones.

    `directory` is a user's prompts folder (with `<language>/understanding` in it). Raises
    ContentError naming file, place and what was expected.
    """
    folders = [bundled(language)]
    if directory is not None:
        folders.insert(0, directory / language / "understanding")
    loaded = Language(
        words=_read("words", folders, WordsFile),
        safety=_read("safety", folders, SafetyFile),
        who=_read("who", folders, WhoFile),
        wake=_read("wake", folders, WakeFile),
        phrases=_read("phrases", folders, PhraseFile),
        thresholds=_read("thresholds", folders, Thresholds),
        folders=tuple(folders),
    )
    _check_names("safety", loaded.safety.clear, SAFETY_FAMILIES)
    _check_names("safety", loaded.safety.ambiguous, SAFETY_FAMILIES)
    return loaded


def pattern_error(file: str, place: str, error: Exception) -> ContentError:
    """A pattern that is no regular expression or names an unknown concept, as ContentError."""
    expected = (
        "is no valid pattern"
        if isinstance(error, re.error)
        else f"names an unknown concept {error}"
    )
    return ContentError(
        f"In {file}.toml, a pattern under '{place}' {expected}.",
        "Correct that pattern, or remove your copy of the file to use the bundled one.",
    )


def _read(name: str, folders: Sequence[Path], model: type[ModelT]) -> ModelT:
    for folder in folders:
        path = folder / f"{name}.toml"
        if path.is_file():
            return _parse(path, model)
    raise ContentError(
        f"The file {folders[-1] / name}.toml is missing.",
        "Install Voice Coach again, or choose a language that comes with it ('en').",
    )


def _parse(path: Path, model: type[ModelT]) -> ModelT:
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(values)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(
            f"{path} is not valid TOML: {error}.", "Correct that line of the file."
        ) from error
    except OSError as error:
        raise ContentError(
            f"{path} cannot be read: {error.strerror}.", "Check who owns the file."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContentError(
            f"In {path}, '{place}' cannot be used: {first['msg']}.",
            "Compare it with the bundled file of the same name.",
        ) from error


def _check_names(name: str, table: Mapping[str, object], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            raise ContentError(
                f"{name}.toml names '{key}', which is not known there.",
                f"Expected one of: {', '.join(known)}.",
            )
