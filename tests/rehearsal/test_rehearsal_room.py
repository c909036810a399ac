"""A rehearsal's room keeps time by the sound that was read, and charges for work."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE, Speech
from voice_coach.rehearsal.room import REACTION_SECONDS, RehearsalRoom


def tone(seconds: float, rate: int = SAMPLE_RATE) -> Speech:
    time = np.arange(round(seconds * rate)) / rate
    return Speech(np.asarray(0.3 * np.sin(2 * np.pi * 440 * time), np.float32), rate)


def read_until_silent(room: RehearsalRoom) -> None:
    while room.is_playing():
        room.read()


def test_reading_a_frame_makes_thirty_two_milliseconds_pass():
    room = RehearsalRoom()
    frame = room.read()
    assert frame.shape == (FRAME_SAMPLES,)
    assert frame.dtype == np.float32
    assert room.seconds == pytest.approx(FRAME_SECONDS)


def test_a_quiet_room_is_never_digitally_silent():
    assert np.any(RehearsalRoom().read() != 0.0)


def test_speech_begins_only_when_the_work_for_it_is_done():
    room = RehearsalRoom()
    room.spend(0.5)
    assert room.play(tone(1.0)) == pytest.approx(0.5)


def test_work_goes_on_while_the_coach_is_speaking():
    room = RehearsalRoom()
    room.play(tone(2.0))
    room.spend(0.5)
    assert room.play(tone(1.0)) == pytest.approx(2.0)


def test_the_partner_answers_after_the_coach_has_fallen_silent_and_not_before():
    room = RehearsalRoom()
    room.answer_next(tone(0.4).samples)
    room.play(tone(1.0))
    read_until_silent(room)
    assert not room.partner
    while not room.partner:
        room.read()
    start = room.partner[0].start / SAMPLE_RATE
    assert start == pytest.approx(1.0 + REACTION_SECONDS, abs=2 * FRAME_SECONDS)


def test_the_microphone_hears_every_sample_of_the_partner():
    room = RehearsalRoom()
    said = tone(0.7).samples
    room.answer_next(said)
    heard = np.concatenate([room.read() for _ in range(60)])
    start = room.partner[0].start
    assert np.allclose(heard[start : start + len(said)], said, atol=0.01)


def test_the_recording_has_the_coach_left_and_the_microphone_right():
    room = RehearsalRoom()
    room.answer_next(tone(0.3).samples)
    room.play(tone(0.5))
    for _ in range(60):
        room.read()
    both = room.recording()
    half = SAMPLE_RATE // 2
    assert both.shape[1] == 2
    assert np.abs(both[:half, 0]).max() > 0.2
    assert np.abs(both[:half, 1]).max() < 0.05
    assert np.abs(both[half:, 0]).max() == 0.0
    assert np.abs(both[half:, 1]).max() > 0.2


def test_stopping_cuts_the_coach_off_at_once():
    room = RehearsalRoom()
    room.play(tone(2.0))
    for _ in range(10):
        room.read()
    room.stop()
    assert not room.is_playing()
    assert np.abs(room.recording()[10 * FRAME_SAMPLES :, 0]).max(initial=0.0) == 0.0


def test_noise_goes_on_for_as_long_as_the_room_is_listened_to():
    noise = np.full(1000, 0.1, np.float32)
    room = RehearsalRoom(noise=noise)
    heard = np.concatenate([room.read() for _ in range(20)])
    assert np.allclose(heard, 0.1, atol=0.02)


def test_speech_of_another_rate_sounds_for_the_same_time():
    room = RehearsalRoom()
    room.play(tone(1.0, rate=22_050))
    read_until_silent(room)
    assert room.seconds == pytest.approx(1.0, abs=FRAME_SECONDS)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("spend"), st.floats(0.0, 1.0)),
            st.tuples(st.just("play"), st.floats(0.05, 0.5)),
            st.tuples(st.just("read"), st.integers(1, 20)),
        ),
        max_size=20,
    )
)
def test_what_the_coach_says_never_overlaps_and_never_starts_in_the_past(steps):
    room = RehearsalRoom()
    for step, amount in steps:
        if step == "spend":
            room.spend(amount)
        elif step == "play":
            now = room.seconds
            assert room.play(tone(amount)) >= now
        else:
            for _ in range(amount):
                room.read()
    for before, after in zip(room.coach, room.coach[1:], strict=False):
        assert after.start >= before.end
