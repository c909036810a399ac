"""The journal at work: tonight's draft, and the file it goes into when the evening closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from voice_coach.conversation.effects import Consent, Heard, Reply
from voice_coach.journal import draft as drafts
from voice_coach.journal import sheet
from voice_coach.journal.carrying import carry_over, that_are_over
from voice_coach.journal.connection import inspect
from voice_coach.journal.cut import cut_evening
from voice_coach.journal.draft import Draft
from voice_coach.journal.entries import BOTH, GUEST, Manner, Standing, WordsWish, evening_of
from voice_coach.journal.forgetting import forget, forget_evening, forget_person, forget_words
from voice_coach.journal.memory import Cut
from voice_coach.journal.records import Record, append
from voice_coach.journal.store import Gathered, Store
from voice_coach.journal.trouble import JournalTrouble, troubles_at
from voice_coach.meaning import Entry, History, Outcome, PlanMark
from voice_coach.ports import EveningKey

Now = Callable[[], datetime]
"""Tells the local time, with its zone."""


Tell = Callable[[JournalTrouble], None]
"""Told once that the rest of an evening goes without memory, and why."""


def local_now() -> datetime:
    """The local time, with its zone."""
    return datetime.now().astimezone()


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
        self._notes = 0
        self._heard: dict[str, str] = {}
        self._may_keep_words = True

    def settle(self) -> None:
        """Carries over drafts of evenings that are over, and deletes answers that are too old.

        Tonight's drafts are left alone. For the hours when no evening is running: from the
        beginning of an evening until it closes nothing touches the journal.
        """
        today = evening_of(self._now())
        with troubles_at(self._folder):
            drafts.remove_torn(self._folder)
        self._carry_over(that_are_over(self._other_drafts(), today))
        self._store.expire(today)

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

    def keep_consent(self, consent: Consent) -> None:
        """See Memory; after a `discard` it has a draft of its own, with nothing else in it."""
        key, record = self._begun(), drafts.consent_record(consent)
        if consent.to == "words" and not consent.given:
            self._drop_words()
        if self._draft is not None:
            self._append(record)
        elif self._is_writing:
            with self._going_on(), troubles_at(self._folder):
                now = self._now().timestamp()
                key = replace(key, who=self._who)
                append(drafts.create(self._folder, key, now, History()), record)

    def standing(self, name: str, today: date) -> Standing:
        """See Memory; what was said in an evening of today that was cut off counts."""
        with self._going_on():
            if any(draft.is_unkept for draft in self._drafts_of(today, self._who)):
                return "refused"
            given = self._said_to(name, "labels")
            if given is None:
                return self._store.standing(name, today)
            return "joined" if given else "refused"
        return "joined"

    def begin(self, key: EveningKey) -> None:
        """See Memory."""
        self._key, self._who, self._draft = key, key.who, None
        self._step, self._is_writing, self._writes_replies = 0, False, True
        self._notes, self._heard, self._may_keep_words = 0, {}, True
        if key.who == GUEST:
            return
        history = self.history(key.who, key.day)
        with self._going_on(), troubles_at(self._folder):
            self._draft = drafts.create(self._folder, key, self._now().timestamp(), history)
            self._is_writing = True

    def present(self, who: str) -> History:
        """See Memory."""
        day = self._begun().day
        self._drop_words()
        self._append({"present": who})
        self._who = who
        return History() if who == GUEST else self.history(who, day)

    def unfinished(self, who: str) -> Cut | None:
        """See Memory."""
        with self._going_on():
            return cut_evening(self._other_drafts(), self._store, who, self._now())
        return None

    def resume(self, cut: Cut) -> None:
        """See Memory."""
        with self._going_on():
            found = [draft for draft in self._drafts() if draft.path.name == cut.draft]
            if found:
                self._go_on_with(found[0])

    def wish_for_words(self, who: str) -> WordsWish:
        """See Memory; what was said in an evening of today that was cut off counts."""
        with self._going_on():
            given = self._said_to(who, "words")
            if given is None:
                return self._store.wish_for_words(who)
            return "yes" if given else "no"
        return "no"

    def forget_words(self, who: str) -> bool:
        """See Memory."""
        self._drop_words()
        return self._is_done(partial(forget_words, self._store, who))

    def keep_words(self) -> None:
        """See Memory."""
        draft = self._draft
        if draft is not None and self._is_writing and self._may_keep_words and self._is_one():
            with self._going_on(), troubles_at(self._folder):
                sheet.begin(draft)

    def hear(self, question: str, words: str) -> None:
        """See Memory."""
        if self._draft is not None and sheet.is_begun(self._draft):
            self._heard[question] = words

    def keep_reply(self, reply: Reply) -> None:
        """See Memory."""
        if isinstance(reply, Heard) and reply.meaning.safety.level == "clear":
            self.discard(unsafe=True)
            self._is_writing = False
            return
        if drafts.is_delicate(reply):
            self._heard.clear()
        if isinstance(reply, Heard) and reply.meaning.safety.level != "none":
            self._may_keep_words = False
            self._drop_words()
        step = self._step
        self._step += 1
        self._writes_replies = self._writes_replies and not drafts.is_delicate(reply)
        record = drafts.reply_record(step, reply, self._who, self._now().timestamp())
        if record is not None and self._writes_replies and self._who != GUEST:
            self._append(record)

    def keep(self, noted: Entry | PlanMark) -> None:
        """See Memory."""
        is_kept = self._who != GUEST and not (self._who == BOTH and isinstance(noted, Entry))
        words = self._heard.pop(noted.question, "") if isinstance(noted, Entry) else ""
        if words and self._draft is not None and self._is_writing:
            with self._going_on(), troubles_at(self._folder):
                sheet.write(self._draft, self._notes, words)
        self._notes += 1
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
                self._store.put(lambda: Gathered((), manner), evening_of(self._now()))
        else:
            self._append(drafts.manner_record(manner))

    def take_back(self, notes: int) -> None:
        """See Memory."""
        self._notes -= notes
        self._append({"taken_back": notes})

    def discard(self, *, unsafe: bool = False) -> None:
        """See Memory; earlier drafts of the same evening and person go with it."""
        day = self._key.day if self._key else evening_of(self._now())
        path, self._draft = self._draft, None
        self._heard.clear()
        whose = None if unsafe and self._who in ("", BOTH) else self._who
        with self._going_on(), troubles_at(self._folder):
            if path is not None:
                drafts.remove(path)
            for draft in self._drafts_of(day, whose):
                drafts.remove(draft.path)

    def close_evening(self, outcome: Outcome) -> None:
        """See Memory; earlier drafts of the same evening and person become part of it."""
        key = self._begun()
        self._append(drafts.closing_record(outcome))
        path, is_writing = self._draft, self._is_writing
        self._key, self._draft, self._is_writing = None, None, False
        self._heard.clear()
        if is_writing:
            with self._going_on():
                of_tonight = self._drafts_of(key.day, self._who)
                found = [draft.path for draft in of_tonight if not draft.is_unkept]
                last = [] if path is None else [path]
                self._close([*(other for other in found if other != path), *last])

    def forget_person(self, who: str) -> bool:
        """See Memory."""
        if self._key is not None:
            self.discard()
        return self._is_done(partial(forget_person, self._store, who))

    def forget_evening(self, who: str, day: date, *, nothing_more: bool = False) -> bool:
        """See Memory."""
        is_done = self._is_done(partial(forget_evening, self._store, who, day))
        if nothing_more:
            with self._going_on(), troubles_at(self._folder):
                key = replace(self._begun(), who=who)
                drafts.mark_unkept(self._folder, key, self._now().timestamp())
        return is_done

    def forget(self, who: str | None = None, day: date | None = None) -> int:
        """See Memory."""
        return forget(self._folder, who, day)

    def _is_done(self, forget_it: Callable[[], bool]) -> bool:
        """Whether something is gone for good."""
        try:
            return forget_it()
        except JournalTrouble as trouble:
            self._tell(trouble)
            return False

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

    def _is_one(self) -> bool:
        """Whether one person is there, who lives here."""
        return self._who not in (BOTH, GUEST)

    def _drop_words(self) -> None:
        """Deletes tonight's words for good; none are written from here on."""
        self._heard.clear()
        if self._draft is not None:
            with self._going_on(), troubles_at(self._folder):
                sheet.drop(self._draft)

    def _append(self, record: Record) -> None:
        """Adds to the draft, unless nothing of this evening is kept any more."""
        self._begun()
        if self._draft is not None and self._is_writing:
            with self._going_on(), troubles_at(self._folder):
                self._is_writing = append(self._draft, record)

    def _go_on_with(self, draft: Draft) -> None:
        """Makes a draft tonight's, instead of the one that was begun meanwhile."""
        with troubles_at(self._folder):
            drafts.mend(draft)
            if self._draft is not None:
                drafts.remove(self._draft)
        self._key, self._draft, self._who = draft.key, draft.path, draft.who
        self._step, self._is_writing, self._writes_replies = draft.steps, True, True
        self._notes, self._heard = len(draft.notes), {}

    def _close(self, paths: Sequence[Path]) -> None:
        """Carries drafts over, into a journal that is whole."""
        trouble = inspect(self._store.path, self._now(), thoroughly=True) if paths else None
        if trouble is not None:
            self._tell(trouble)
        self._carry_over(paths)

    def _said_to(self, who: str, what: Literal["labels", "words"]) -> bool | None:
        """What somebody said to that in an evening of today that is not in the journal yet."""
        return drafts.said_to(self._other_drafts(), who, what)

    def _other_drafts(self) -> list[Draft]:
        """All drafts but that of the evening that is running."""
        return [draft for draft in self._drafts() if draft.path != self._draft]

    def _drafts(self) -> list[Draft]:
        with troubles_at(self._folder):
            return drafts.drafts_in(self._folder)

    def _drafts_of(self, day: date, who: str | None) -> list[Draft]:
        """The drafts of an evening that are a person's; for None everybody's."""
        of_day = [draft for draft in self._drafts() if draft.key.day == day]
        return [draft for draft in of_day if who is None or drafts.same(draft.who, who)]

    def _carry_over(self, paths: Sequence[Path]) -> None:
        carry_over(self._store, paths, evening_of(self._now()))
