"""Settings: typed, from a TOML file and the environment, each with a default that works.

The file is `settings.toml` in the configuration folder (`VOICE_COACH_HOME` moves it, with
journal and cache); any setting can also be given as `VOICE_COACH_<NAME>`.
"""

from __future__ import annotations

import os
import re
import tomllib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Literal, TypeAlias
from unicodedata import category, normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableVariable

from voice_coach.errors import SettingsError, StorageError
from voice_coach.plainly import first_problem

PHRASE_LETTERS = re.compile(r"[A-Za-z' ,.!?-]+")
"""What a wake phrase is written with; a recogniser of English writes nothing else."""

SHORTEST_PHRASE = 4
"""Letters without which a wake phrase would be heard in everything."""

TAKEN_NAMES = frozenset({"both", "guest"})
"""What the journal calls two people together, and somebody whose answers are not kept."""

LONGEST_NAME = 40
"""Characters of a name; it is said aloud."""

_UNSAYABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Kinds of characters that are in no name: control characters, halves, ends of lines."""

Day: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of the week, as settings spell them."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where settings, journal, models and cache live.

    `run` is for what tells of the program that is running now, and is worth nothing after it.
    """

    settings_file: Path
    journal: Path
    models: Path
    cache: Path
    run: Path


def places() -> Places:
    """The folders of this user, or below `VOICE_COACH_HOME` where that is set."""
    home = os.environ.get("VOICE_COACH_HOME")
    if home:
        root = Path(home).expanduser()
        return Places(
            root / "settings.toml", root / "journal", root / "models", root / "cache", root / "run"
        )
    dirs = platformdirs.PlatformDirs("voice-coach", appauthor=False)
    with warnings.catch_warnings(action="ignore"):  # no session, no folder of its own: /tmp it is
        run = dirs.user_runtime_path
    return Places(
        settings_file=dirs.user_config_path / "settings.toml",
        journal=dirs.user_data_path / "journal",
        models=dirs.user_data_path / "models",
        cache=dirs.user_cache_path,
        run=run,
    )


class Settings(BaseSettings):
    """Every setting. Times are seconds, volumes decibels."""

    model_config = SettingsConfigDict(
        env_prefix="VOICE_COACH_", extra="forbid", frozen=True, validate_default=True
    )

    language: str = Field(default="en", pattern="^[a-z]{2,3}$")
    household: tuple[str, ...] = Field(default=(), max_length=2)
    country: str | None = None
    length: Literal["short", "normal", "long"] = "normal"

    asr: Literal["auto", "moonshine", "vosk"] = "auto"
    tts: Literal["auto", "piper", "pyttsx3"] = "auto"
    input_device: str | None = None
    output_device: str | None = None
    prompts: Path | None = None
    keep_days: int = Field(default=28, ge=1, le=3650)

    pace: float = Field(default=1.0, ge=0.6, le=1.4)
    volume_db: float = Field(default=0.0, ge=-24.0, le=12.0)
    barge_in: bool = False

    button_pin: int | None = Field(default=None, ge=0, le=27)
    light_pin: int | None = Field(default=None, ge=0, le=27)

    checkin_at: time = time(20, 30)
    checkin_days: tuple[Day, ...] = DAYS
    time_zone: str | None = None
    quiet_from: time = time(22, 30)
    quiet_until: time = time(7, 0)
    late_from: time = time(21, 30)
    late_volume_db: float = Field(default=-6.0, ge=-24.0, le=0.0)

    answer_early: bool = True
    wake: Literal["phrase", "okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"] = "phrase"
    wake_phrase: str = Field(default="hey coach", max_length=40)
    unmute_at: time = time(7, 0)

    closed_trailing: float = Field(default=0.45, ge=0.2, le=3.0)
    closed_first_word: float = Field(default=8.0, ge=2.0, le=60.0)
    closed_longest: float = Field(default=8.0, ge=2.0, le=60.0)
    open_trailing: float = Field(default=1.0, ge=0.4, le=5.0)
    open_first_word: float = Field(default=12.0, ge=2.0, le=60.0)
    open_longest: float = Field(default=90.0, ge=5.0, le=300.0)

    @field_validator("household")
    @classmethod
    def _tell_people_apart(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        stripped = tuple(name.strip() for name in names)
        told_apart = {folded(name) for name in stripped}
        if "" in told_apart or len(told_apart) < len(stripped):
            raise ValueError("each person needs a name, and not the same one")
        return tuple(sayable(name) for name in stripped)

    @field_validator("wake_phrase")
    @classmethod
    def _say_it_in_letters(cls, phrase: str) -> str:
        if not PHRASE_LETTERS.fullmatch(phrase) or sum(map(str.isalpha, phrase)) < SHORTEST_PHRASE:
            raise ValueError(
                f"a wake phrase is words of the letters a to z, {SHORTEST_PHRASE} letters or more; "
                "write numbers out"
            )
        return phrase.strip()

    @field_validator("checkin_at", "quiet_from", "quiet_until", "late_from", "unmute_at")
    @classmethod
    def _show_local_time(cls, clock: time) -> time:
        if clock.tzinfo is not None:
            raise ValueError("it should be a time like 20:30, without a zone")
        return clock

    @field_validator("quiet_until")
    @classmethod
    def _leave_room_for_the_checkin(cls, until: time, info: ValidationInfo) -> time:
        at, begin = info.data.get("checkin_at"), info.data.get("quiet_from")
        if at is not None and begin is not None and in_hours(at, begin, until):
            raise ValueError(
                f"quiet hours from {begin:%H:%M} until {until:%H:%M} would leave out "
                f"the check-in at {at:%H:%M}"
            )
        return until

    @field_validator("time_zone")
    @classmethod
    def _know_the_zone(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("it should be a time zone like Europe/London") from error
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment beats the file (which comes in as the initial values)."""
        del settings_cls, dotenv_settings, file_secret_settings
        return (env_settings, init_settings)


def sayable(name: str) -> str:
    """The same name, where somebody can be called by it. Raises ValueError."""
    if folded(name) in TAKEN_NAMES:
        raise ValueError(f"nobody can be called {' or '.join(sorted(TAKEN_NAMES))}")
    has_letters = any(map(str.isalpha, name))
    if not has_letters or len(name) > LONGEST_NAME or _UNSAYABLE & set(map(category, name)):
        raise ValueError(
            f"a name has letters in it, {LONGEST_NAME} characters at most, and is on one line"
        )
    return name


def folded(name: str) -> str:
    """A name as it is compared: however it is written, in small letters or in capitals."""
    return normalize("NFC", name.strip()).casefold()


def in_hours(clock: time, begin: time, end: time) -> bool:
    """Whether a clock shows a time from `begin` until before `end`, which may be past midnight.

    Where both are the same there are no such hours.
    """
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def load_settings(file: Path, overrides: Mapping[str, object] | None = None) -> Settings:
    """The settings from `file` (which need not exist) and the environment.

    `overrides` come from the command line and beat both; those that are None count as not
    given.

    Raises SettingsError naming the key and what was expected, StorageError when the file
    cannot be read.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The settings file {file} is not text in UTF-8.",
            "Save it as UTF-8, or move it away to start from the defaults.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The settings file {file} is not valid TOML: {error}.",
            "Correct that line, or move the file away to start from the defaults.",
        ) from error
    except OSError as error:
        raise StorageError(
            f"The settings file {file} cannot be read: {error.strerror}.",
            "Check who owns the file and its folder.",
        ) from error
    settings = settings_from(
        values, f"Look in {file} and at environment variables that begin with VOICE_COACH_."
    )
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    return settings.model_copy(update=given)


def settings_from(values: Mapping[str, Any], hint: str) -> Settings:
    """The settings that these values and the environment mean.

    Raises SettingsError, with this hint, naming the key and what was expected.
    """
    try:
        return Settings(**values)
    except ValidationError as error:
        key, what = first_problem(error)
        raise SettingsError(f"The setting '{key}' cannot be used: {what}.", hint) from error
    except UnreadableVariable as error:  # a list in an environment variable is not JSON
        raise SettingsError(
            "An environment variable that begins with VOICE_COACH_ cannot be read.",
            """Write lists like this: VOICE_COACH_HOUSEHOLD='["Ana", "Ben"]'.""",
        ) from error
