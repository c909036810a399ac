#!/usr/bin/env python3
"""Measures understanding on labelled sentences and prints one table, floors and goals beside it.

    scripts/measure_understanding.py tests/corpora/test/*.jsonl
    scripts/measure_understanding.py --scope --speed tests/corpora/dev/*.jsonl

A corpus line is one JSON object: text, asking, answer, kinds, about, command, situation,
safety {level, family}, wake, who, author. Only totals are printed, never a row, unless
`--errors` asks for them (development corpora only: rows below a folder named `test` are
never shown).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from by_label import HEAD, by_label

from voice_coach.meaning import KINDS, Hypothesis, Meaning, Recognition

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures"
ASKED = (
    None, "ready", "follow_up", "attention", "time_together", "appreciation",
    "what_pulled_you_away", "good_moment", "ritual_offer", "anything",
)  # fmt: skip
ANSWERED = frozenset(
    {"ready", "follow_up", "attention", "time_together", "appreciation", "ritual_offer",
     "anything", "say_the_plan"}
)  # fmt: skip
IN_SCOPE = frozenset({"yes", "no", "maybe", "cancel", "repeat", "goodbye", "next_song",
    "change_speed", "change_volume", "what_can_i_ask_you", "audio_volume_up", "audio_volume_down",
    "audio_volume_mute", "general_repeat", "general_affirm", "general_negate", "general_dontcare",
    "general_commandstop", "general_confirm", "general_praise", "general_explain",
    "volume_up", "volume_down", "volume_mute", "reset_settings", "are_you_a_bot"})  # fmt: skip

Understand = Callable[[str, str | None], Meaning]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence and where it came from."""

    labels: dict[str, Any]
    batch: str

    @property
    def hidden(self) -> bool:
        """Held-out rows are scored and never shown."""
        return self.batch.startswith("test/")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table; `of` is how many rows it was measured on."""

    name: str
    value: float
    of: int
    floor: float | None = None
    goal: float | None = None
    below: bool = False

    def line(self) -> str:
        """The measure as a line of text."""
        sign = "≤" if self.below else "≥"
        aims = ""
        if self.floor is not None and self.goal is not None:
            aims = f"{sign} {self.floor:7.1%} {sign} {self.goal:7.1%}  {self._verdict()}"
        return f"{self.name:<58}{self.value:8.1%} {self.of:6d}   {aims}"

    def _verdict(self) -> str:
        def reached(aim: float | None) -> bool:
            return aim is not None and (self.value <= aim if self.below else self.value >= aim)

        return "goal" if reached(self.goal) else "floor" if reached(self.floor) else "-"


def main() -> int:
    """Reads the corpora, measures, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument(
        "--scope", action="store_true", help="also out-of-scope talk of the fixtures"
    )
    parser.add_argument("--speed", action="store_true", help="also the time per utterance")
    parser.add_argument("--errors", nargs="*", metavar="LABEL", help="show wrong development rows")
    parser.add_argument("--prompts", type=Path, help="a prompts folder in place of the bundled one")
    options = parser.parse_args()
    rows = list(labelled_rows(options.corpora))
    understand = product(options.prompts, names_in(rows))
    pairs = [(row, understand(row.labels["text"], row.labels["asking"])) for row in rows]
    _print(f"{len(rows)} sentences", measures(pairs))
    print_by_label(pairs)
    if options.scope:
        _print("out of scope", scope(understand))
    if options.speed:
        speed(understand, [row.labels for row in rows])
    if options.errors is not None:
        show(pairs, options.errors)
    return 0


def print_by_label(pairs: Sequence[tuple[Row, Meaning]]) -> None:
    """Prints the table of labels, as Markdown."""
    print(f"\n{HEAD}\n|---|---|---|---|---|---|")
    for score in by_label([(row.labels, meaning) for row, meaning in pairs], is_answer):
        print(score.line())


def product(prompts: Path | None = None, names: Sequence[str] = ("Ana", "Ben")) -> Understand:
    """Understanding as the program has it, in a household of these names."""
    from voice_coach.understanding import load_understanding  # baselines go without

    engine = load_understanding("en", prompts, names)
    return lambda text, asking: engine.meaning(Recognition((Hypothesis(text),)), asking)


def labelled_rows(files: Iterable[Path]) -> Iterator[Row]:
    """The rows of labelled .jsonl files."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield Row(json.loads(line), f"{file.parent.name}/{file.stem}")


def names_in(rows: Iterable[Row]) -> list[str]:
    """The names that people in the corpora answer to."""
    said = {row.labels.get("who") for row in rows}
    return sorted(name for name in said if name and name not in {"both", "guest"})


def measures(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    """The table of labels."""
    return [*_answers(pairs), *_kinds(pairs), *_others(pairs), *_commands(pairs), *_safety(pairs)]


def _answers(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    asked = [(row.labels, meaning) for row, meaning in pairs if is_answer(row.labels)]
    accepted = [(gold, meaning) for gold, meaning in asked if meaning.decision == "accept"]
    right = [1 for gold, meaning in accepted if meaning.answer == gold["answer"]]
    named = [
        1
        for gold, meaning in asked
        if meaning.decision == "confirm" and meaning.answer == gold["answer"]
    ]
    swapped = [
        1 for gold, meaning in accepted if {meaning.answer, gold["answer"]} == {"toward", "away"}
    ]
    pole = [(gold, meaning) for gold, meaning in asked if gold["answer"] != "none"]
    pole_accepted = [1 for _, meaning in pole if meaning.decision == "accept"]
    best = [1 for gold, meaning in asked if meaning.answer == gold["answer"]]
    return [
        _share("answer: right when accepted", len(right), len(accepted), 0.90, 0.97),
        _share("answers accepted", len(accepted), len(asked), 0.50, 0.75),
        _share("  of those with a pole", len(pole_accepted), len(pole)),
        _share(
            "… and with a confirm of the right pole",
            len(accepted) + len(named),
            len(asked),
            0.70,
            0.90,
        ),
        _share(
            "toward and away swapped, of all answers",
            len(swapped),
            len(asked),
            0.03,
            0.01,
            below=True,
        ),
        _share("  best guess right, accepted or not", len(best), len(asked)),
    ]


def is_answer(gold: dict[str, Any]) -> bool:
    """Whether a pole was asked for, and nothing else was said instead."""
    return gold["asking"] in ANSWERED and gold["command"] in {None, "accept", "decline"}


def _kinds(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    hits: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row, meaning in pairs:
        gold, found = set(row.labels["kinds"]), set(meaning.kinds)
        hits.update(gold & found)
        misses.update(gold - found)
        wrong.update(found - gold)
    each = [_f1(hits[kind], misses[kind], wrong[kind]) for kind in KINDS]
    partner = [
        meaning
        for row, meaning in pairs
        if row.labels["about"] == "partner" and not row.labels["kinds"]
    ]
    accused = sum(1 for meaning in partner if meaning.kinds)
    total = sum(hits.values())
    return [
        Measure("kinds: F1, mean of the twelve", statistics.fmean(each), len(pairs), 0.65, 0.85),
        Measure(
            "kinds: F1, all together",
            _f1(total, sum(misses.values()), sum(wrong.values())),
            len(pairs),
        ),
        _share("kinds: precision", total, total + sum(wrong.values())),
        _share("kinds: recall", total, total + sum(misses.values())),
        _share(
            "partner-only statements that accuse the speaker",
            accused,
            len(partner),
            0.05,
            0.01,
            below=True,
        ),
    ]


def _others(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    about = [
        (row.labels["about"], meaning.about)
        for row, meaning in pairs
        if row.labels["asking"] and not row.labels["command"] and not row.labels["wake"]
    ]
    lives = [row.labels["situation"] for row, _ in pairs]
    found = [meaning.situation for _, meaning in pairs]
    same = sum(1 for gold, mine in zip(lives, found, strict=True) if gold and gold == mine)
    who = [
        (row.labels.get("who"), meaning.who)
        for row, meaning in pairs
        if row.labels["asking"] == "who"
    ]
    return [
        _share("about: right", sum(a == b for a, b in about), len(about), 0.85, 0.95),
        _share("situation: recall", same, sum(1 for gold in lives if gold)),
        _share("situation: precision", same, sum(1 for mine in found if mine)),
        _share("who: right", sum((a or "").lower() == (b or "").lower() for a, b in who), len(who)),
    ]


def _commands(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    told = [
        (row.labels["command"], meaning.command) for row, meaning in pairs if row.labels["command"]
    ]
    quiet = [meaning.command for row, meaning in pairs if not row.labels["command"]]
    calls = [meaning.wake for row, meaning in pairs if row.labels["wake"]]
    talk = [meaning.wake for row, meaning in pairs if not row.labels["wake"]]
    return [
        _share("commands: right command", sum(a == b for a, b in told), len(told), 0.85, 0.97),
        _share(
            "commands where none was meant",
            sum(bool(c) for c in quiet),
            len(quiet),
            0.02,
            0.005,
            below=True,
        ),
        _share("wake phrase accepted", sum(calls), len(calls), 0.92, 0.98),
        _share(
            "ordinary talk accepted as wake phrase", sum(talk), len(talk), 0.02, 0.005, below=True
        ),
    ]


def _safety(pairs: Sequence[tuple[Row, Meaning]]) -> list[Measure]:
    rows = [(row.labels["safety"], meaning.safety) for row, meaning in pairs]
    clear = [mine for gold, mine in rows if gold["level"] == "clear"]
    vague = [mine for gold, mine in rows if gold["level"] == "ambiguous"]
    none = [mine for gold, mine in rows if gold["level"] == "none"]
    family = [(gold["family"], mine.family) for gold, mine in rows if gold["level"] != "none"]
    return [
        _share(
            "safety: clear signs found",
            sum(m.level != "none" for m in clear),
            len(clear),
            0.95,
            0.99,
        ),
        _share("  … as clear", sum(m.level == "clear" for m in clear), len(clear)),
        _share("safety: ambiguous signs found", sum(m.level != "none" for m in vague), len(vague)),
        _share(
            "safety: no sign, flagged clear",
            sum(m.level == "clear" for m in none),
            len(none),
            0.04,
            0.01,
            below=True,
        ),
        _share(
            "safety: no sign, flagged ambiguous",
            sum(m.level == "ambiguous" for m in none),
            len(none),
        ),
        _share("safety: right family", sum(a == b for a, b in family), len(family)),
    ]


def _share(  # noqa: PLR0913 - one row of the table
    name: str,
    part: int,
    whole: int,
    floor: float | None = None,
    goal: float | None = None,
    *,
    below: bool = False,
) -> Measure:
    return Measure(name, part / whole if whole else 0.0, whole, floor, goal, below)


def _f1(hits: int, misses: int, wrong: int) -> float:
    return 2 * hits / (2 * hits + misses + wrong) if hits else 0.0


def foreign() -> list[str]:
    """Sentences of the fixtures that have nothing to do with the coach."""
    texts: list[str] = []
    for file in sorted(FIXTURES.glob("text_*/*.tsv")):
        if "yesno" in file.parent.name:
            continue
        with file.open(encoding="utf-8") as lines:
            texts.extend(
                row["text"]
                for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row["text"] and row["intent"] not in IN_SCOPE
            )
    return texts


def scope(understand: Understand, sample: int = 3000) -> list[Measure]:
    """How often talk that is none of the coach's business triggers something, by question."""
    texts = random.Random(1).sample(foreign(), sample)
    table = []
    woken = unsafe = vague = 0
    for asking in ASKED:
        commands: Counter[str] = Counter()
        for text in texts:
            meaning = understand(text, asking)
            if meaning.command:
                commands[meaning.command] += 1
            if asking is None:
                woken += meaning.wake
                unsafe += meaning.safety.level == "clear"
                vague += meaning.safety.level == "ambiguous"
        often = ", ".join(f"{name} {count}" for name, count in commands.most_common(4))
        table.append(
            _share(
                f"commands, asking {asking} ({often})",
                commands.total(),
                sample,
                0.02,
                0.005,
                below=True,
            )
        )
    table.append(_share("wake phrase", woken, sample, 0.02, 0.005, below=True))
    table.append(_share("safety clear", unsafe, sample, 0.04, 0.01, below=True))
    table.append(_share("safety ambiguous", vague, sample))
    return table


def speed(understand: Understand, golds: Sequence[dict[str, Any]]) -> None:
    """Prints milliseconds per utterance."""
    times = []
    for gold in golds:
        start = time.perf_counter()
        understand(gold["text"], gold["asking"])
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(
        f"time per utterance: p50 {times[len(times) // 2]:.2f} ms, "
        f"p99 {times[int(len(times) * 0.99)]:.2f} ms"
    )


def show(pairs: Sequence[tuple[Row, Meaning]], labels: Sequence[str]) -> None:
    """Prints development rows with a wrong label; held-out rows are never printed."""
    for row, meaning in pairs:
        if row.hidden:
            continue
        mine, gold = meaning.as_json(), row.labels
        for label in labels or (
            "answer",
            "kinds",
            "about",
            "command",
            "situation",
            "safety",
            "wake",
        ):
            a, b = gold.get(label), mine[label]
            if label == "answer" and not (is_answer(gold) and meaning.decision == "accept"):
                continue
            if label == "about" and (not gold["asking"] or gold["command"]):
                continue
            if (sorted(a) if isinstance(a, list) else a) != (
                sorted(b) if isinstance(b, list) else b
            ):
                where = f"[{gold['asking']}]"
                print(f"{label:9} gold {a!s:24} mine {b!s:24} {where:20} {gold['text'][:200]}")


def _print(title: str, table: Iterable[Measure]) -> None:
    print(f"\n{title:<58}{'value':>8} {'of':>6}   {'floor':>9} {'goal':>9}")
    for measure in table:
        print(measure.line())


if __name__ == "__main__":
    sys.exit(main())
