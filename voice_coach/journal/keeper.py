"""The journal at work: tonight's draft, and the file it goes into when the evening closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from voice_coach.conversation.effects import Done, Heard, Recalled, Reply
from voice_coach.journal import draft as drafts
from voice_coach.journal.carrying import labels_in
from voice_coach.journal.connection import inspect
from voice_coach.journal.draft import Draft, Record
from voice_coach.journal.entries import BOTH, GUEST, Manner, Standing, evening_of
from voice_coach.journal.files import erase, prepare_folder
from voice_coach.journal.forgetting import forget
from voice_coach.journal.memory import Cut, Memory, Memoryless
from voice_coach.journal.store import FILE_NAME, Store
from voice_coach.journal.trouble import JournalTrouble, troubles_at
from voice_coach.meaning import Entry, History, Outcome, PlanMark
from voice_coach.ports import EveningKey

RESUMED_WITHIN = timedelta(hours=2)
"""How long after its last reply an evening that was cut off is offered again."""

Now = Callable[[], datetime]
"""Tells the local time, with its zone."""


Tell = Callable[[JournalTrouble], None]
"""Told once that the rest of an evening goes without memory, and why."""


def raise_it(trouble: JournalTrouble) -> None:
    """What is done where nobody is there to be told."""
    raise trouble


def local_now() -> datetime:
    """The local time, with its zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Opened:
    """The memory for an evening, and what is wrong with it, if anything.

    After a damaged journal was set aside there is trouble, and a memory that works.
    """

    memory: Memory
    trouble: JournalTrouble | None = None


def open_journal(
    folder: Path,
    *,
    keep_days: int = 28,
    lapses_after: int = 1,
    now: Now = local_now,
    tell: Tell = raise_it,
) -> Opened:
    """The journal in `folder`, ready for an evening; the caller holds the session lock.

    Evenings that were cut off and are over go into the journal. Nothing else is written, and
    no file is made before there is something to keep. `keep_days` is how long answers are
    kept, `lapses_after` the longest gap in days that lets a plan go on. Never raises for a
    journal that cannot be used: that evening has no memory, and `trouble` says why. `tell` is
    told when it fails in the middle of an evening, which then goes on without memory.
    """
    store = Store(folder / FILE_NAME, keep_days, lapses_after)
    try:
        prepare_folder(folder)
        trouble = inspect(store.path, now())
        keeper = Keeper(folder, store, now, tell)
        keeper.settle()
    except JournalTrouble as error:
        return Opened(Memoryless(error), error)
    return Opened(keeper, trouble)


class Keeper:
    """The Memory that keeps; see there for what each method promises."""

    def __init__(self, folder: Path, store: Store, now: Now, tell: Tell) -> None:
        self._folder = folder
        self._store = store
        self._now = now
        self._tell = tell
        self._key: EveningKey | None = None
        self._draft: Path | None = None
        self._who = ""
        self._step = 0
        self._is_writing = False
        self._writes_replies = True

    def settle(self) -> None:
        """Carries over drafts of evenings that are over; tonight's are left alone."""
        today = evening_of(self._now())
        with troubles_at(self._folder):
            drafts.remove_torn(self._folder)
        found = [draft for draft in self._drafts() if draft.path != self._draft]
        closed = {(draft.key.day, draft.who) for draft in found if draft.is_closing}
        self._carry_over(
            [
                draft.path
                for draft in found
                if draft.key.day != today or (draft.key.day, draft.who) in closed
            ]
        )

    def expire(self) -> None:
        """Deletes answers that are too old; for the hours when no evening is running."""
        self._store.expire(evening_of(self._now()))

    def history(self, who: str, today: date) -> History:
        """See Memory."""
        with self._going_on():
            return self._store.history(who, today)
        return History()

    def manner(self) -> Manner | None:
        """See Memory."""
        with self._going_on():
            return self._store.manner()
        return None

    def joined(self) -> dict[str, date]:
        """See Memory."""
        with self._going_on():
            return self._store.joined()
        return {}

    def join(self, name: str, day: date) -> None:
        """See Memory."""
        with self._going_on():
            self._store.join(name, day)

    def refuse(self, name: str, day: date) -> None:
        """See Memory."""
        with self._going_on():
            self._store.refuse(name, day)

    def standing(self, name: str, today: date) -> Standing:
        """See Memory."""
        with self._going_on():
            return self._store.standing(name, today)
        return "joined"

    def begin(self, key: EveningKey) -> None:
        """See Memory."""
        self._key, self._who, self._draft = key, key.who, None
        self._step, self._is_writing, self._writes_replies = 0, False, True
        if key.who == GUEST:
            return
        with self._going_on(), troubles_at(self._folder):
            self._draft = drafts.create(self._folder, key, self._now().timestamp())
            self._is_writing = True

    def present(self, who: str) -> History:
        """See Memory."""
        day = self._begun().day
        self._append({"present": who})
        self._who = who
        return History() if who == GUEST else self.history(who, day)

    def unfinished(self, who: str) -> Cut | None:
        """See Memory."""
        now = self._now()
        with self._going_on():
            for draft in reversed(self._drafts()):
                if draft.path != self._draft and _can_go_on(draft, who, now):
                    return Cut(draft.path.name, draft.key, draft.who, self._replies(draft))
        return None

    def resume(self, cut: Cut) -> None:
        """See Memory."""
        with self._going_on():
            found = [draft for draft in self._drafts() if draft.path.name == cut.draft]
            if found:
                self._go_on_with(found[0])

    def keep_reply(self, reply: Reply) -> None:
        """See Memory."""
        if isinstance(reply, Heard) and reply.meaning.safety.level == "clear":
            self.discard()
            return
        step = self._step
        self._step += 1
        self._writes_replies = self._writes_replies and not _is_delicate(reply)
        record = drafts.reply_record(step, reply, self._who, self._now().timestamp())
        if record is not None and self._writes_replies and self._who != GUEST:
            self._append(record)

    def keep(self, noted: Entry | PlanMark) -> None:
        """See Memory."""
        is_kept = self._who != GUEST and not (self._who == BOTH and isinstance(noted, Entry))
        self._append(drafts.note_record(noted if is_kept else None))

    def keep_asked(self, key: str) -> None:
        """See Memory."""
        if self._who != GUEST:
            self._append({"asked": key})

    def keep_manner(self, pace: float, volume_db: float) -> None:
        """See Memory; outside an evening it is kept at once."""
        manner = Manner(pace, volume_db)
        if self._key is None:
            with self._going_on():
                self._store.put(lambda: ((), manner), evening_of(self._now()))
        else:
            self._append(drafts.manner_record(manner))

    def take_back(self, notes: int) -> None:
        """See Memory."""
        self._append({"taken_back": notes})

    def discard(self) -> None:
        """See Memory; earlier drafts of the same evening and person go with it."""
        key = self._begun()
        path, self._draft, self._is_writing = self._draft, None, False
        with self._going_on(), troubles_at(self._folder):
            if path is not None:
                erase(path)
            for draft in self._drafts_of(key.day, self._who):
                erase(draft.path)

    def close_evening(self, outcome: Outcome) -> None:
        """See Memory; earlier drafts of the same evening and person become part of it."""
        key = self._begun()
        self._append(drafts.closing_record(outcome))
        path, is_writing = self._draft, self._is_writing
        self._key, self._draft, self._is_writing = None, None, False
        if path is not None and is_writing:
            with self._going_on():
                trouble = inspect(self._store.path, self._now(), thoroughly=True)
                if trouble is not None:
                    self._tell(trouble)
                earlier = [draft.path for draft in self._drafts_of(key.day, self._who)]
                self._carry_over([*(other for other in earlier if other != path), path])

    def forget_person(self) -> bool:
        """See Memory."""
        self._begun()
        self.discard()
        try:
            forget(self._folder, self._who)
        except JournalTrouble as trouble:
            self._tell(trouble)
            return False
        return True

    def forget(self, who: str | None = None, day: date | None = None) -> int:
        """See Memory."""
        return forget(self._folder, who, day)

    def _begun(self) -> EveningKey:
        if self._key is None:
            raise RuntimeError("begin() comes before anything is kept")
        return self._key

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """When the disk does not serve, says so and goes on without writing."""
        try:
            yield
        except JournalTrouble as trouble:
            self._tell(self._after(trouble))

    def _after(self, trouble: JournalTrouble) -> JournalTrouble:
        """What is said of a trouble: a damaged journal is set aside, and the draft goes on."""
        try:
            if trouble.spoken == "journal_damaged":
                aside = inspect(self._store.path, self._now(), thoroughly=True)
                return aside or trouble
        except JournalTrouble as another:
            trouble = another
        self._is_writing = False
        return trouble

    def _append(self, record: Record) -> None:
        """Adds to the draft, unless nothing of this evening is kept any more."""
        self._begun()
        if self._draft is not None and self._is_writing:
            with self._going_on(), troubles_at(self._folder):
                self._is_writing = drafts.append(self._draft, record)

    def _go_on_with(self, draft: Draft) -> None:
        """Makes a draft tonight's, instead of the one that was begun meanwhile."""
        with troubles_at(self._folder):
            drafts.mend(draft)
            if self._draft is not None:
                erase(self._draft)
        self._key, self._draft, self._who = draft.key, draft.path, draft.who
        self._step, self._is_writing, self._writes_replies = draft.steps, True, True

    def _drafts(self) -> list[Draft]:
        with troubles_at(self._folder):
            return drafts.drafts_in(self._folder)

    def _drafts_of(self, day: date, who: str) -> list[Draft]:
        return [draft for draft in self._drafts() if draft.key.day == day and _same(draft.who, who)]

    def _carry_over(self, paths: Sequence[Path]) -> None:
        """Puts what drafts hold into the journal, and removes them.

        They are read again inside the transaction, so that what was forgotten meanwhile
        stays forgotten. Killed in between, the same is put again, which changes nothing.
        """
        evenings, manner = labels_in(paths)
        if evenings or manner:
            self._store.put(lambda: labels_in(paths), evening_of(self._now()))
        for path in paths:
            with troubles_at(self._folder):
                erase(path)

    def _replies(self, draft: Draft) -> tuple[Reply, ...]:
        """Every reply of a draft, Done where none is written."""
        return tuple(
            Recalled(self._store.history(reply, draft.key.day)) if isinstance(reply, str) else reply
            for reply in (draft.replies.get(step, Done()) for step in range(draft.steps))
        )


def _can_go_on(draft: Draft, who: str, now: datetime) -> bool:
    """Whether an evening that was cut off may still be offered to this person."""
    return (
        _same(draft.who, who)
        and who != GUEST
        and draft.steps > 0
        and draft.is_replayable
        and not draft.is_closing
        and draft.key.day == evening_of(now)
        and abs(now.timestamp() - draft.last) <= RESUMED_WITHIN.total_seconds()
    )


def _is_delicate(reply: Reply) -> bool:
    """What nobody should read in a draft that a cut evening leaves behind."""
    return isinstance(reply, Heard) and (
        reply.meaning.safety.level != "none" or reply.meaning.command == "numbers"
    )


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()
