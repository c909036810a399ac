"""Kill the journal at random moments, again and again, and look whether anything was lost.

    python scripts/soak_journal.py --runs 500

Each run is a process that spends one evening after another in the same journal, says on a
pipe what was acknowledged, and is killed with SIGKILL at a random moment. Then every file
must be whole, everything acknowledged must be there, and nothing discarded may be.
`--ten-years` also measures how long it takes to look back on ten years of two people.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from voice_coach.content import load_content
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Ask, Consent, Done, Heard
from voice_coach.journal import FILE_NAME, Store, evening_of, one_session, open_journal
from voice_coach.journal.carrying import labels_in
from voice_coach.journal.draft import Draft, drafts_in, said_to
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, Meaning, Outcome, PlanMark
from voice_coach.ports import EveningKey

LONGEST_RUN = 0.08
"""Seconds until a process is killed, at most; an evening takes about a tenth of that."""

_FOREVER = 36_500
"""Days for which answers are kept here: evenings pass quickly, and none may be missing."""

Say = Callable[[str], None]


@dataclass
class Findings:
    """What came of the runs; all but the first three should stay empty."""

    runs: int = 0
    acknowledged: int = 0
    resumed: int = 0
    damaged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    not_gone: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        """True when nothing was damaged, lost, or left over."""
        return not (self.damaged or self.lost or self.not_gone or self.failed)


@dataclass
class Model:
    """What must be there (answers, by unique names), what must not, and tonight's part of it.

    `agreed` says that a yes to being remembered must be there, `agreed_tonight` that it was
    said tonight.

    `wordless` are answers whose words may be gone: their evening was being deleted, and the words
    go first. It may be gone on with then, without them.
    """

    kept: set[str] = field(default_factory=set)
    tonight: set[str] = field(default_factory=set)
    replies: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    wordless: set[str] = field(default_factory=set)
    is_discarding: bool = False
    agreed: bool = False
    agreed_tonight: bool = False
    has_words: bool = True

    def take(self, said: str) -> None:
        """One line that a process said before it was killed."""
        event, _, name = said.partition(" ")
        match event:
            case "reply":
                self.replies.add(name)
            case "kept":
                self.kept.add(name)
                self.tonight.add(name)
                if not self.has_words:
                    self.wordless.add(name)
            case "agreed":
                self.agreed_tonight = True
            case "discarding":
                self.is_discarding = True
            case "discarded":
                self.kept -= self.tonight
                self.gone |= self.tonight
                self.agreed_tonight = False
                self.end()
            case "closed":
                self.end()

    def end(self) -> None:
        """An evening is over."""
        self.agreed, self.agreed_tonight = self.agreed or self.agreed_tonight, False
        self.tonight, self.replies, self.is_discarding = set(), set(), False
        self.has_words = True


def soak(runs: int, seed: int, folder: Path) -> Findings:
    """Kills `runs` processes that live in the journal in `folder`, and looks after each."""
    chance = random.Random(seed)
    findings, model = Findings(), Model()
    now = datetime(2026, 11, 3, 21, 0, tzinfo=UTC)
    for _ in range(runs):
        lines = _killed_run(folder, now, chance)
        for line in lines:
            findings.acknowledged += line.startswith("kept ")
            findings.resumed += line == "resumed"
            if line.startswith("failed"):
                findings.failed.append(line)
            if line.startswith("evening "):
                now = datetime.fromisoformat(line.removeprefix("evening "))
            model.take(line)
        findings.runs += 1
        _look(folder, model, findings)
        if chance.random() < 0.3:
            now += timedelta(days=1)
            model.end()
        else:
            now += timedelta(minutes=1)
    return findings


def _killed_run(folder: Path, now: datetime, chance: random.Random) -> list[str]:
    """Lets a process live in the journal until it is killed; returns what it said."""
    reading, writing = os.pipe()
    seed, seconds = chance.getrandbits(32), chance.uniform(0, LONGEST_RUN)
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(folder, now, random.Random(seed), lambda line: _write(writing, line))
    os.close(writing)
    data = b""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            data += os.read(reading, 65_536)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reading, 65_536):
        data += rest
    os.close(reading)
    return data.decode().splitlines()


def _write(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def _live(folder: Path, now: datetime, chance: random.Random, say: Say) -> NoReturn:
    """One evening after another, until somebody kills this process."""
    try:
        while True:
            say(f"evening {now.isoformat()}")
            with one_session(folder):
                _evening(folder, now, chance, say)
            now += timedelta(days=1)
    except BaseException as error:  # noqa: BLE001 - the only way out of a forked process
        say(f"failed {type(error).__name__}: {error}")
    finally:
        os._exit(1)


def _evening(folder: Path, now: datetime, chance: random.Random, say: Say) -> None:
    opened = open_journal(folder, keep_days=_FOREVER, now=lambda: now)
    if opened.trouble is not None:
        raise opened.trouble
    memory = opened.memory
    memory.begin(EveningKey(evening_of(now), "Anna", "words", seed=0))
    cut = memory.unfinished("Anna")
    if cut is not None:
        memory.resume(cut)
        say("resumed")
    else:
        memory.keep_words()
    if memory.wish_for_words("Anna") != "yes":
        memory.keep_consent(Consent("Anna", evening_of(now), given=True))
        memory.keep_consent(Consent("Anna", evening_of(now), given=True, to="words"))
        say("agreed")
    for _ in range(chance.randrange(1, 12)):
        name = f"{chance.getrandbits(48):012x}"
        memory.hear(name, f"{name} in words")
        memory.keep_reply(Heard(Meaning(answer="away", who=name)))
        say(f"reply {name}")
        memory.keep_reply(Done())
        memory.keep(Entry(name, "away", ("phone",)))
        say(f"kept {name}")
    if chance.random() < 0.25:
        say("discarding")
        memory.discard()
        say("discarded")
    else:
        memory.close_evening(Outcome("stopped"))
        say("closed")


def _look(folder: Path, model: Model, findings: Findings) -> None:
    """Compares what is on the disk with what must be there; the journal itself is not touched."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "journal"
        shutil.copytree(folder, copy)
        in_journal = _answers(copy / FILE_NAME, findings)
        drafts = drafts_in(copy)
        worded = _worded(copy, drafts)
        joined = Store(copy / FILE_NAME).joined() or said_to(drafts, "Anna", "labels")
    closing_ones = [draft for draft in drafts if draft.is_closing]
    # an evening that was closing is as good as in the journal: it can only go there
    in_journal |= _noted(closing_ones)
    present = in_journal | _noted(drafts)
    heard = {
        str(reply.meaning.who)
        for draft in drafts
        for reply in draft.replies.values()
        if isinstance(reply, Heard)
    }
    if model.is_discarding and not model.tonight <= present:
        model.take("discarded")
    if model.is_discarding:
        model.has_words = False
        model.wordless |= model.tonight
    model.is_discarding = False
    if (model.agreed or model.agreed_tonight) and not joined:
        findings.lost.append("the yes to being remembered")
    findings.lost += sorted(f"words {name}" for name in model.kept - model.wordless - worded)
    findings.lost += sorted(model.kept - present)
    findings.not_gone += sorted(model.gone & present)
    if not model.tonight <= in_journal or not model.tonight:
        # while the evening is a draft its replies must be there to be replayed
        findings.lost += sorted(f"reply {name}" for name in model.replies - heard)
    else:
        model.replies = set()
    model.tonight -= in_journal


def _noted(drafts: list[Draft]) -> set[str]:
    """The names of all answers in drafts."""
    notes = (note.noted for draft in drafts for note in draft.notes)
    return {noted.question for noted in notes if isinstance(noted, Entry)}


def _worded(folder: Path, drafts: list[Draft]) -> set[str]:
    """The names of all answers whose words are there, in the journal or on a sheet."""
    evenings = labels_in([draft.path for draft in drafts]).evenings
    kept = Store(folder / FILE_NAME, keep_days=_FOREVER).evenings("Anna", date(2026, 11, 3))
    found = (said for evening in (*kept, *evenings) for said in evening.words.items())
    return {question for question, words in found if words == f"{question} in words"}


def _answers(path: Path, findings: Findings) -> set[str]:
    """The names of all answers in a journal that is whole."""
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        if verdict != [("ok",)]:
            findings.damaged.append(str(verdict))
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone():
            return set()
        return {name for (name,) in connection.execute("SELECT question FROM entry")}


def look_back_on_ten_years(folder: Path) -> list[float]:
    """How long it takes to begin an evening after 3,650 nights of two people, in milliseconds.

    From opening the journal until the core question, the follow-up, something good and a ritual
    have been chosen.
    """
    today = date(2026, 11, 3)
    entries = (Entry("attention", "away", ("phone",)), Entry("good_moment", "toward"))
    marks = (PlanMark("tea_together", "happened"), PlanMark("hello_up", "accepted"))
    asked = ("ready.hello", "attention.talking", "good_moment.smile")
    evenings = [
        KeptEvening(today - timedelta(days=night), who, entries, marks, asked)
        for night in range(1, 3651)
        for who in ("Anna", "Ben")
    ]
    folder.mkdir(mode=0o700)
    Store(folder / FILE_NAME, keep_days=_FOREVER).put(lambda: Gathered(evenings), today)
    content, times = load_content("en"), []
    for _ in range(9):
        began = time.perf_counter()
        history = open_journal(folder, keep_days=_FOREVER).memory.history("Anna", today)
        _choose(Context(content, today, household=("Anna", "Ben"), who="Anna", history=history))
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def _choose(context: Context) -> None:
    """Everything that is chosen in an evening: plays one in which something is admitted."""
    evening = checkin(context)
    effect = next(evening)
    try:
        while True:
            is_asked = isinstance(effect, Ask)
            labels = Meaning(answer="away", kinds=("phone",), decision="accept")
            is_hello = isinstance(effect, Ask) and effect.question == "ready"
            yes = Meaning(answer="toward", decision="accept")
            effect = evening.send(Heard(yes if is_hello else labels) if is_asked else Done())
    except StopIteration:
        return


def main() -> int:
    """Runs the soak; 0 when nothing was damaged, lost or left over."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=500)
    options.add_argument("--seed", type=int, default=random.randrange(10_000))
    options.add_argument("--ten-years", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "journal"
        folder.mkdir(mode=0o700)
        findings = soak(given.runs, given.seed, folder)
        print(
            f"{findings.runs} runs killed (seed {given.seed}), {findings.acknowledged} answers "
            f"acknowledged, {findings.resumed} evenings gone on with: "
            f"{len(findings.damaged)} damaged, {len(findings.lost)} lost, "
            f"{len(findings.not_gone)} not gone, {len(findings.failed)} failed"
        )
        for what in (findings.damaged, findings.lost, findings.not_gone, findings.failed):
            for line in what[:5]:
                print(f"  {line}")
        if given.ten_years:
            times = look_back_on_ten_years(Path(place) / "ten years")
            print(f"ten years: median {times[4]:.1f} ms, slowest {times[-1]:.1f} ms")
    return 0 if findings.is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
