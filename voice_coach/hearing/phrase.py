"""A wake phrase of one's own: does an utterance begin with something that sounds like it?"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from voice_coach.hearing.interrupting import words_in

ALIKE = 88
"""How alike (of 100) the first words must be written to be the phrase, misheard a little."""

BEFORE = 2
"""Words that may come before it: "um, hello kitchen"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wake phrase as the settings give it."""

    text: str

    def rest(self, heard: str) -> str | None:
        """What was said behind the phrase, or None where it was not said.

        The phrase may be heard as one word more or less than it has.
        """
        phrase, words = words_in(self.text), words_in(heard)
        wanted = "".join(phrase)
        if not wanted:
            return None
        for start in range(min(BEFORE + 1, len(words))):
            for count in (len(phrase), len(phrase) + 1, max(1, len(phrase) - 1)):
                said = "".join(words[start : start + count])
                if fuzz.ratio(said, wanted) >= ALIKE:
                    return " ".join(words[start + count :])
        return None
