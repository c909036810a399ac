"""Any order of evenings, cuts, discards and forgetting leaves what a plain model says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from journal_house import Clock, House, said

from voice_coach.journal import Memory, forget
from voice_coach.meaning import Entry, Outcome

PEOPLE = ("Anna", "Ben")
people = st.sampled_from(PEOPLE)
questions = st.sampled_from(["attention", "time_together", "appreciation"])
answers = st.sampled_from(["toward", "away", "mixed"])


class AnyEvenings(RuleBasedStateMachine):
    """`kept` is what the journal must say of whom; `cut` what drafts of tonight hold."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.house = House(self.place / "journal", Clock())
        self.kept: dict[tuple[str, object], dict[str, Entry]] = {}
        self.cut: dict[str, list[list[Entry]]] = {who: [] for who in PEOPLE}
        self.memory: Memory | None = None
        self.who = ""
        self.notes: list[Entry] = []

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    def put(self, who: str, drafts: list[list[Entry]]) -> None:
        evening = self.kept.setdefault((who, self.house.clock.today), {})
        for entry in (entry for draft in drafts for entry in draft):
            evening.pop(entry.question, None)
            evening[entry.question] = entry

    @precondition(lambda self: self.memory is None)
    @rule(who=people)
    def begin(self, who: str) -> None:
        self.memory, self.who, self.notes = self.house.begin(who), who, []

    @precondition(lambda self: self.memory is not None)
    @rule(question=questions, answer=answers)
    def keep(self, question: str, answer: str) -> None:
        assert self.memory is not None
        self.notes.append(Entry(question, answer))  # type: ignore[arg-type]
        self.memory.keep_reply(said())
        self.memory.keep(self.notes[-1])

    @precondition(lambda self: self.notes)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        assert self.memory is not None
        count = data.draw(st.integers(1, len(self.notes)))
        del self.notes[-count:]
        self.memory.take_back(count)

    @precondition(lambda self: self.memory is not None)
    @rule()
    def be_cut_off(self) -> None:
        self.cut[self.who].append(self.notes)
        self.memory, self.notes = None, []

    @precondition(lambda self: self.memory is not None and self.cut[self.who] and not self.notes)
    @rule()
    def go_on(self) -> None:
        assert self.memory is not None
        cut = self.memory.unfinished(self.who)
        if cut is not None:
            self.memory.resume(cut)
            started = [number for number, notes in enumerate(self.cut[self.who]) if notes]
            self.notes = self.cut[self.who].pop(started[-1]) if started else []

    @precondition(lambda self: self.memory is not None)
    @rule()
    def close(self) -> None:
        assert self.memory is not None
        self.memory.close_evening(Outcome("stopped"))
        self.put(self.who, [*self.cut[self.who], self.notes])
        self.cut[self.who], self.memory, self.notes = [], None, []

    @precondition(lambda self: self.memory is not None)
    @rule()
    def discard(self) -> None:
        assert self.memory is not None
        self.memory.discard()
        self.memory.close_evening(Outcome("safety"))
        self.cut[self.who], self.memory, self.notes = [], None, []

    @precondition(lambda self: self.memory is None)
    @rule()
    def sleep(self) -> None:
        for who in PEOPLE:
            self.put(who, self.cut[who])
            self.cut[who] = []
        self.house.clock.wait(days=1)
        self.house.open()

    @precondition(lambda self: self.memory is None)
    @rule(who=people)
    def forget(self, who: str) -> None:
        forget(self.house.folder, who=who)
        self.cut[who] = []
        self.kept = {key: kept for key, kept in self.kept.items() if key[0] != who}

    @precondition(lambda self: self.memory is None)
    @invariant()
    def the_journal_says_what_was_kept(self) -> None:
        memory = self.house.open()
        for who in PEOPLE:
            evenings = memory.history(who, self.house.clock.today).evenings
            assert {evening.day: evening.entries for evening in evenings} == {
                day: tuple(kept.values())
                for (whose, day), kept in self.kept.items()
                if whose == who and kept
            }


AnyEvenings.TestCase.settings = settings(max_examples=25, stateful_step_count=20)
TestAnyEvenings = AnyEvenings.TestCase
