"""The journal opened for one evening, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial

import click

from voice_coach.journal import (
    JournalTrouble,
    Memory,
    Memoryless,
    evening_of,
    local_now,
    one_session,
    open_journal,
    settle,
)
from voice_coach.journal.keeper import Now
from voice_coach.settings import Places, Settings

on_stderr: Callable[[str], None] = partial(click.echo, err=True)
"""Writes a sentence for whoever looks at the program."""


@contextmanager
def opened_memory(
    places: Places, settings: Settings
) -> Iterator[tuple[Memory, Sequence[JournalTrouble]]]:
    """The journal for one evening, under the lock that lets only one evening run.

    With it comes what is wrong with it, to be said aloud: a list that may grow. Raises
    SessionRunning. With a journal that cannot be used the evening takes place without memory,
    and JournalTrouble is raised once it is over.
    """
    with one_session(places.journal), memory_of_one_evening(places, settings) as opened:
        yield opened


@contextmanager
def memory_of_one_evening(
    places: Places, settings: Settings, write: Callable[[str], None] = on_stderr
) -> Iterator[tuple[Memory, Sequence[JournalTrouble]]]:
    """As `opened_memory`, for a program that holds the lock already.

    `write` is given the sentence about a damaged journal that was set aside.
    """
    troubles: list[JournalTrouble] = []
    opened = open_journal(places.journal, keep_days=settings.keep_days, tell=troubles.append)
    was_set_aside = opened.trouble is not None and not isinstance(opened.memory, Memoryless)
    if opened.trouble is not None:
        troubles.append(opened.trouble)
        if was_set_aside:
            write(f"{opened.trouble.message} {opened.trouble.hint}")
    yield opened.memory, troubles
    lost = troubles[1:] if was_set_aside else troubles
    if lost:
        raise lost[0]


def settled_daily(
    places: Places,
    settings: Settings,
    is_believed: Callable[[], bool],
    now: Now = local_now,
) -> Callable[[], None]:
    """Lets go of what is too old, once a day however often it is called, between evenings.

    For a program that holds the lock for weeks, in a house where perhaps nobody spends an evening.
    A clock that is not believed deletes nothing. What is wrong with the journal is said on the
    next evening.
    """
    settled: set[date] = set()

    def settle_once() -> None:
        today = evening_of(now())
        if today in settled or not is_believed():
            return
        settled.clear()
        settled.add(today)
        with suppress(JournalTrouble):
            settle(places.journal, keep_days=settings.keep_days, now=now)

    return settle_once
