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


class Script(BaseModel):
    """One made-up person. `expect` and `clean` are what the bundled scripts are tested for.

    `clean` says that the person speaks so plainly that the coach's lines are the same by
    voice and by keyboard.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    persona: str = ""
    answers: Mapping[str, Answers]
    noise: Noise | None = None
    expect: End | None = None
    clean: bool = False


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
