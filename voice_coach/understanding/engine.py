"""Words to meaning: the one place that puts the readers of this stage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voice_coach.meaning import Meaning, Recognition, Safety
from voice_coach.understanding import decide
from voice_coach.understanding.commands import CommandReader
from voice_coach.understanding.data import Language, load_language
from voice_coach.understanding.evidence import EvidenceReader
from voice_coach.understanding.features import features
from voice_coach.understanding.model import Model, Prediction, load_model
from voice_coach.understanding.normalise import Normaliser, Words
from voice_coach.understanding.phrases import PhraseReader
from voice_coach.understanding.safety import SafetyReader
from voice_coach.understanding.wake import WakeReader
from voice_coach.understanding.who import correction, who

_GRAVITY = {"none": 0, "ambiguous": 1, "clear": 2}
_EAGERNESS = {"accept": 2, "confirm": 1, "reject": 0}


class Reader:
    """Everything that reads a text before the model decides: tables and patterns."""

    def __init__(self, language: Language) -> None:
        words = language.words
        self.normalise = Normaliser(words.spelling, words.fillers, words.filler_phrases)
        self.safety = SafetyReader(language)
        self.wake = WakeReader(language.wake)
        self.commands = CommandReader(language)
        self.evidence = EvidenceReader(language)
        self.phrases = PhraseReader(language.phrases, lambda text: self.normalise(text).text)

    def called(self, words: Words) -> tuple[Words, bool]:
        """What was said beside calling the coach, and whether it was called."""
        rest = self.wake.rest(words.words)
        if rest is None:
            return words, False
        return Words(tuple(rest), " ".join(rest), words.asks), True

    def features(self, words: Words, asking: str | None) -> list[str]:
        """What the classifier looks at."""
        safety = self.safety(words.text)
        command = self.commands(words.words, asking)
        return [
            *features(words, self.evidence(words, asking), asking),
            f"safe:{safety.level}",
            f"safe:{safety.family}",
            f"cmd:{command}",
        ]

    def look(self, text: str, asking: str | None) -> tuple[list[str], list[str]]:
        """The features and the words of a text as the classifier sees them (for training)."""
        words, _ = self.called(self.normalise(text))
        return self.features(words, asking), words.words


class Engine:
    """Understanding of one language, as `ports.Understanding` describes it."""

    def __init__(self, language: Language, model: Model, household: Sequence[str] = ()) -> None:
        self._reader = Reader(language)
        self._model = model
        self._limits = language.thresholds
        self._household = tuple(household)

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means under the question `asking`, every hypothesis considered."""
        texts = [hypothesis.text for hypothesis in recognition.hypotheses] or [""]
        meanings = [self._read(text, asking) for text in texts]
        gravest = max(meanings, key=lambda found: _GRAVITY[found.safety.level]).safety
        best = max(meanings, key=lambda found: _EAGERNESS[found.decision])
        instead = self._correction(texts[0]) if asking not in (None, "who") else best.who
        return replace(best, text=texts[0], safety=gravest, who=instead)

    def _correction(self, text: str) -> str | None:
        """Who it is after all, where somebody was taken for the other of two."""
        words, _ = self._reader.called(self._reader.normalise(text))
        return correction(words.text, self._household)

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects, for a recogniser's grammar; empty if open."""
        return self._reader.phrases.expected(asking)

    def is_wake(self, text: str) -> bool:
        """Whether a text calls the coach; cheap, and nothing else is decided."""
        return self._reader.called(self._reader.normalise(text))[1]

    def _read(self, text: str, asking: str | None) -> Meaning:
        whole = self._reader.normalise(text)
        words, called = self._reader.called(whole)
        if called and asking is not None and whole.words[-1:] != words.words[-1:]:
            called = False  # "night night, coach": an answer that names the coach at its end
        if not words.text:
            return Meaning(wake=called, decision="accept" if called else "reject", confidence=1.0)
        limits = self._limits
        prediction = self._model.predict(self._reader.features(words, asking), words.words)
        safety = self._safety(whole, words, prediction)
        found = self._reader.evidence(words, asking).situation
        situation = decide.situation(prediction, found, limits)
        said = self._reader.phrases(words.text, asking)
        if said is not None and safety.level == "none":
            return Meaning(
                answer=said.answer,
                about=decide.about(prediction) if said.command is None else "nobody",
                command=said.command,
                safety=safety,
                wake=called,
                decision="accept",
                confidence=said.closeness,
            )
        command, sure = self._reader.commands(words.words, asking), 0.95
        if command is None:
            command, sure = decide.command(prediction, asking, limits)
        if command is not None:
            offered = asking == "ritual_offer"
            answer = decide.COMMAND_ANSWERS.get(command, "none") if offered else "none"
            return Meaning(
                answer=answer,
                command=command,
                situation=situation,
                safety=safety,
                wake=called,
                decision="accept",
                confidence=sure,
            )
        answer, sure, decision = decide.answer(prediction, asking, limits)
        about = decide.about(prediction)
        return Meaning(
            answer=answer,
            kinds=decide.kinds(prediction, about, limits),
            about=about,
            situation=situation,
            safety=safety,
            wake=called,
            decision="accept" if called else decision,
            confidence=sure,
            who=who(words.text, self._household) if asking == "who" else None,
        )

    def _safety(self, whole: Words, words: Words, under: Prediction) -> Safety:
        """The graver of two looks: a sign is a sign whatever was asked."""
        found = self._reader.safety(whole.text)
        freely = self._model.predict(self._reader.features(words, None), words.words)
        looks = [decide.safety(found, look, self._limits) for look in (under, freely)]
        return max(looks, key=lambda look: _GRAVITY[look.level])


def load_understanding(
    language: str = "en", directory: Path | None = None, household: Sequence[str] = ()
) -> Engine:
    """Understanding for a language; `directory` is a user's prompts folder that overrides.

    Raises ContentError where a file of the content is wrong.
    """
    loaded = load_language(language, directory)
    return Engine(loaded, load_model(loaded.file("model.npz")), household)
