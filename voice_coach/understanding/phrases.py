"""Whole phrases: the first look at what was heard, and what a recogniser may expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from voice_coach.meaning import Answer, Command
from voice_coach.understanding.data import PhraseFile
from voice_coach.understanding.sounds import consonants

ANY, CLOSED, UNASKED, ALONE = "any", "closed", "unasked", "alone"
"""Commands that count everywhere; what a recogniser makes of them, which counts under closed
questions alone, or only where nothing was asked; and words for which, said alone under a closed
question, whatever sounds like them counts."""

NAME = "{name}"
"""In a phrase, anybody of the household."""

CLOSE = 92.0
"""Similarity (0 to 100, rapidfuzz's ratio) from which on it is the phrase: a slip of a letter."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a phrase stands for, and how close the words came to it (0 to 1)."""

    answer: Answer
    command: Command | None
    closeness: float


class PhraseReader:
    """The phrases of one language, by question; `normal` is how heard words are written.

    A phrase with {name} stands for one with each of `names`.
    """

    def __init__(
        self, file: PhraseFile, normal: Callable[[str], str], names: Sequence[str] = ()
    ) -> None:
        askings = {*file.answers, *file.commands} - {ANY, CLOSED, UNASKED, ALONE}
        everywhere = _commands(_named(file.commands.get(ANY, {}), names))
        misheard = _commands(file.commands.get(CLOSED, {}))
        under = {asking: everywhere | _under(file, asking) for asking in askings}
        unasked = everywhere | _commands(file.commands.get(UNASKED, {}))
        self._everywhere = {normal(phrase): said for phrase, said in everywhere.items()}
        self._unasked = {normal(phrase): said for phrase, said in unasked.items()}
        self._under = {
            asking: {normal(phrase): said for phrase, said in (misheard | known).items()}
            for asking, known in under.items()
        }
        self._alone = {
            consonants(word): said for word, said in _commands(file.commands.get(ALONE, {})).items()
        }
        self._expected = {
            asking: tuple(known)
            for asking, known in under.items()
            if "toward" in file.answers.get(asking, {}) or asking in file.commands
        }

    def __call__(self, text: str, asking: str | None) -> Said | None:
        """What a whole utterance says word for word, None where it is no phrase."""
        known = self._unasked if asking is None else self._under.get(asking, self._everywhere)
        found = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
        if found is None:
            return self._sounding(text) if asking in self._under else None
        phrase, score, _ = found
        answer, command = known[phrase]
        return Said(answer, command, score / 100.0)

    def _sounding(self, text: str) -> Said | None:
        """The second look: what a lone word sounds like."""
        heard = None if " " in text else self._alone.get(consonants(text))
        return None if heard is None else Said(*heard, CLOSE / 100.0)

    def expected(self, asking: str | None) -> Sequence[str]:
        """The phrases that a question expects; empty for questions without any."""
        return self._expected.get(asking or "", ())


def _under(file: PhraseFile, asking: str) -> dict[str, tuple[Answer, Command | None]]:
    answers: dict[str, tuple[Answer, Command | None]] = {
        phrase: (answer, None)
        for answer, phrases in file.answers.get(asking, {}).items()
        for phrase in phrases
    }
    return answers | _commands(file.commands.get(asking, {}))


def _named(
    table: Mapping[Command, Sequence[str]], names: Sequence[str]
) -> dict[Command, list[str]]:
    return {
        command: [
            phrase.replace(NAME, name)
            for phrase in phrases
            for name in (names if NAME in phrase else ("",))
        ]
        for command, phrases in table.items()
    }


def _commands(
    table: Mapping[Command, Sequence[str]],
) -> dict[str, tuple[Answer, Command | None]]:
    answered: dict[Command, Answer] = {"accept": "toward", "decline": "away"}
    return {
        phrase: (answered.get(command, "none"), command)
        for command, phrases in table.items()
        for phrase in phrases
    }
