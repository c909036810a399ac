"""What can be wrong with a file in prompts/, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from voice_coach.errors import ContentError

HINT = "Correct that place, then run `voice-coach prompts check`."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the file, the place in it (table and key), what was expected."""

    file: Path
    place: str
    expected: str

    def __str__(self) -> str:
        """The problem in one line."""
        where = f"{self.file}, {self.place}" if self.place else str(self.file)
        return f"{where}: {self.expected}"


def from_validation(file: Path, error: ValidationError) -> list[Problem]:
    """A problem for each thing that does not have the shape it needs."""
    return [
        Problem(file, ".".join(str(part) for part in item["loc"]), _in_words(item["msg"]))
        for item in error.errors(include_url=False, include_input=False)
    ]


def content_error(problems: Iterable[Problem]) -> ContentError:
    """The error to raise for these problems: the first in full, the others counted."""
    first, *others = problems
    more = f" (and {len(others)} more)" if others else ""
    return ContentError(f"{first}{more}.", HINT)


def _in_words(message: str) -> str:
    """Pydantic's message without its programmer's words."""
    known = {
        "Extra inputs are not permitted": "this key is unknown here; correct or remove it",
        "Field required": "this key is missing",
        "String should have at least 1 character": "expected a text that is not empty",
        "Tuple should have at least 1 item after validation, not 0": "expected at least one entry",
        "Input should be a valid tuple": "expected a list of texts in [ ]",
        "Input should be a valid dictionary": "expected a table",
    }
    return known.get(message, message[:1].lower() + message[1:])
