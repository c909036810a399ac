"""Words to meaning: the one place that puts the readers of this stage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voice_coach.meaning import Decision, Meaning, Recognition, Safety
from voice_coach.understanding import decide
from voice_coach.understanding.commands import CommandReader
from voice_coach.understanding.data import Language, load_language
from voice_coach.understanding.evidence import EvidenceReader
from voice_coach.understanding.normalise import Normaliser, Words
from voice_coach.understanding.safety import SafetyReader
from voice_coach.understanding.wake import WakeReader

_GRAVITY = {"none": 0, "ambiguous": 1, "clear": 2}


class Engine:
    """Understanding of one language, as `ports.Understanding` describes it."""

    def __init__(self, language: Language, household: Sequence[str] = ()) -> None:
        words = language.words
        self._normalise = Normaliser(words.spelling, words.fillers, words.filler_phrases)
        self._safety = SafetyReader(language)
        self._wake = WakeReader(language.wake)
        self._commands = CommandReader(language)
        self._evidence = EvidenceReader(language)
        self._household = tuple(household)

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means under the question `asking`, every hypothesis considered."""
        texts = [hypothesis.text for hypothesis in recognition.hypotheses] or [""]
        heard = [self._normalise(text) for text in texts]
        safety = max(
            (self._safety(words.text) for words in heard),
            key=lambda found: _GRAVITY[found.level],
        )
        best = self._read(heard[0], asking)
        for other in heard[1:]:
            if best.decision == "accept":
                break
            candidate = self._read(other, asking)
            if candidate.decision == "accept":
                best = candidate
        return self._safe(replace(best, text=texts[0]), safety)

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects, for a recogniser's grammar; empty if open."""
        del asking
        return ()

    def _read(self, words: Words, asking: str | None) -> Meaning:
        spoken = words.words
        rest = self._wake.rest(spoken)
        wake = rest is not None
        if rest is not None:
            words = Words(tuple(rest), " ".join(rest), words.asks)
            spoken = rest
        command = self._commands(spoken, asking)
        evidence = self._evidence(words, asking)
        if command is not None:
            answer = (
                decide.COMMAND_ANSWERS.get(command, "none") if asking == "ritual_offer" else "none"
            )
            return Meaning(
                answer=answer,
                command=command,
                wake=wake,
                decision="accept",
                confidence=0.9,
                situation=evidence.situation,
            )
        answer, confidence = decide.answer(evidence, asking, words.text)
        return Meaning(
            answer=answer,
            kinds=decide.kinds(evidence),
            about=decide.about(evidence),
            situation=evidence.situation,
            wake=wake,
            decision=_decision(confidence, answer, bool(spoken), asking, wake),
            confidence=confidence,
        )

    @staticmethod
    def _safe(meaning: Meaning, safety: Safety) -> Meaning:
        if safety.level == "none":
            return meaning
        return replace(meaning, safety=safety)


def _decision(
    confidence: float, answer: str, spoken: bool, asking: str | None, wake: bool
) -> Decision:
    if wake:
        return "accept"
    if not spoken:
        return "reject"
    if asking is None:
        return "accept"
    if confidence >= 0.7:
        return "accept"
    return "reject" if answer == "none" else "confirm"


def load_understanding(
    language: str = "en", directory: Path | None = None, household: Sequence[str] = ()
) -> Engine:
    """Understanding for a language; `directory` is a user's prompts folder that overrides.

    Raises ContentError where a file of the content is wrong.
    """
    return Engine(load_language(language, directory), household)
