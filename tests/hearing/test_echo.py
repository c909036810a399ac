"""The coach's own sound is taken out of what the microphone hears, and nobody else's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.echo import LEAD, RINGS_FOR, EchoCanceller
from voice_coach.hearing.loudness import level_db
from voice_coach.ports import BLOCK_SAMPLES, BLOCK_SECONDS, SAMPLE_RATE
from voice_coach.sound_files import read_sound

LEARNED = 4 * SAMPLE_RATE
"""After so many samples of the coach's voice the room is known."""


def in_the_room(fixtures, played):
    """What a microphone hears of this, in a real room with 0.6 s of reverberation."""
    room = read_sound(fixtures / "noise_and_rir" / "rir" / "rir_clap.flac")
    heard = np.convolve(played, room / np.sqrt(np.sum(room**2)))[: len(played)]
    noise = np.random.default_rng(0).normal(0.0, 0.0005, len(played))
    return np.asarray(heard + noise, np.float32)


def blocks(sound):
    return list(sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES))


class Kitchen:
    """Tells a canceller what is played and what is heard, and when; by a clock of its own."""

    def __init__(self):
        self.canceller = EchoCanceller()
        self.now = 0.0

    def plays(self, block, ahead=0.0):
        self.canceller.written(block, self.now + ahead)

    def hears(self, block, late=0.0):
        self.now += len(block) / SAMPLE_RATE
        return self.reads(block, late)

    def reads(self, sound, late=0.0):
        return self.canceller.clean(sound, self.now - LEAD + late)


def cleaned(heard, played):
    """What is left of the one when the other is played, block by block."""
    kitchen, left = Kitchen(), []
    for near, far in zip(blocks(heard), blocks(played), strict=True):
        kitchen.plays(far)
        left.append(kitchen.hears(near))
    return np.concatenate(left)


@pytest.fixture(scope="module")
def reader(fixtures):
    clips = sorted((fixtures / "librispeech_237" / "clips").glob("*.flac"))[:3]
    return np.concatenate([read_sound(clip) for clip in clips])[: 12 * SAMPLE_RATE]


@pytest.fixture(scope="module")
def other(fixtures):
    return read_sound(fixtures / "asr_sanity" / "clips" / "jfk.flac")[: 2 * SAMPLE_RATE]


@pytest.fixture(scope="module")
def echo(fixtures, reader):
    return in_the_room(fixtures, reader)


def test_once_it_knows_the_room_little_of_the_coach_is_left(echo, reader):
    left = cleaned(echo, reader)[LEARNED:]
    assert level_db(left) < level_db(echo[LEARNED:]) - 12


def test_who_speaks_over_the_coach_is_still_there(echo, reader, other):
    begins = 8 * SAMPLE_RATE
    both = echo.copy()
    both[begins : begins + len(other)] += other
    alone = cleaned(echo, reader)[begins:][: len(other)]
    with_somebody = cleaned(both, reader)[begins:][: len(other)]
    assert level_db(with_somebody) > level_db(alone) + 12


def test_who_answers_at_leisure_is_passed_on_unchanged(reader):
    kitchen = Kitchen()
    for _ in range(RINGS_FOR + 1):
        kitchen.plays(None)
        kitchen.hears(np.zeros(BLOCK_SAMPLES, np.float32))
    together = np.concatenate([kitchen.hears(piece) for piece in np.array_split(reader, 700)])
    assert np.array_equal(together, reader[: len(together)])
    assert len(reader) - len(together) < BLOCK_SAMPLES


def test_a_dead_microphone_stays_dead_while_the_coach_speaks(reader):
    left = cleaned(np.zeros_like(reader), reader)
    assert not left.any()


@given(st.lists(st.integers(0, 2000), max_size=30), st.randoms())
def test_nothing_is_lost_however_it_is_captured(lengths, chance):
    kitchen, given_, got = Kitchen(), 0, 0
    for length in lengths:
        kitchen.plays(np.full(BLOCK_SAMPLES, 0.1, np.float32) if chance.random() < 0.5 else None)
        got += len(kitchen.hears(np.full(length, 0.1, np.float32)))
        given_ += length
    assert 0 <= given_ - got < BLOCK_SAMPLES


SPOKEN_FROM = 10 * SAMPLE_RATE
"""The coach speaks until here, is silent for two seconds, and begins anew."""


@pytest.fixture(scope="module")
def two_turns(fixtures, reader):
    """What is played (None for silence) and heard, block by block, in two turns of the coach."""
    silence = np.zeros(2 * SAMPLE_RATE, np.float32)
    played = np.concatenate([reader[:SPOKEN_FROM], silence, reader[:SPOKEN_FROM]])
    far = [block if block.any() else None for block in blocks(played)]
    return far, blocks(in_the_room(fixtures, played))


def second_turn(left):
    return np.concatenate(left)[SPOKEN_FROM + 2 * SAMPLE_RATE :][: 2 * SAMPLE_RATE]


def test_a_microphone_that_was_not_read_for_a_while_is_cleaned_from_the_first_word(two_turns):
    kitchen, left, unread = Kitchen(), [], []
    played, heard = two_turns
    busy = range(1150, 1300)  # from where the room is at rest until deep in the second turn
    for number, (far, near) in enumerate(zip(played, heard, strict=True)):
        kitchen.plays(far)
        kitchen.now += BLOCK_SECONDS
        unread.append(near)
        if number not in busy:
            left.append(kitchen.reads(np.concatenate(unread)))
            unread = []
    assert level_db(second_turn(left)) < level_db(second_turn(heard)) - 15


@pytest.mark.parametrize("what_happens", ["nothing", "late player", "late times"])
def test_the_first_word_of_the_next_turn_is_taken_out_whatever_happens_between(
    two_turns, what_happens
):
    kitchen, left, owed = Kitchen(), [], []
    chance = np.random.default_rng(0)
    played, heard = two_turns
    for number, (far, near) in enumerate(zip(played, heard, strict=True)):
        is_late = what_happens == "late player" and 1050 <= number < 1056
        if is_late:
            owed.append(far)
        else:
            while owed:
                kitchen.plays(owed.pop(0), -BLOCK_SECONDS * (len(owed) + 1))
            late = chance.uniform(0, 0.015) if what_happens == "late times" else 0.0
            kitchen.plays(far, late)
        late = chance.uniform(0, 0.015) if what_happens == "late times" else 0.0
        left.append(kitchen.hears(near, late))
    assert level_db(second_turn(left)) < level_db(second_turn(heard)) - 15


@pytest.mark.parametrize("one_more_every", [100, 1000])
def test_a_loudspeaker_whose_clock_is_fast_does_not_run_away(one_more_every):
    kitchen = Kitchen()
    for number in range(20_000):
        kitchen.plays(None)
        if number % one_more_every == 0:
            kitchen.plays(None)
        kitchen.hears(np.zeros(BLOCK_SAMPLES, np.float32))
    assert len(kitchen.canceller._played) <= 7


def test_what_was_taken_back_is_not_waited_for():
    kitchen = Kitchen()
    for _ in range(5):
        kitchen.plays(np.zeros(BLOCK_SAMPLES, np.float32))
    kitchen.canceller.taken_back(3)
    kitchen.canceller.taken_back(100)
    assert len(kitchen.canceller._played) == 0


def test_with_a_headset_nothing_of_what_somebody_says_is_taken_away(reader, other):
    words = other[: round(1.2 * SAMPLE_RATE)]
    kitchen, silent = Kitchen(), np.zeros_like(reader[:SAMPLE_RATE])
    heard = np.random.default_rng(0).normal(0.0, 0.001, len(silent) + len(reader))
    begins = len(silent) + 8 * SAMPLE_RATE
    heard[begins : begins + len(words)] += words
    left = []
    played = [None] * len(blocks(silent)) + blocks(reader)
    for near, far in zip(blocks(heard.astype(np.float32)), played, strict=True):
        kitchen.plays(far)
        left.append(kitchen.hears(near))
    passed_on = np.concatenate(left)[begins : begins + len(words)]
    assert np.array_equal(passed_on, heard[begins : begins + len(words)].astype(np.float32))
