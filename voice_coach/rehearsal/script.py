"""Rehearsal scripts: what a synthetic partner answers to which question."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice_coach.errors import StorageError, UsageError
from voice_coach.meaning import End
from voice_coach.plainly import first_problem

ANYTHING = "anything"
"""The script's entry that serves every question without one of its own."""

EXPECTED = 'A script looks like {"answers": {"ready": ["yes"], "anything": ["yes"]}}.'

Answers = Annotated[list[str | None], Field(min_length=1)]


class Noise(BaseModel):
    """A sound that goes on in the room: made up here, at `snr` decibels below the partner."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    like: Literal["dishwasher", "hum"]
    snr: float = Field(default=12.0, ge=-10.0, le=60.0)


class PastPlan(BaseModel):
    """The plan that was made before: last spoken of `days_ago`, and what became of it.

    Less than nothing means that the clock was set back since.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ritual: str
    days_ago: int = Field(default=1, ge=-30, le=3650)
    happened: int = Field(default=0, ge=0, le=30)
    missed: int = Field(default=0, ge=0, le=30)
    smaller: bool = False


class Past(BaseModel):
    """What is remembered when the evening begins, of `who` (the person who is there, or both).

    `evenings` is how many went before, one a night. With `cut_after` this very evening was begun
    before, and cut off after so many answers, `minutes_since`; fewer than none where the clock
    was set back meanwhile. `words` says that they want their own words kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str | None = None
    plan: PastPlan | None = None
    evenings: int = Field(default=0, ge=0, le=365)
    cut_after: int = Field(default=0, ge=0, le=20)
    minutes_since: int = Field(default=10, ge=-600, le=600)
    words: bool = False


class Script(BaseModel):
    """One made-up person. `expect` and `clean` are what the bundled scripts are tested for.

    `thinks` are seconds that the person is silent before every answer. `clean` says that the
    person speaks so plainly that the coach's lines are the same by voice and by keyboard; `says`
    are ids of questions and lines that must come up. `household` are the names that live there
    and `who` the one who is known to be there; `first_evening` says that nobody was asked yet
    whether they may be remembered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    persona: str = ""
    answers: Mapping[str, Answers]
    noise: Noise | None = None
    household: tuple[str, ...] = Field(default=(), max_length=2)
    who: str | None = None
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    history: Past | None = None
    first_evening: bool = False
    expect: End | None = None
    says: tuple[str, ...] = ()
    clean: bool = False
    thinks: float = Field(default=0.0, ge=0.0, le=6.0)

    @property
    def remembers(self) -> bool:
        """Whether the evening needs a journal to begin with."""
        return bool(self.household or self.history or self.first_evening)


def load_script(path: Path, known_questions: Collection[str]) -> Script:
    """The script in a JSON file.

    Raises UsageError when it is no script (naming the place), StorageError when it cannot
    be read.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half characters can't be spoken
        script = Script.model_validate(value)
    except OSError as error:
        raise StorageError(
            f"The script {path} cannot be read: {error.strerror}.", "Check the path."
        ) from error
    except UnicodeError as error:
        raise UsageError(f"The script {path} is not text in UTF-8.", EXPECTED) from error
    except ValidationError as error:
        place, what = first_problem(error)
        raise UsageError(
            f"The script {path} is wrong at '{place or 'the whole file'}': {what}.",
            "Answers are lists of texts by question id; null is silence.",
        ) from error
    except json.JSONDecodeError as error:
        raise UsageError(f"The script {path} is not valid JSON: {error}.", EXPECTED) from error
    except (ValueError, RecursionError) as error:  # numbers too long, brackets too deep
        raise UsageError(f"The script {path} is not JSON of sane size.", EXPECTED) from error
    unknown = sorted(set(script.answers) - set(known_questions) - {ANYTHING})
    if unknown:
        raise UsageError(
            f"The script {path} answers questions that do not exist: {', '.join(unknown)}.",
            f"Known ids are {', '.join(sorted({*known_questions, ANYTHING}))}.",
        )
    return script


@dataclass(slots=True)
class Answering:
    """Hands out a script's answers in order, the last one again and again."""

    script: Script
    given: dict[str, int] = field(default_factory=dict)

    def next(self, question: str) -> str | None:
        """What the person says to `question` this time; None is silence."""
        key = question if question in self.script.answers else ANYTHING
        answers = self.script.answers.get(key)
        if answers is None:
            return None
        index = self.given.get(key, 0)
        self.given[key] = index + 1
        answer = answers[min(index, len(answers) - 1)]
        return answer if answer and answer.strip() else None
