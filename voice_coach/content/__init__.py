"""prompts/ parsed once into frozen, validated values."""

from __future__ import annotations

from pathlib import Path

from voice_coach.content.building import build
from voice_coach.content.files import packaged_prompts, read_source
from voice_coach.content.problems import Problem, content_error
from voice_coach.content.review import review
from voice_coach.errors import ContentError
from voice_coach.meaning import Content

__all__ = ["Problem", "check_content", "load_content", "packaged_prompts"]


def load_content(language: str, directory: Path | None = None) -> Content:
    """Everything the coach can say in a language.

    Files in `directory` (or in its folder named like the language) replace the packaged
    files of the same name. Raises ContentError naming file, place and what was expected.
    """
    if not (packaged_prompts() / language).is_dir() and directory is None:
        there = sorted(path.name for path in packaged_prompts().glob("*") if path.is_dir())
        raise ContentError(
            f"There is nothing to say in the language '{language}'.",
            f"Languages that are there: {', '.join(there)}.",
        )
    content, problems = build(language, read_source(language, directory))
    if problems:
        raise content_error(problems)
    return content


def check_content(directory: Path | None = None, language: str = "en") -> list[Problem]:
    """Everything that is wrong with the prompts in a directory, or with the packaged ones.

    Besides what `load_content` insists on, this holds the texts against the rules of how
    the coach speaks: short sentences, no verdicts, nothing a voice would spell out.
    """
    source = read_source(language, directory)
    content, problems = build(language, source)
    return problems or list(review(content, source.paths))
