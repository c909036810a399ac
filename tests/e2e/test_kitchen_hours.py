"""Speech that is not for it, noise and silence: nothing of it wakes the hands-free program."""

import csv
import threading
from datetime import UTC, datetime

import pytest
from support.kitchen_hours import KitchenRoom, Over, each_once

from voice_coach.calling import call_in
from voice_coach.handsfree import Clock
from voice_coach.house import open_house
from voice_coach.listen import Around, listen
from voice_coach.meaning import Hypothesis, Recognition

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def noon_for_ever():
    return Clock(lambda: NOON, lambda: True, lambda seconds: None)


def kitchen(room):
    """Put the program into a room until its sound is over; what was said, and its threads."""
    turns, threads = [], set()

    def look(minutes):
        threads.update(thread.name for thread in threading.enumerate())

    room._each_minute = look
    around = Around(room=room, clock=noon_for_ever(), onlooker=turns.append)
    with pytest.raises(Over):
        listen(open_house(tts="pyttsx3"), around)
    return turns, threads


def heard(text):
    return Recognition((Hypothesis(text),))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_distinct_minutes_of_a_kitchen_do_not_wake_it(fixtures):
    room = KitchenRoom(each_once(fixtures))
    turns, threads = kitchen(room)
    assert room.seconds > 20 * 60
    assert turns == []
    assert room.played == 0
    assert len(threads) == len({name.partition("_")[0] for name in threads})


def test_no_sentence_of_thousands_that_are_not_for_it_calls_it(fixtures):
    sentences = set()
    for file in sorted(fixtures.glob("text_*/*.tsv")):
        with file.open(encoding="utf-8") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            sentences.update(row["text"] for row in rows if row.get("text"))
    assert len(sentences) >= 6000
    some = sorted(sentences)[::4]
    assert len(some) >= 6000
    house = open_house()
    calls = [text for text in some if call_in(house, heard(text)) is not None]
    assert len(calls) <= 6, calls
