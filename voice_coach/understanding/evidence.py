"""Gathers what the patterns say about an utterance: poles, kinds, doers, situations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from voice_coach.meaning import KINDS, Kind, Situation
from voice_coach.understanding.clauses import Clause, clauses
from voice_coach.understanding.data import Language, pattern_error
from voice_coach.understanding.normalise import Words
from voice_coach.understanding.patterns import Patterns, UnknownConceptError

CORE = ("attention", "time_together", "appreciation")
YES_NO = ("ready", "follow_up", "ritual_offer", "anything", "good_moment", "say_the_plan")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the patterns found.

    `poles` are (pole, clause index, doer) in order, `kinds` what was admitted by clause doer.
    """

    parts: tuple[Clause, ...]
    poles: tuple[tuple[str, int], ...] = ()
    kinds: tuple[Kind, ...] = ()
    partner_kinds: tuple[Kind, ...] = ()
    situation: Situation | None = None
    lead: str | None = None
    names: tuple[str, ...] = field(default=())


class EvidenceReader:
    """Looks for everything that content describes by patterns."""

    def __init__(self, language: Language) -> None:
        self._situations = tuple(language.situations.situations)
        groups: dict[str, Sequence[str]] = {}
        for name, table in (
            ("any", language.answers.any),
            ("yes_no", language.answers.yes_no),
            ("attention", language.answers.attention),
            ("time_together", language.answers.time_together),
            ("appreciation", language.answers.appreciation),
        ):
            for pole, group in table.items():
                patterns = group.patterns
                if pole.startswith("lead_"):
                    patterns = tuple(f"^{pattern}" for pattern in patterns)
                groups[f"{name}.{pole}"] = patterns
        for kind, group in language.kinds.kinds.items():
            groups[f"kind.{kind}"] = group.patterns
        for situation, group in language.situations.situations.items():
            groups[f"situation.{situation}"] = group.patterns
        concepts = language.concepts(
            {
                **language.answers.concepts,
                **language.kinds.concepts,
                **language.situations.concepts,
            }
        )
        try:
            self._patterns = Patterns(groups, concepts)
        except (UnknownConceptError, re.error) as error:
            raise pattern_error("answers, kinds or situations", "patterns", error) from error

    def __call__(self, words: Words, asking: str | None) -> Evidence:
        """The evidence in an utterance under a question."""
        parts = tuple(clauses(words.tokens))[:40]
        groups = self._answer_groups(asking)
        poles: list[tuple[str, int]] = []
        kinds: list[Kind] = []
        partner: list[Kind] = []
        for at, part in enumerate(parts):
            text = part.text
            poles.extend((pole, at) for pole in self._poles(groups, text))
            for kind in KINDS:
                if f"kind.{kind}" in self._patterns and self._patterns.first(f"kind.{kind}", text):
                    (partner if part.doer in {"partner", "other"} else kinds).append(kind)
        return Evidence(
            parts=parts,
            poles=tuple(poles),
            kinds=tuple(dict.fromkeys(kinds)),
            partner_kinds=tuple(dict.fromkeys(partner)),
            situation=self._situation(words.text),
            lead=self._lead(words.text),
        )

    def _answer_groups(self, asking: str | None) -> list[str]:
        groups = ["any"]
        if asking in CORE:
            groups.append(str(asking))
        return groups

    def _poles(self, groups: Sequence[str], text: str) -> list[str]:
        found: list[str] = []
        for group in groups:
            found.extend(
                pole
                for pole in ("unsure", "mixed", "toward", "away")
                if self._patterns.first(f"{group}.{pole}", text)
            )
        return found

    def _lead(self, text: str) -> str | None:
        if self._patterns.first("yes_no.lead_away", text):
            return "away"
        if self._patterns.first("yes_no.lead_toward", text):
            return "toward"
        return None

    def _situation(self, text: str) -> Situation | None:
        for situation in ("bereaved", "ended", "not_alone", "conflict", "apart"):
            if self._patterns.first(f"situation.{situation}", text):
                return situation
        return None
