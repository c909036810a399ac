"""Signs that someone is not safe, found by whole patterns before anything else is decided."""

from __future__ import annotations

from collections.abc import Sequence

from voice_coach.meaning import SAFETY_FAMILIES, Safety, SafetyFamily
from voice_coach.understanding.data import Language, pattern_error
from voice_coach.understanding.patterns import Patterns, UnknownConceptError

NONE = Safety()


class SafetyReader:
    """Reads the level and the family of danger from normalised text."""

    def __init__(self, language: Language) -> None:
        file = language.safety
        concepts = file.concepts
        groups: dict[str, Sequence[str]] = {"idioms": file.idioms.patterns}
        for family, group in file.clear.items():
            groups[f"clear.{family}"] = group.patterns
        for family, group in file.ambiguous.items():
            groups[f"ambiguous.{family}"] = group.patterns
        try:
            self._patterns = Patterns(groups, concepts)
        except (UnknownConceptError, ValueError) as error:
            raise pattern_error("safety", "patterns", error) from error

    def __call__(self, text: str) -> Safety:
        """The gravest sign in the text; idioms are blanked out first, span by span."""
        # Idioms only take signs away, and most texts have none: the search for them can wait.
        return NONE if self._gravest(text) == NONE else self._gravest(self._without_idioms(text))

    def _gravest(self, text: str) -> Safety:
        for level in ("clear", "ambiguous"):
            for family in _ORDER:
                if self._patterns.first(f"{level}.{family}", text):
                    return Safety(level, family)
        return NONE

    def _without_idioms(self, text: str) -> str:
        spans = self._patterns.all("idioms", text)
        for span in reversed(spans):
            text = f"{text[: span.start]}\u00b7{text[span.end :]}"
        return text


_ORDER: tuple[SafetyFamily, ...] = (
    "self_harm",
    "child",
    "violence",
    "own_violence",
    "fear",
    "control",
)

if set(_ORDER) != set(SAFETY_FAMILIES):  # pragma: no cover - a guard for whoever adds a family
    raise AssertionError("every safety family needs its place in the order")
