"""The shape of each file in prompts/, as pydantic models; nothing here knows about meaning."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from voice_coach.meaning import Answer, Habit, Kind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Something to be said: never empty."""

Wordings = Annotated[tuple[Text, ...], Field(min_length=1)]
"""Several ways of saying the same thing, at least one."""

_STRICT = ConfigDict(extra="forbid", frozen=True)


class QuestionTable(BaseModel):
    """One table `[group.name]` of questions.toml."""

    model_config = _STRICT

    ask: Wordings
    rephrase: tuple[Text, ...] = ()
    choices: str = ""
    confirm: dict[Answer, Text] = Field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()


class RitualTable(BaseModel):
    """One table `[id]` of rituals.toml."""

    model_config = _STRICT

    plan: Text
    smaller: Text
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    habit: Habit
    minutes: Annotated[int, Field(ge=1, le=10)]
    when: Literal["tonight", "tomorrow"]
    alone: bool
    apart: bool = False


class Number(BaseModel):
    """One help line: its name, and its number as it is dialled."""

    model_config = _STRICT

    name: Text
    number: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 ]+$")]


class Spoken(BaseModel):
    """How digits are said, zero to nine."""

    model_config = _STRICT

    digits: Annotated[tuple[Text, ...], Field(min_length=10, max_length=10)]


class Country(BaseModel):
    """The help lines of one country, and the month in which they were checked."""

    model_config = _STRICT

    checked: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    also: tuple[Text, ...] = ()
    lines: Annotated[tuple[Number, ...], Field(min_length=1)]


class Pauses(BaseModel):
    """Seconds of silence after which an answer is over."""

    model_config = _STRICT

    certain: Annotated[float, Field(ge=0.1, le=3.0)]
    whole: Annotated[float, Field(ge=0.1, le=3.0)]
    missed: Annotated[float, Field(ge=0.1, le=3.0)]
    told: Annotated[float, Field(ge=0.1, le=5.0)]
    doubtful: Annotated[float, Field(ge=0.1, le=5.0)]
    untold: Annotated[float, Field(ge=0.1, le=5.0)]
    unfinished: Annotated[float, Field(ge=0.1, le=5.0)]


class Chances(BaseModel):
    """How likely somebody must have said all of it."""

    model_config = _STRICT

    over: Annotated[float, Field(ge=0.0, le=1.0)]
    told: Annotated[float, Field(ge=0.0, le=1.0)]
    goes_on: Annotated[float, Field(ge=0.0, le=1.0)]


class TurnsTable(BaseModel):
    """The whole of turns.toml."""

    model_config = _STRICT

    hesitations: tuple[Text, ...]
    finished: tuple[Text, ...]
    backchannels: tuple[Text, ...]
    stop_words: tuple[Text, ...]
    goodnight_words: tuple[Text, ...]
    certain: tuple[Text, ...]
    certain_more: Annotated[int, Field(ge=0, le=30)]
    told_words: Annotated[int, Field(ge=0, le=30)]
    pause: Pauses
    chance: Chances


TurnsFile = TypeAdapter(TurnsTable)
"""turns.toml: how one can hear that somebody has finished."""


class WaitsTable(BaseModel):
    """The whole of waits.toml: words, and how many minutes they mean."""

    model_config = _STRICT

    minutes: dict[Text, Annotated[int, Field(ge=1, le=240)]]


WaitsFile = TypeAdapter(WaitsTable)
"""waits.toml: how long somebody wants to be left alone."""

LinesFile = TypeAdapter(dict[str, dict[str, Wordings]])
"""lines.toml: table, entry, wordings."""

QuestionsFile = TypeAdapter(dict[str, dict[str, QuestionTable]])
"""questions.toml: group, name, question."""

RitualsFile = TypeAdapter(dict[str, RitualTable])
"""rituals.toml: id, ritual."""

CountriesFile = TypeAdapter(dict[str, Country])
"""helplines.toml without its `spoken` table: country code, help lines."""
