"""Everything that looks at a text before the model decides: spelling, wake phrase, danger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice_coach.meaning import Safety
from voice_coach.understanding.data import Language, WordsFile, pattern_error
from voice_coach.understanding.features import features
from voice_coach.understanding.normalise import Normaliser, Words
from voice_coach.understanding.patterns import Patterns
from voice_coach.understanding.safety import SafetyReader
from voice_coach.understanding.wake import WakeReader

CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Heard:
    """One hypothesis, read once.

    `words` are what was said beside calling the coach, `called` whether it plainly was called,
    `named` whether it may have been: its name is among the words. `safety` is what the patterns
    of danger found in all of it; `greeting` is what the call began with, where nothing else was
    said.
    """

    words: Words
    safety: Safety
    called: bool = False
    named: bool = False
    greeting: str = ""


def _normaliser(words: WordsFile) -> Normaliser:
    try:
        return Normaliser(
            words.spelling,
            words.spelling_patterns,
            words.double_negatives,
            words.fillers,
            words.filler_phrases,
        )
    except re.error as error:
        raise pattern_error("words", "spelling_patterns", error) from error


class Reader:
    """Reads hypotheses of one language."""

    def __init__(self, language: Language) -> None:
        words = language.words
        self.normalise = _normaliser(words)
        self._partners = frozenset(words.partners) | frozenset(words.forenames)
        self._safety = SafetyReader(language)
        self._wake = WakeReader(language.wake)
        self._corrections = Patterns({CORRECTION: language.phrases.corrections}, {})

    def read(self, text: str, asking: str | None = None) -> Heard:
        """The hypothesis in one spelling, under the question `asking`."""
        whole = self.whole(text)
        words = whole.words
        rest = self._wake.rest(words.words)
        if rest is None:
            return whole
        # "Night night, coach" answers, and names the coach at its end: nobody is called.
        called = asking is None or not rest or words.words[-1] == rest[-1]
        said = Words(tuple(rest), " ".join(rest), words.asks)
        greeting = "" if rest else " ".join(words.words[:-1])
        return Heard(said, whole.safety, called, greeting=greeting)

    def whole(self, text: str) -> Heard:
        """The hypothesis in one spelling, calling included."""
        words = self.normalise(text)
        return Heard(words, self._safety(words.text), named=self._wake.names(words.words))

    def corrected(self, heard: Heard) -> str | None:
        """What was said instead, behind the last words that took back what was said before them.

        None where nothing was taken back, or nothing said instead.
        """
        said = heard.words.text
        found = self._corrections.all(CORRECTION, said)
        if not found:
            return None
        before, instead = said[: found[-1].start], said[found[-1].end :].strip()
        return instead if before and instead else None

    def features(self, heard: Heard, asking: str | None) -> list[str]:
        """What the classifier looks at, under a question."""
        safety = heard.safety
        return [
            *features(heard.words, asking, self._partners),
            f"safe:{safety.level}",
            f"safe:{safety.family}",
        ]
