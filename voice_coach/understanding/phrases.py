"""Whole phrases: the first look at what was heard, and what a recogniser may expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import fuzz, process

from voice_coach.meaning import Answer, Command
from voice_coach.understanding.data import PhraseFile
from voice_coach.understanding.sounds import consonants

ANY, CLOSED, ALONE, CALLED = "any", "closed", "alone", "called"
"""Commands that count everywhere; what a recogniser makes of them, which counts under closed
questions alone; words for which, said alone there, whatever sounds like them counts; and what
counts behind the coach's name where nothing was asked, as if that were a question of its own."""

NAME = "{name}"
"""In a phrase, anybody of the household."""

CLOSE = 92.0
"""Similarity (0 to 100, rapidfuzz's ratio) from which on it is the phrase: a slip of a letter."""


_Meant: TypeAlias = tuple[Answer, Command | None]
"""What a phrase stands for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a phrase stands for, and how close the words came to it (0 to 1)."""

    answer: Answer
    command: Command | None
    closeness: float

    @property
    def is_all(self) -> bool:
        """Whether it is a command, word for word, and nothing else was said."""
        return self.command is not None and self.closeness == 1.0


class PhraseReader:
    """The phrases of one language, by question; `normal` is how heard words are written.

    A phrase with {name} stands for one with each of `names`. Each is one with courtesies around
    it, too.
    """

    def __init__(
        self, file: PhraseFile, normal: Callable[[str], str], names: Sequence[str] = ()
    ) -> None:
        askings = {*file.answers, *file.commands} - {ANY, CLOSED, ALONE}
        everywhere = _commands(_named(file.commands.get(ANY, {}), names))
        misheard = _commands(file.commands.get(CLOSED, {}))
        under = {asking: everywhere | _under(file, asking) for asking in askings}
        self._everywhere = {normal(phrase): said for phrase, said in everywhere.items()}
        self._under = {
            asking: {normal(phrase): said for phrase, said in (misheard | known).items()}
            for asking, known in under.items()
        }
        self._alone = {
            consonants(word): said for word, said in _commands(file.commands.get(ALONE, {})).items()
        }
        self._before = tuple(f"{normal(words)} " for words in file.around.before)
        self._after = tuple(f" {normal(words)}" for words in file.around.after)
        self._expected = {
            asking: tuple(known)
            for asking, known in under.items()
            if "toward" in file.answers.get(asking, {}) or asking in file.commands
        }

    def __call__(self, text: str, asking: str | None) -> Said | None:
        """What a whole utterance says word for word, None where it is no phrase."""
        known = self._under.get(asking or "", self._everywhere)
        bare = next((bare for bare in self._without_courtesies(text) if bare in known), None)
        if bare is not None:
            return Said(*known[bare], 1.0)
        found = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE)
        if found is not None:
            phrase, score, _ = found
            return Said(*known[phrase], score / 100.0)
        return self._sounding(text) if asking in self._under else None

    def _without_courtesies(self, text: str) -> Iterator[str]:
        """The text, then with one courtesy after another taken from its end and its beginning."""
        begin = text
        while begin:
            end = begin
            while end:
                yield end
                end = _shorter(end, self._after, str.endswith, str.removesuffix)
            begin = _shorter(begin, self._before, str.startswith, str.removeprefix)

    def _sounding(self, text: str) -> Said | None:
        """The second look: what a lone word sounds like."""
        heard = None if " " in text else self._alone.get(consonants(text))
        return None if heard is None else Said(*heard, CLOSE / 100.0)

    def expected(self, asking: str | None) -> Sequence[str]:
        """The phrases that a question expects; empty for questions without any."""
        return self._expected.get(asking or "", ())


def _shorter(
    text: str,
    courtesies: Sequence[str],
    has: Callable[[str, str], bool],
    without: Callable[[str, str], str],
) -> str:
    """The text without the longest courtesy at that end of it; empty where it has none."""
    found = max((each for each in courtesies if has(text, each)), key=len, default=None)
    return "" if found is None else without(text, found)


def _under(file: PhraseFile, asking: str) -> dict[str, _Meant]:
    answers: dict[str, _Meant] = {
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
) -> dict[str, _Meant]:
    answered: dict[Command, Answer] = {"accept": "toward", "decline": "away"}
    return {
        phrase: (answered.get(command, "none"), command)
        for command, phrases in table.items()
        for phrase in phrases
    }
