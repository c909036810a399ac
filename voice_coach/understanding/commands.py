"""What is said to the coach rather than in answer to it, found by whole-utterance frames."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_coach.meaning import Command
from voice_coach.understanding.data import Language, pattern_error
from voice_coach.understanding.patterns import UnknownConceptError, expand

ORDER: tuple[Command, ...] = (
    "forget_everything",
    "forget_tonight",
    "keep_nothing",
    "what_do_you_remember",
    "numbers",
    "tonights_ritual",
    "how_are_we_doing",
    "open_up",
    "another",
    "smaller",
    "decline",
    "accept",
    "short",
    "later",
    "louder",
    "quieter",
    "slower",
    "faster",
    "pause",
    "undo",
    "repeat",
    "goodnight",
    "resume",
    "mute",
    "start_checkin",
    "skip",
    "stop",
    "help",
    "why",
)


@dataclass(frozen=True, slots=True)
class _Frame:
    command: Command
    regex: re.Pattern[str]
    asking: frozenset[str]
    not_asking: frozenset[str]

    def counts(self, asking: str) -> bool:
        return (not self.asking or asking in self.asking) and asking not in self.not_asking


class CommandReader:
    """Finds the command in a normalised utterance."""

    def __init__(self, language: Language) -> None:
        file = language.commands
        concepts = language.concepts(file.concepts)
        self._polite = _by_first_word(concepts.get("please", ()))
        self._polite_ends = _by_last_word(concepts.get("please", ()))
        self._frames = [
            _Frame(
                command,
                _compile(command, file.frames[command].patterns, concepts),
                frozenset(file.frames[command].asking),
                frozenset(file.frames[command].not_asking),
            )
            for command in ORDER
            if command in file.frames
        ]

    def __call__(self, words: Sequence[str], asking: str | None) -> Command | None:
        """The command that the whole utterance is, or None."""
        if not words or len(words) > 30:
            return None
        texts = [" ".join(words)]
        stripped = self._strip(list(words))
        if stripped and stripped != list(words):
            texts.append(" ".join(stripped))
        for frame in self._frames:
            if frame.counts(asking or ""):
                for text in texts:
                    if frame.regex.fullmatch(text):
                        return frame.command
        return None

    def _strip(self, words: list[str]) -> list[str]:
        changed = True
        while changed and words:
            changed = False
            for phrase in self._polite.get(words[0], ()):
                if len(phrase) < len(words) and words[: len(phrase)] == phrase:
                    words = words[len(phrase) :]
                    changed = True
                    break
            for phrase in self._polite_ends.get(words[-1], ()):
                if len(phrase) < len(words) and words[-len(phrase) :] == phrase:
                    words = words[: -len(phrase)]
                    changed = True
                    break
        return words


def _compile(
    command: str, patterns: Sequence[str], concepts: Mapping[str, Sequence[str]]
) -> re.Pattern[str]:
    try:
        return re.compile("|".join(expand(pattern, concepts) for pattern in patterns))
    except (UnknownConceptError, re.error) as error:
        raise pattern_error("commands", command, error) from error


def _by_first_word(phrases: Sequence[str]) -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        words = phrase.split()
        table.setdefault(words[0], []).append(words)
    return table


def _by_last_word(phrases: Sequence[str]) -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        words = phrase.split()
        table.setdefault(words[-1], []).append(words)
    return table
