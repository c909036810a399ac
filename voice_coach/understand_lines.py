"""`voice-coach understand --jsonl`: lines in, meanings (or an error in a line's place) out."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from voice_coach.errors import UsageError, VoiceCoachError
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.plainly import first_problem
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


def answers(
    lines: Iterable[bytes],
    understanding: Understanding,
    hear: HearFile,
    known_questions: Collection[str],
) -> Iterator[str]:
    """One line of JSON for each line of input that is not blank, in order."""
    for line in lines:
        if line.strip():
            answer = _answer(line, understanding, hear, known_questions)
            yield json.dumps(answer, ensure_ascii=False)


def _answer(
    line: bytes, understanding: Understanding, hear: HearFile, known_questions: Collection[str]
) -> dict[str, Any]:
    try:
        request = _request(line)
        _insist_on_known(request.asking, known_questions)
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
        value = json.loads(line.decode("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise UsageError("The line is not valid UTF-8.", EXPECTED) from error
    except (ValueError, RecursionError) as error:  # a number can have too many digits, too
        raise UsageError("The line is not valid JSON.", EXPECTED) from error
    if not isinstance(value, dict):
        raise UsageError("The line is not a JSON object.", EXPECTED)
    try:
        request = Request.model_validate(value)
    except ValidationError as error:
        place, what = first_problem(error)
        raise UsageError(f"'{place}' cannot be used: {what}.", EXPECTED) from error
    if (request.text is None) == (request.wav is None):
        raise UsageError("The line needs either 'text' or 'wav'.", EXPECTED)
    return request


def _insist_on_known(asking: str | None, known_questions: Collection[str]) -> None:
    if asking is not None and asking not in known_questions:
        raise UsageError(
            "There is no question with the id that 'asking' names.",
            f"Known ids are {', '.join(sorted(known_questions))}.",
        )
