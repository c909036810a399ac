"""Understanding label by label: how often each is right, found, accepted, and accepted wrongly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from voice_coach.meaning import (
    ANSWERS,
    COMMANDS,
    KINDS,
    SITUATIONS,
    About,
    Meaning,
    SafetyLevel,
)

Labels = dict[str, Any]
Pair = tuple[Labels, Meaning]
"""What somebody who knows says of a sentence, and what was understood."""

HEAD = "| label | sentences | precision | recall | accepted | accepted wrongly |"


@dataclass(frozen=True, slots=True)
class Scored:
    """One label of one sentence: whether it is meant, whether it was given, whether at once."""

    meant: bool
    given: bool
    accepted: bool


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One line of the table.

    `precision` is the share of the sentences given the label that mean it, or None where it was
    given to none; of those that mean it, `recall` is the share that was given it, `accepted` the
    share acted upon without asking back, `accepted_wrongly` the share acted upon as another.
    """

    label: str
    sentences: int
    precision: float | None
    recall: float
    accepted: float
    accepted_wrongly: float

    def line(self) -> str:
        """The score as a line of a Markdown table."""
        precision = "" if self.precision is None else f"{self.precision:.1%}"
        return (
            f"| {self.label} | {self.sentences} | {precision} | {self.recall:.1%} | "
            f"{self.accepted:.1%} | {self.accepted_wrongly:.1%} |"
        )


@dataclass(frozen=True, slots=True)
class _Task:
    """A field of a meaning: its labels, which sentences count, and what it holds of each."""

    name: str
    labels: Sequence[str]
    counts: Callable[[Labels], bool]
    gold: Callable[[Labels], Collection[str | None]]
    mine: Callable[[Meaning], Collection[str | None]]


def by_label(pairs: Sequence[Pair], is_answer: Callable[[Labels], bool]) -> list[LabelScore]:
    """A score for every label that some sentence means, in the order of the contracts."""
    return [score for task in _tasks(is_answer) for score in _scores(task, pairs)]


def _tasks(is_answer: Callable[[Labels], bool]) -> tuple[_Task, ...]:
    return (
        _Task("answer", ANSWERS, is_answer, lambda g: {g["answer"]}, lambda m: {m.answer}),
        _Task("kinds", KINDS, _always, lambda g: g["kinds"], lambda m: m.kinds),
        _Task("about", get_args(About), _tells, lambda g: {g["about"]}, lambda m: {m.about}),
        _Task("command", COMMANDS, _always, lambda g: {g["command"]}, lambda m: {m.command}),
        _Task(
            "situation", SITUATIONS, _always, lambda g: {g["situation"]}, lambda m: {m.situation}
        ),
        _Task(
            "safety",
            get_args(SafetyLevel),
            _always,
            lambda g: {g["safety"]["level"]},
            lambda m: {m.safety.level},
        ),
        _Task(
            "wake",
            ("called",),
            _always,
            lambda g: {"called"} if g["wake"] else (),
            lambda m: {"called"} if m.wake else (),
        ),
    )


def _always(labels: Labels) -> bool:
    return bool(labels)


def _tells(labels: Labels) -> bool:
    """Whether it was asked who did something, and nothing else was said instead."""
    return bool(labels["asking"]) and not labels["command"] and not labels["wake"]


def _scores(task: _Task, pairs: Sequence[Pair]) -> Iterator[LabelScore]:
    counted = [(gold, meaning) for gold, meaning in pairs if task.counts(gold)]
    for label in task.labels:
        scored = [
            Scored(label in task.gold(gold), label in task.mine(mine), mine.decision == "accept")
            for gold, mine in counted
        ]
        if any(each.meant for each in scored):
            yield _score(f"{task.name}: {label}", scored)


def _score(label: str, scored: Sequence[Scored]) -> LabelScore:
    meant = [each for each in scored if each.meant]
    given = [each for each in scored if each.given]
    right = sum(each.given for each in meant)
    return LabelScore(
        label=label,
        sentences=len(meant),
        precision=right / len(given) if given else None,
        recall=right / len(meant),
        accepted=sum(each.accepted for each in meant) / len(meant),
        accepted_wrongly=sum(each.accepted and not each.given for each in meant) / len(meant),
    )
