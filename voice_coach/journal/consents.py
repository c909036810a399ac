"""What people agreed to: to be remembered at all, and to have their own words kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Literal

from voice_coach.conversation.effects import Consent
from voice_coach.journal.entries import Person, WordsWish
from voice_coach.settings import folded


def last_consents(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """What each person said last to each thing; to be remembered comes first.

    Without a yes to that there are no words that could be kept.
    """
    last = {(folded(consent.who), consent.to): consent for consent in consents}
    return tuple(sorted(last.values(), key=lambda consent: consent.to == "words"))


def put_consent(connection: sqlite3.Connection, consent: Consent) -> int:
    """Writes what a person agreed to or not; returns how many answers lost their words.

    The same once more changes nothing, and a no counts once a day.
    """
    if consent.to == "words":
        return put_wish(connection, consent.who, "yes" if consent.given else "no")[1]
    if consent.given:
        put_yes(connection, consent.who, consent.day)
    else:
        put_no(connection, consent.who, consent.day)
    return 0


def put_yes(connection: sqlite3.Connection, name: str, day: date) -> None:
    """Writes that a person said yes to being remembered; the first time counts."""
    put_person(connection, Person(name, joined=day))


def put_no(connection: sqlite3.Connection, name: str, day: date) -> None:
    """Writes that a person said no to being remembered, and when they last did."""
    connection.execute(
        "INSERT INTO refusal (name, day, times) VALUES (?, ?, 1)"
        " ON CONFLICT (name) DO UPDATE SET day = excluded.day, times = times + 1"
        " WHERE day < excluded.day",
        (_as_kept(connection, "refusal", name), day.isoformat()),
    )


def put_person(connection: sqlite3.Connection, person: Person) -> None:
    """Writes what somebody agreed to elsewhere; what is known of them here stays as it is."""
    joined, refused = person.joined, person.refused
    if joined is not None:
        connection.execute(
            "INSERT OR IGNORE INTO person (name, joined, words) VALUES (?, ?, ?)",
            (_as_kept(connection, "person", person.name), joined.isoformat(), person.words),
        )
    if refused is not None:
        connection.execute(
            "INSERT OR IGNORE INTO refusal (name, day, times) VALUES (?, ?, ?)",
            (
                _as_kept(connection, "refusal", person.name),
                refused.day.isoformat(),
                refused.times,
            ),
        )


def put_wish(connection: sqlite3.Connection, name: str, wish: WordsWish) -> tuple[bool, int]:
    """Writes whether a person wants their words kept; after a no there are none any more.

    Returns whether somebody of that name joined, and how many answers lost their words.
    """
    update = "UPDATE person SET words = ? WHERE folded(name) = ?"
    is_known = connection.execute(update, (wish, folded(name))).rowcount > 0
    if wish != "no":
        return is_known, 0
    gone = connection.execute(
        "DELETE FROM said WHERE evening IN (SELECT id FROM evening WHERE folded(who) = ?)",
        (folded(name),),
    )
    return is_known, gone.rowcount


def _as_kept(connection: sqlite3.Connection, table: Literal["person", "refusal"], name: str) -> str:
    """A name as it is spelled in a table already."""
    query = f"SELECT name FROM {table} WHERE folded(name) = ?"  # noqa: S608 - named here
    row = connection.execute(query, (folded(name),)).fetchone()
    return row[0] if row else name
