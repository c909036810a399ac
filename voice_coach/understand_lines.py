"""`voice-coach understand --jsonl`: lines in, meanings (or an error in a line's place) out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from voice_coach.errors import UsageError, VoiceCoachError
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import Understanding

HearFile: TypeAlias = Callable[[Path, str | None], Recognition]
"""Recognises the speech in a sound file, under a question id."""

EXPECTED = 'Give one JSON object a line: {"text": "…"} or {"wav": "path"}, with "asking" if known.'


class Request(BaseModel):
    """One line of input."""

    model_config = ConfigDict(extra="ignore", strict=True)

    text: str | None = None
    wav: str | None = None
    asking: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Request:
        if (self.text is None) == (self.wav is None):
            raise ValueError("exactly one of 'text' and 'wav' is needed")
        return self


def answers(lines: Iterable[bytes], understanding: Understanding, hear: HearFile) -> Iterator[str]:
    """One line of JSON for each line of input that is not blank, in order."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, understanding, hear), ensure_ascii=False)


def _answer(line: bytes, understanding: Understanding, hear: HearFile) -> dict[str, Any]:
    try:
        request = _request(line)
        recognition = (
            Recognition((Hypothesis(request.text),))
            if request.text is not None
            else hear(Path(request.wav or ""), request.asking)
        )
        return understanding.meaning(recognition, request.asking).as_json()
    except VoiceCoachError as error:
        return {"error": error.message, "hint": error.hint}


def _request(line: bytes) -> Request:
    try:
        value = json.loads(line.decode("utf-8"))
        request = Request.model_validate(value)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise UsageError("The line is not valid UTF-8.", EXPECTED) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError("The line is not valid JSON.", EXPECTED) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        where = f" at '{place}'" if place else ""
        raise UsageError(f"The line cannot be used{where}: {first['msg']}.", EXPECTED) from error
    return request
