"""The manifest of recognition models: what there is, where it comes from, what it must be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

import voice_coach
from voice_coach.errors import ContentError, UsageError


class Model(BaseModel):
    """One model of the manifest.

    A bundled one needs no fetching; every other has a `url`, a checksum and the `folder`
    that its archive unpacks to. `megabytes` is the size of the download.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str
    language: str
    licence: str
    megabytes: int = Field(gt=0)
    about: str
    bundled: bool = False
    url: str = ""
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    md5: str = Field(default="", pattern="^([0-9a-f]{32})?$")
    folder: str = Field(default="", pattern="^[A-Za-z0-9._-]*$")

    @model_validator(mode="after")
    def _can_be_fetched(self) -> Model:
        if not self.bundled and not (self.url and self.folder and (self.sha256 or self.md5)):
            raise ValueError("a model that is not bundled needs url, folder and a checksum")
        return self

    @property
    def checksum(self) -> str:
        """The checksum as pooch writes it."""
        return f"sha256:{self.sha256}" if self.sha256 else f"md5:{self.md5}"


def manifest_file() -> Path:
    """The manifest beside the installed package, or that of the checkout."""
    package = Path(voice_coach.__file__).parent
    installed = package / "models" / "manifest.toml"
    return installed if installed.exists() else package.parent / "models" / "manifest.toml"


def read_manifest(file: Path | None = None) -> Mapping[str, Model]:
    """Every model by name; raises ContentError when the manifest is wrong."""
    file = file or manifest_file()
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, Model]).validate_python(found)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(
            f"The manifest {file} cannot be read: {error}.", "Restore it."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContentError(
            f"The manifest {file} is wrong at '{place}': {first['msg']}.", "Correct that place."
        ) from error


def named(models: Mapping[str, Model], name: str) -> Model:
    """The model with this name; raises UsageError when there is none."""
    if name not in models:
        raise UsageError(
            f"There is no model called '{name}'.", f"These are known: {', '.join(models)}."
        )
    return models[name]
