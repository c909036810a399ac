"""Vosk: streaming recognition with alternatives, and grammars for closed questions.

A grammar always answers with one of its phrases, and is sure of it even when it is wrong;
so `[unk]` stays in it where the model has it, and what was heard without the grammar is
among the hypotheses as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from voice_coach.errors import EngineFailed, ModelMissing
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import SAMPLE_RATE, Samples, Transcription

ALTERNATIVES = 3
"""How many hypotheses are asked for where there is no grammar."""

UNKNOWN = "[unk]"

DOUBTFUL = 0.4
"""The confidence of a grammar's phrase of which nothing was heard without the grammar."""

QUIET_LOG = -1

NEEDED_FILES = (("am/final.mdl", "final.mdl"), ("conf/mfcc.conf", "mfcc.conf"))
"""What every Vosk model has, in its new or its old layout."""


@dataclass(frozen=True, slots=True)
class Vosk:
    """A loaded Vosk model; a Recognizer."""

    model: Any
    name: str = "vosk"

    def open(self, grammar: Sequence[str] = ()) -> Transcription:
        """Begin an utterance, within the grammar's phrases as far as the model knows them."""
        import vosk

        free = vosk.KaldiRecognizer(self.model, SAMPLE_RATE)
        free.SetMaxAlternatives(ALTERNATIVES)
        phrases = self._known(grammar)
        if not phrases:
            return VoskTranscription(free)
        bound = vosk.KaldiRecognizer(
            self.model, SAMPLE_RATE, json.dumps(phrases, ensure_ascii=False)
        )
        bound.SetWords(True)
        return VoskTranscription(free, bound)

    def _known(self, grammar: Sequence[str]) -> list[str]:
        """The phrases of which the model knows every word, and `[unk]` where it has that."""
        known = [
            phrase
            for phrase in dict.fromkeys(grammar)
            if all(self._has_word(word) for word in phrase.split())
        ]
        return [*known, UNKNOWN] if known and self._has_word(UNKNOWN) else known

    def _has_word(self, word: str) -> bool:
        return int(self.model.vosk_model_find_word(word)) >= 0


def load_vosk(folder: Path) -> Vosk:
    """Load the model in a folder (seconds, and hundreds of megabytes for large ones).

    Raises ModelMissing when the folder holds none.
    """
    if not is_vosk_model(folder):
        raise ModelMissing(
            f"The folder {folder} holds no Vosk model.",
            "Fetch one with `voice-coach models fetch vosk-small-en`, or use --asr moonshine.",
        )
    import vosk

    vosk.SetLogLevel(QUIET_LOG)
    try:
        return Vosk(vosk.Model(model_path=str(folder)))
    except Exception as error:  # Vosk raises nothing more special
        raise ModelMissing(
            f"The Vosk model in {folder} is damaged.",
            "Remove the folder and fetch the model again with `voice-coach models fetch`.",
        ) from error


def is_vosk_model(folder: Path) -> bool:
    """Whether a folder looks like a Vosk model, judged by its files."""
    return all(any((folder / name).is_file() for name in names) for names in NEEDED_FILES)


@dataclass(slots=True)
class VoskTranscription:
    """One utterance on its way through Vosk: freely, and bound to a grammar where there is one."""

    free: Any
    bound: Any = None
    _free_results: list[dict[str, Any]] = field(default_factory=list)
    _bound_results: list[dict[str, Any]] = field(default_factory=list)

    def accept(self, samples: Samples) -> None:
        """Take the next samples, 16 kHz mono."""
        data = (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16).tobytes()
        _accept(self.free, data, self._free_results)
        if self.bound is not None:
            _accept(self.bound, data, self._bound_results)

    def so_far(self) -> Recognition:
        """What was heard so far: the grammar's phrase first, where there is one."""
        free = _partial(self.free, self._free_results)
        found = [free]
        if self.bound is not None:
            bound = _partial(self.bound, self._bound_results)
            found.insert(0, bound if _bears_out(free, bound) else free)
        return Recognition(tuple(one for one in dict.fromkeys(found) if one.text))

    def finish(self) -> Recognition:
        """What was heard: the grammar's phrase first, doubtful where nothing else bears it out."""
        self._free_results.append(json.loads(self.free.FinalResult()))
        free = _joined(self._free_results)
        found = [free, *_others(self._free_results)]
        if self.bound is not None:
            self._bound_results.append(json.loads(self.bound.FinalResult()))
            bound = _joined(self._bound_results)
            found.insert(
                0, bound if _bears_out(free, bound) else replace(bound, confidence=DOUBTFUL)
            )
        unique = {one.text: one for one in reversed(found) if one.text}
        return Recognition(tuple(unique.pop(one.text) for one in found if one.text in unique))


def _partial(recognizer: Any, results: Sequence[dict[str, Any]]) -> Hypothesis:
    """The stretches that are closed and the one that is not, as far as they are known."""
    texts = [_best(result).text for result in results]
    texts.append(str(json.loads(recognizer.PartialResult()).get("partial", "")))
    return Hypothesis(" ".join(text.replace(UNKNOWN, "").strip() for text in texts if text).strip())


def _bears_out(free: Hypothesis, bound: Hypothesis) -> bool:
    """Whether what was heard without the grammar speaks for what was heard with it."""
    return not free.text or bool(set(free.text.split()) & set(bound.text.split()))


def _accept(recognizer: Any, data: bytes, results: list[dict[str, Any]]) -> None:
    """Feed a recogniser, and keep what it closes on its own at a pause."""
    try:
        if recognizer.AcceptWaveform(data):
            results.append(json.loads(recognizer.Result()))
    except Exception as error:  # Vosk raises nothing more special
        raise EngineFailed(
            "The recogniser failed.", "Start the check-in again; it goes on where it was."
        ) from error


def _joined(results: Sequence[dict[str, Any]]) -> Hypothesis:
    """The stretches of one utterance as one hypothesis."""
    best = [one for one in map(_best, results) if one.text]
    confidences = [one.confidence for one in best if one.confidence is not None]
    return Hypothesis(" ".join(one.text for one in best), min(confidences) if confidences else None)


def _best(result: dict[str, Any]) -> Hypothesis:
    if "alternatives" in result:
        return _alternatives(result)[0] if result["alternatives"] else Hypothesis("")
    words = [word for word in result.get("result", []) if word["word"] != UNKNOWN]
    if not words:
        return Hypothesis("")
    text = " ".join(word["word"] for word in words)
    return Hypothesis(text, sum(word["conf"] for word in words) / len(words))


def _others(results: Sequence[dict[str, Any]]) -> list[Hypothesis]:
    """The other alternatives, where the utterance is one stretch."""
    spoken = [result for result in results if _best(result).text]
    return _alternatives(spoken[0])[1:] if len(spoken) == 1 else []


def _alternatives(result: dict[str, Any]) -> list[Hypothesis]:
    """Alternatives with their likelihoods as shares of the best one's, 0 to 1."""
    found = result.get("alternatives", [])
    if not found:
        return []
    best = float(found[0]["confidence"])
    return [
        Hypothesis(one["text"].strip(), float(np.exp(min(0.0, float(one["confidence"]) - best))))
        for one in found
    ]
