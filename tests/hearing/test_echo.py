"""The coach's own sound is taken out of what the microphone hears, and nobody else's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.hearing.echo import MOST_WAITING, RINGS_FOR, EchoCanceller
from voice_coach.hearing.loudness import level_db
from voice_coach.ports import BLOCK_SAMPLES, SAMPLE_RATE
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


def cleaned(canceller, heard, played):
    """What is left of the one when the other is played, block by block."""
    left = []
    for near, far in zip(blocks(heard), blocks(played), strict=True):
        canceller.written(far)
        left.append(canceller.clean(near))
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
    left = cleaned(EchoCanceller(), echo, reader)[LEARNED:]
    assert level_db(left) < level_db(echo[LEARNED:]) - 12


def test_who_speaks_over_the_coach_is_still_there(echo, reader, other):
    begins = 8 * SAMPLE_RATE
    both = echo.copy()
    both[begins : begins + len(other)] += other
    alone = cleaned(EchoCanceller(), echo, reader)[begins:][: len(other)]
    with_somebody = cleaned(EchoCanceller(), both, reader)[begins:][: len(other)]
    assert level_db(with_somebody) > level_db(alone) + 12


def test_who_answers_at_leisure_is_passed_on_unchanged(reader):
    canceller = EchoCanceller()
    for _ in range(RINGS_FOR + 1):
        canceller.written(None)
        canceller.clean(np.zeros(BLOCK_SAMPLES, np.float32))
    left = [canceller.clean(piece) for piece in np.array_split(reader, 700)]
    together = np.concatenate(left)
    assert np.array_equal(together, reader[: len(together)])
    assert len(reader) - len(together) < BLOCK_SAMPLES


def test_a_dead_microphone_stays_dead_while_the_coach_speaks(reader):
    left = cleaned(EchoCanceller(), np.zeros_like(reader), reader)
    assert not left.any()


@given(st.lists(st.integers(0, 2000), max_size=30), st.randoms())
def test_nothing_is_lost_however_it_is_captured(lengths, chance):
    canceller, given_, got = EchoCanceller(), 0, 0
    for length in lengths:
        canceller.written(
            np.full(BLOCK_SAMPLES, 0.1, np.float32) if chance.random() < 0.5 else None
        )
        got += len(canceller.clean(np.full(length, 0.1, np.float32)))
        given_ += length
    assert 0 <= given_ - got < BLOCK_SAMPLES


@pytest.mark.parametrize("one_more_every", [100, 1000])
def test_a_loudspeaker_whose_clock_is_fast_does_not_run_away(one_more_every):
    canceller = EchoCanceller()
    for number in range(20_000):
        canceller.written(None)
        if number % one_more_every == 0:
            canceller.written(None)
        canceller.clean(np.zeros(BLOCK_SAMPLES, np.float32))
    assert len(canceller._played) <= MOST_WAITING + 2


def test_what_was_taken_back_is_not_waited_for():
    canceller = EchoCanceller()
    for _ in range(5):
        canceller.written(np.zeros(BLOCK_SAMPLES, np.float32))
    canceller.taken_back(3)
    canceller.taken_back(100)
    assert len(canceller._played) == 0


def test_with_a_headset_nothing_of_what_somebody_says_is_taken_away(reader, other):
    words = other[: round(1.2 * SAMPLE_RATE)]
    canceller, silent = EchoCanceller(), np.zeros_like(reader[:SAMPLE_RATE])
    heard = np.random.default_rng(0).normal(0.0, 0.001, len(silent) + len(reader))
    begins = len(silent) + 8 * SAMPLE_RATE
    heard[begins : begins + len(words)] += words
    left = []
    played = [None] * len(blocks(silent)) + blocks(reader)
    for near, far in zip(blocks(heard.astype(np.float32)), played, strict=True):
        canceller.written(far)
        left.append(canceller.clean(near))
    passed_on = np.concatenate(left)[begins : begins + len(words)]
    assert np.array_equal(passed_on, heard[begins : begins + len(words)].astype(np.float32))
