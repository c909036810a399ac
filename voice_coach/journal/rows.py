"""Evenings to rows and back."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from voice_coach.journal.entries import BOTH, KeptEvening, Person, Refusal, WordsWish, part_of
from voice_coach.journal.migrations import REFUSALS_SINCE, WORDS_SINCE, version_of
from voice_coach.meaning import Entry, Outcome, PlanMark
from voice_coach.settings import folded


def put_evening(connection: sqlite3.Connection, evening: KeptEvening) -> None:
    """Writes an evening, or adds it to what is there of that day and person.

    What is said later on the same question, or on the same part of a ritual, replaces what
    was said before. Words are left out unless the person wants them kept.
    """
    (number,) = connection.execute(
        """
        INSERT INTO evening (day, who, ended, agreed) VALUES (
            ?1, coalesce((SELECT who FROM evening WHERE day = ?1 AND folded(who) = ?5), ?2), ?3, ?4)
        ON CONFLICT (day, who) DO UPDATE SET
            ended = coalesce(excluded.ended, ended), agreed = coalesce(excluded.agreed, agreed)
        RETURNING id
        """,
        (
            evening.day.isoformat(),
            evening.who,
            evening.outcome.end if evening.outcome else None,
            evening.outcome.ritual if evening.outcome else None,
            folded(evening.who),
        ),
    ).fetchone()
    connection.executemany(
        "INSERT OR REPLACE INTO entry (evening, place, question, answer, kinds)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (number, place, entry.question, entry.answer, " ".join(entry.kinds))
            for place, entry in enumerate(evening.entries, _next(connection, "entry", number))
        ],
    )
    if select_wish(connection, evening.who) == "yes":
        connection.executemany(
            "INSERT OR REPLACE INTO said (evening, question, words) VALUES (?, ?, ?)",
            [(number, question, words) for question, words in evening.words.items()],
        )
    connection.executemany(
        "INSERT OR REPLACE INTO mark (evening, place, ritual, part, outcome, smaller)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, place, mark.ritual, part_of(mark), mark.outcome, int(mark.smaller))
            for place, mark in enumerate(evening.marks, _next(connection, "mark", number))
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO asked (evening, place, key) VALUES (?, ?, ?)",
        [
            (number, place, key)
            for place, key in enumerate(evening.asked, _next(connection, "asked", number))
        ],
    )


def select_evenings(
    connection: sqlite3.Connection, people: Sequence[str], *, before: date, limit: int
) -> tuple[KeptEvening, ...]:
    """The last `limit` evenings (all for -1) of these people before a day, oldest first."""
    evenings = connection.execute(
        f"""
        SELECT id, day, who, ended, agreed FROM evening
        WHERE day < ? AND folded(who) IN ({_question_marks(people)})
        ORDER BY day DESC, id DESC LIMIT ?
        """,  # noqa: S608 - only question marks are put in
        (before.isoformat(), *map(folded, people), limit),
    ).fetchall()
    if not evenings:
        return ()
    wanted = _Wanted(people, evenings[-1][1], before.isoformat())
    entries = _entries(connection, wanted)
    marks = _marks(connection, wanted)
    asked = _asked(connection, wanted)
    words = _words(connection, wanted)
    return tuple(
        KeptEvening(
            day=date.fromisoformat(day),
            who=who,
            entries=tuple(entries[number]),
            marks=tuple(mark for _, mark in marks[number]),
            asked=tuple(asked[number]),
            outcome=Outcome(ended, agreed) if ended else None,
            words=words[number],
        )
        for number, day, who, ended, agreed in reversed(evenings)
    )


def select_marks(
    connection: sqlite3.Connection, people: Sequence[str], *, until: date
) -> tuple[tuple[date, PlanMark], ...]:
    """The marks of these people up to a day, oldest first, as far as the running plan needs.

    That is from the last day on which a plan was made in full: a smaller one goes on from it.
    """
    (since,) = connection.execute(
        f"""
        SELECT coalesce((
            SELECT day FROM evening JOIN mark ON evening = id
            WHERE day <= ? AND folded(who) IN ({_question_marks(people)})
                AND outcome = 'accepted' AND NOT smaller
            ORDER BY day DESC LIMIT 1), '')
        """,  # noqa: S608 - only question marks are put in
        (until.isoformat(), *map(folded, people)),
    ).fetchone()
    after = (until + timedelta(days=1)).isoformat()
    evenings = _marks(connection, _Wanted(people, since, after))
    return tuple(pair for pairs in evenings.values() for pair in pairs)


def select_people(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Everybody with an evening alone, and everybody who said yes or no to being remembered."""
    tables = ["SELECT who FROM evening", "SELECT name FROM person"]
    if version_of(connection) >= REFUSALS_SINCE:
        tables.append("SELECT name FROM refusal")
    rows = connection.execute(" UNION ALL ".join(tables))
    return tuple(sorted({who for (who,) in rows} - {BOTH}))


def has_people(connection: sqlite3.Connection) -> bool:
    """Whether there is anybody of whom something is kept by name."""
    query = "SELECT 1 FROM person UNION ALL SELECT 1 FROM evening WHERE who <> ? LIMIT 1"
    return connection.execute(query, (BOTH,)).fetchone() is not None


def select_person(connection: sqlite3.Connection, name: str) -> Person:
    """What somebody agreed to, whether or not anything is kept of them."""
    query = "SELECT joined FROM person WHERE folded(name) = ?"
    row = connection.execute(query, (folded(name),)).fetchone()
    return Person(
        name,
        joined=date.fromisoformat(row[0]) if row else None,
        words=select_wish(connection, name),
        refused=select_refusal(connection, name),
    )


def select_refusal(connection: sqlite3.Connection, name: str) -> Refusal | None:
    """When a person last said no to being remembered, and how often they did."""
    if version_of(connection) < REFUSALS_SINCE:
        return None
    query = "SELECT day, times FROM refusal WHERE folded(name) = ?"
    row = connection.execute(query, (folded(name),)).fetchone()
    return Refusal(date.fromisoformat(row[0]), row[1]) if row else None


def select_wish(connection: sqlite3.Connection, name: str) -> WordsWish:
    """Whether a person wants their own words kept; nobody does who has not said so."""
    if version_of(connection) < WORDS_SINCE:
        return "no"
    query = "SELECT words FROM person WHERE folded(name) = ?"
    row = connection.execute(query, (folded(name),)).fetchone()
    wish: WordsWish = row[0] if row else "no"
    return wish


class _Wanted(NamedTuple):
    """Whose evenings, from which day on and before which."""

    people: Sequence[str]
    since: str
    before: str


def _entries(connection: sqlite3.Connection, wanted: _Wanted) -> defaultdict[int, list[Entry]]:
    found = defaultdict(list)
    for number, _, question, answer, kinds in _select(
        connection, "entry", "question, answer, kinds", wanted
    ):
        found[number].append(Entry(question, answer, tuple(kinds.split())))
    return found


def _marks(
    connection: sqlite3.Connection, wanted: _Wanted
) -> defaultdict[int, list[tuple[date, PlanMark]]]:
    found = defaultdict(list)
    for number, day, ritual, outcome, smaller in _select(
        connection, "mark", "ritual, outcome, smaller", wanted
    ):
        mark = PlanMark(ritual, outcome, smaller=bool(smaller))
        found[number].append((date.fromisoformat(day), mark))
    return found


def _asked(connection: sqlite3.Connection, wanted: _Wanted) -> defaultdict[int, list[str]]:
    found = defaultdict(list)
    for number, _, key in _select(connection, "asked", "key", wanted):
        found[number].append(key)
    return found


def _words(connection: sqlite3.Connection, wanted: _Wanted) -> defaultdict[int, dict[str, str]]:
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    if version_of(connection) >= WORDS_SINCE:
        for number, _, question, words in _select(connection, "said", "question, words", wanted):
            found[number][question] = words
    return found


def _select(
    connection: sqlite3.Connection, table: str, columns: str, wanted: _Wanted
) -> sqlite3.Cursor:
    """Rows of the wanted evenings, each with the evening's number and day first."""
    return connection.execute(
        f"""
        SELECT evening.id, day, {columns} FROM evening JOIN {table} ON evening = evening.id
        WHERE day >= ? AND day < ? AND folded(who) IN ({_question_marks(wanted.people)})
        ORDER BY day, evening.id, {"question" if table == "said" else "place"}
        """,  # noqa: S608 - table and columns are named in this module
        (wanted.since, wanted.before, *map(folded, wanted.people)),
    )


def _question_marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _next(connection: sqlite3.Connection, table: str, evening: int) -> int:
    """The first free place in an evening's list."""
    (place,) = connection.execute(
        f"SELECT coalesce(max(place) + 1, 0) FROM {table} WHERE evening = ?",  # noqa: S608 - named here
        (evening,),
    ).fetchone()
    return int(place)
