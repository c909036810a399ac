"""The journal's file: what is asked of it and what is put into it.

Each call opens the file, does one thing in one transaction and closes it again. Everything
here raises JournalTrouble when the disk does not serve.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from voice_coach.conversation.effects import Consent
from voice_coach.conversation.lines import ASKED_ANYWAY, group_of
from voice_coach.journal.connection import compact, reading, writing
from voice_coach.journal.consents import put_consent, put_no, put_person, put_wish, put_yes
from voice_coach.journal.entries import BOTH, KeptEvening, Manner, Person, Standing, WordsWish
from voice_coach.journal.plans import running_plan
from voice_coach.journal.rows import (
    has_people,
    put_evening,
    select_evenings,
    select_marks,
    select_people,
    select_person,
    select_wish,
)
from voice_coach.meaning import Evening, History, PlanMark
from voice_coach.settings import folded

FILE_NAME = "journal.sqlite"


class Gathered(NamedTuple):
    """What evenings that are over leave for the journal."""

    evenings: Sequence[KeptEvening]
    manner: Manner | None = None
    consents: Sequence[Consent] = ()


Gather: TypeAlias = Callable[[], Gathered]
"""Finds out, when it is called, what is to be kept."""

_ANYWAY = ", ".join(f"'{group}'" for group in sorted(ASKED_ANYWAY))
TELLING = f"substr(key, 1, instr(key || '.', '.') - 1) NOT IN ({_ANYWAY})"
"""In SQL, that a row of `asked` is of a question that only follows on some answers."""

WINDOW = 60
"""How many evenings, at most, a choice of tonight's questions looks back on."""


ASKED_AGAIN_AFTER = 7
"""How many days after a no somebody is asked once more whether they may be remembered."""


@dataclass(frozen=True, slots=True)
class Store:
    """The journal in `path`, which need not exist yet.

    Answers, and which questions followed on them, are kept for `keep_days` days; a plan of which
    nothing is heard for more than `lapses_after` days has lapsed.
    """

    path: Path
    keep_days: int = 28
    lapses_after: int = 1

    def history(self, who: str, today: date) -> History:
        """What this person lived through up to `today`, and the plan that is running.

        For a name these are their evenings alone and the evenings for two; answers that are
        older than `keep_days` are not there any more, whether or not they were deleted yet.
        An evening and a plan of earlier today are among it, once they are closed. What two
        shared before one of them joined, or had everything forgotten and joined again, is not
        remembered of that one.
        """
        with reading(self.path) as connection:
            if connection is None:
                return History()
            since, tomorrow = _shares_since(connection, who, today), today + timedelta(days=1)
            found = select_evenings(connection, _view(who), before=tomorrow, limit=WINDOW)
            evenings = [each for each in found if each.who != BOTH or each.day >= since]
            marks = _marks_since(connection, who, since, today)
        oldest = today - timedelta(days=self.keep_days)
        return History(
            evenings=tuple(_remembered(evening, oldest) for evening in evenings),
            plan=running_plan(marks, today, self.lapses_after),
        )

    def put(self, gather: Gather, today: date) -> None:
        """Adds evenings, manner and consents, and lets go of answers that are too old.

        `gather` is asked for them inside the transaction. What is said of a day and person
        that is already there is added to it: putting the same evening twice changes nothing.
        """
        with writing(self.path) as connection:
            evenings, manner, consents = gather()
            gone = sum([put_consent(connection, consent) for consent in consents])
            for evening in evenings:
                put_evening(connection, evening)
            if manner is not None:
                _put_manner(connection, manner, "REPLACE")
            gone += self._expire(connection, today)
        if gone:
            compact(self.path)

    def bring_back(
        self,
        evenings: Sequence[KeptEvening],
        person: Person,
        manner: Manner | None,
        today: date,
    ) -> int:
        """Adds a person's evenings that are not there yet; returns how many that were.

        Words come along only with somebody who is new here, or who wants them kept here; how the
        coach speaks, where nobody has said anything about that here.
        """
        added = 0
        with writing(self.path) as connection:
            put_person(connection, person)
            if manner is not None:
                _put_manner(connection, manner, "IGNORE")
            for evening in evenings:
                key = (evening.day.isoformat(), folded(evening.who))
                query = "SELECT 1 FROM evening WHERE day = ? AND folded(who) = ?"
                found = connection.execute(query, key)
                if found.fetchone() is None:
                    put_evening(connection, evening)
                    added += 1
            gone = self._expire(connection, today)
        if gone:
            compact(self.path)
        return added

    def expire(self, today: date) -> None:
        """Deletes answers that are older than `keep_days`, for good.

        A file without any is not touched.
        """
        with reading(self.path) as connection:
            if connection is None or not self._has_expired(connection, today):
                return
        with writing(self.path) as connection:
            self._expire(connection, today)
        compact(self.path)

    def manner(self) -> Manner | None:
        """How the coach was last asked to speak, if anybody ever did."""
        with reading(self.path) as connection:
            if connection is None:
                return None
            row = connection.execute("SELECT pace, volume_db FROM manner").fetchone()
        return Manner(*row) if row else None

    def join(self, name: str, day: date) -> None:
        """Keeps that a person said yes to being remembered, and when."""
        with writing(self.path) as connection:
            put_yes(connection, name, day)

    def joined(self) -> dict[str, date]:
        """Who said yes to being remembered, by name, and on which day."""
        with reading(self.path) as connection:
            if connection is None:
                return {}
            rows = connection.execute("SELECT name, joined FROM person ORDER BY name").fetchall()
        return {name: date.fromisoformat(day) for name, day in rows}

    def refuse(self, name: str, day: date) -> None:
        """Keeps that a person said no to being remembered, and when they last did."""
        with writing(self.path) as connection:
            put_no(connection, name, day)

    def standing(self, name: str, today: date) -> Standing:
        """Whether a person said yes or no to being remembered, or is still to be asked."""
        with reading(self.path) as connection:
            if connection is None:
                return "new"
            person = select_person(connection, name)
        refused = person.refused
        if person.joined is not None:
            return "joined"
        if refused is None:
            return "new"
        rests = (today - refused.day).days < ASKED_AGAIN_AFTER
        return "refused" if rests or refused.times > 1 else "new"

    def person(self, name: str) -> Person:
        """What somebody agreed to, whether or not anything is kept of them."""
        with reading(self.path) as connection:
            return Person(name) if connection is None else select_person(connection, name)

    def wish_for_words(self, name: str) -> WordsWish:
        """Whether a person wants their own words kept, or is to be asked."""
        with reading(self.path) as connection:
            return "no" if connection is None else select_wish(connection, name)

    def keep_wish_for_words(self, name: str, wish: WordsWish) -> bool:
        """Keeps whether a person wants their words kept; False where nobody of that name joined.

        After a no every word of theirs is gone for good.
        """
        if not self.path.exists():
            return False
        with writing(self.path) as connection:
            is_known, gone = put_wish(connection, name, wish)
        if gone:
            compact(self.path)
        return is_known

    def people(self) -> tuple[str, ...]:
        """Everybody of whom anything is kept, evenings for two not counted."""
        with reading(self.path) as connection:
            return () if connection is None else select_people(connection)

    def evenings(self, who: str, today: date) -> tuple[KeptEvening, ...]:
        """Everything kept of this person and of evenings for two, oldest first."""
        with reading(self.path) as connection:
            if connection is None:
                return ()
            evenings = select_evenings(connection, _view(who), before=date.max, limit=-1)
        oldest = today - timedelta(days=self.keep_days)
        return tuple(_unexpired(evening, oldest) for evening in evenings)

    def delete(self, who: str | None, day: date | None, meanwhile: Callable[[], None]) -> int:
        """Deletes evenings (of a person, of a day, or all) and returns how many.

        Without a day the person is not known afterwards either, and what two shared goes with
        the last of them; without person and day nothing is left. The file has no trace of it
        afterwards. `meanwhile` is called inside the transaction.
        """
        if not self.path.exists():
            meanwhile()
            return 0
        whose = None if who is None else folded(who)
        with writing(self.path) as connection:
            meanwhile()
            deleted = connection.execute(
                "DELETE FROM evening"
                " WHERE (?1 IS NULL OR folded(who) = ?1) AND (?2 IS NULL OR day = ?2)",
                (whose, day.isoformat() if day else None),
            ).rowcount
            if day is None:
                for table in ("person", "refusal"):
                    connection.execute(
                        f"DELETE FROM {table} WHERE ?1 IS NULL OR folded(name) = ?1",  # noqa: S608 - named here
                        (whose,),
                    )
                if not has_people(connection):
                    deleted += connection.execute("DELETE FROM evening").rowcount
            if day is None and who is None:
                connection.execute("DELETE FROM manner")
        compact(self.path)
        return deleted

    def _expire(self, connection: sqlite3.Connection, today: date) -> int:
        """Deletes answers that are too old; returns how many rows.

        Questions that only follow on some answers go with them: they tell what was answered.
        """
        of_old = "evening IN (SELECT id FROM evening WHERE day < ?)"
        return sum(
            connection.execute(f"DELETE FROM {rows} AND {of_old}", (self._oldest(today),)).rowcount  # noqa: S608 - named here
            for rows in ("entry WHERE true", f"asked WHERE {TELLING}")
        )

    def _has_expired(self, connection: sqlite3.Connection, today: date) -> bool:
        return any(
            connection.execute(
                f"SELECT 1 FROM {rows} AND day < ? LIMIT 1",  # noqa: S608 - named here
                (self._oldest(today),),
            ).fetchone()
            for rows in (
                "entry JOIN evening ON id = evening WHERE true",
                f"asked JOIN evening ON id = evening WHERE {TELLING}",
            )
        )

    def _oldest(self, today: date) -> str:
        """The first day whose answers are still kept."""
        return (today - timedelta(days=self.keep_days)).isoformat()


def _put_manner(
    connection: sqlite3.Connection, manner: Manner, otherwise: Literal["REPLACE", "IGNORE"]
) -> None:
    connection.execute(
        f"INSERT OR {otherwise} INTO manner (id, pace, volume_db) VALUES (1, ?, ?)",  # noqa: S608
        (manner.pace, manner.volume_db),
    )


def _shares_since(connection: sqlite3.Connection, who: str, today: date) -> date:
    """From which day on evenings for two are this person's, or of both, the later one's.

    Who joined on a day to come did so while the clock was wrong: then it is all of them.
    """
    (day,) = connection.execute(
        "SELECT max(joined) FROM person WHERE ?1 = ?2 OR folded(name) = ?1", (folded(who), BOTH)
    ).fetchone()
    return date.fromisoformat(day) if day and day <= today.isoformat() else date.min


def _marks_since(
    connection: sqlite3.Connection, who: str, since: date, today: date
) -> Sequence[tuple[date, PlanMark]]:
    """A person's marks, and from `since` on those for two."""
    shared = select_marks(connection, (BOTH,), until=today)
    if all(day >= since for day, _ in shared):
        return select_marks(connection, _view(who), until=today)
    own = () if who == BOTH else select_marks(connection, (who,), until=today)
    later = [(day, mark) for day, mark in shared if day >= since]
    return sorted([*own, *later], key=lambda told: told[0])


def _view(who: str) -> tuple[str, ...]:
    """Whose evenings a person may hear of: their own, and those for two."""
    return (who,) if who == BOTH else (who, BOTH)


def _unexpired(evening: KeptEvening, oldest: date) -> KeptEvening:
    if evening.day >= oldest:
        return evening
    asked = tuple(key for key in evening.asked if group_of(key) in ASKED_ANYWAY)
    return KeptEvening(evening.day, evening.who, (), evening.marks, asked, evening.outcome)


def _remembered(evening: KeptEvening, oldest: date) -> Evening:
    kept = _unexpired(evening, oldest)
    return Evening(kept.day, kept.who, kept.asked, kept.entries, kept.marks)
