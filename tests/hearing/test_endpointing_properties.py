"""When an answer begins and ends, by counting frames: what holds for every sound there can be."""

from itertools import repeat

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voice_coach.hearing.endpointing import (
    START_FRAMES,
    Endpointer,
    frames_in,
)
from voice_coach.hearing.loudness import FLOOR_FRAMES, NoiseFloor
from voice_coach.ports import Patience

ROOM_DB = -60.0
SPEECH = (0.95, -30.0)
SILENCE = (0.02, ROOM_DB)
HUM = (0.7, -38.0)

OVER = ("ended", "capped", "nobody")

patiences = st.builds(
    Patience,
    first_word=st.floats(0.1, 3.0),
    trailing=st.floats(0.1, 1.2),
    longest=st.floats(0.3, 4.0),
)
frames = st.one_of(
    st.sampled_from([SPEECH, SILENCE, HUM]),
    st.tuples(st.floats(0.0, 1.0), st.floats(-120.0, 0.0)),
)
stretches = st.lists(st.tuples(st.integers(1, 40), frames), max_size=12)
sounds = stretches.map(lambda parts: [frame for count, frame in parts for _ in range(count)])


def known_room(level_db=ROOM_DB):
    """A noise floor that has heard the room for long enough."""
    floor = NoiseFloor()
    for _ in range(FLOOR_FRAMES):
        floor.follow(level_db)
    return floor


def run(sound, patience, *, floor=None, then=SILENCE):
    """The endpointer after the sound (and, after it, `then` for ever), and all its phases."""
    endpointer = Endpointer(patience, floor or known_room())
    phases = []
    for probability, level in [*sound, *repeat(then, 5000)]:
        phases.append(endpointer.step(probability, level))
        if phases[-1] in OVER:
            return endpointer, phases
    pytest.fail("the turn never ended")


@given(sounds, patiences, st.sampled_from([SPEECH, SILENCE, HUM, (1.0, 0.0)]))
def test_every_turn_is_over_once_both_patiences_are_used_up(sound, patience, then):
    _, phases = run(sound, patience, then=then)
    assert len(phases) <= frames_in(patience.first_word) + frames_in(patience.longest)


@given(sounds, patiences)
def test_a_turn_only_goes_from_waiting_to_speaking_to_over(sound, patience):
    _, phases = run(sound, patience)
    order = {"waiting": 0, "speaking": 1, "ended": 2, "capped": 2, "nobody": 2}
    steps = [order[phase] for phase in phases]
    assert steps == sorted(steps)
    assert (phases[-1] == "nobody") == ("speaking" not in phases)


@given(sounds, patiences)
def test_the_same_sound_ends_the_same_way_every_time(sound, patience):
    first, phases = run(sound, patience)
    again, phases_again = run(sound, patience)
    assert phases == phases_again
    assert (first.first_speech, first.last_speech) == (again.first_speech, again.last_speech)


@given(sounds, patiences)
def test_speech_lies_within_the_turn_and_is_speech(sound, patience):
    endpointer, phases = run(sound, patience)
    if phases[-1] == "nobody":
        assert endpointer.first_speech == endpointer.last_speech == -1
        return
    assert 0 <= endpointer.first_speech <= endpointer.last_speech < len(phases)
    heard = [*sound, *repeat(SILENCE, len(phases))]
    assert heard[endpointer.first_speech][0] >= 0.5
    assert heard[endpointer.last_speech][0] >= 0.35


@given(
    before=st.integers(0, 20),
    spoken=st.integers(START_FRAMES, 60),
    trailing=st.floats(0.1, 1.5),
)
def test_a_turn_ends_exactly_as_many_frames_after_the_last_sound_as_was_asked_for(
    before, spoken, trailing
):
    patience = Patience(first_word=5.0, trailing=trailing, longest=10.0)
    sound = [SILENCE] * before + [SPEECH] * spoken
    endpointer, phases = run(sound, patience)
    assert phases[-1] == "ended"
    assert endpointer.first_speech == before
    assert endpointer.last_speech == before + spoken - 1
    assert len(phases) == before + spoken + frames_in(trailing)


@given(
    trailing=st.floats(0.2, 1.0),
    words=st.lists(st.integers(START_FRAMES, 20), min_size=2, max_size=5),
    shorter=st.integers(1, 30),
)
def test_a_pause_shorter_than_the_patience_does_not_end_a_turn(trailing, words, shorter):
    pause = max(1, frames_in(trailing) - shorter)
    assume(pause < frames_in(trailing))
    sound = []
    for word in words:
        sound += [SPEECH] * word + [SILENCE] * pause
    endpointer, phases = run(sound, Patience(5.0, trailing, 60.0))
    assert endpointer.last_speech == len(sound) - pause - 1
    assert len(phases) == len(sound) - pause + frames_in(trailing)


@given(st.integers(1, 200))
def test_nobody_spoke_exactly_when_the_first_word_is_overdue(wait):
    patience = Patience(first_word=wait * 0.032, trailing=0.5, longest=5.0)
    _, phases = run([], patience)
    assert phases[-1] == "nobody"
    assert len(phases) == wait


@given(
    st.lists(
        st.tuples(st.integers(1, START_FRAMES - 1), st.integers(START_FRAMES, 20)), max_size=12
    )
)
def test_clicks_do_not_begin_a_turn(clicks):
    sound = []
    for loud, quiet in clicks:
        sound += [(0.99, -5.0)] * loud + [SILENCE] * quiet
    _, phases = run(sound, Patience(first_word=3.0, trailing=0.5, longest=5.0))
    assert phases[-1] == "nobody"


@given(
    st.lists(
        st.tuples(st.integers(1, START_FRAMES - 1), st.integers(START_FRAMES, 20)), max_size=12
    )
)
def test_clicks_do_not_keep_a_turn_open(clicks):
    patience = Patience(first_word=3.0, trailing=0.5, longest=60.0)
    sound = [SPEECH] * 10 + [SILENCE] * 5
    for loud, quiet in clicks:
        sound += [(0.99, -5.0)] * loud + [SILENCE] * quiet
    endpointer, phases = run(sound, patience)
    assert endpointer.last_speech == 9
    assert len(phases) <= 10 + frames_in(patience.trailing) + START_FRAMES


@given(words=st.integers(START_FRAMES, 20), since=st.integers(0, START_FRAMES - 1))
def test_speech_that_has_just_begun_when_the_patience_ends_is_waited_for(words, since):
    patience = Patience(first_word=3.0, trailing=0.5, longest=60.0)
    pause = frames_in(patience.trailing) - 1 - since
    sound = [SPEECH] * 10 + [SILENCE] * pause + [SPEECH] * words
    endpointer, _ = run(sound, patience)
    assert endpointer.last_speech == len(sound) - 1


@given(probability=st.floats(0.5, 1.0), level=st.floats(-70.0, -5.0))
def test_a_steady_machine_taken_for_a_voice_keeps_no_turn_open(probability, level):
    patience = Patience(first_word=12.0, trailing=1.0, longest=90.0)
    sound = [SPEECH] * 20
    _, phases = run(sound, patience, then=(probability, level))
    assert phases[-1] == "ended"
    assert len(phases) <= len(sound) + FLOOR_FRAMES + frames_in(patience.trailing)


@given(probability=st.floats(0.5, 1.0), level=st.floats(-70.0, -5.0))
def test_a_steady_machine_that_is_known_begins_no_turn(probability, level):
    patience = Patience(first_word=8.0, trailing=0.5, longest=8.0)
    _, phases = run([], patience, floor=known_room(level), then=(probability, level))
    assert phases[-1] == "nobody"


@given(
    level=st.floats(-60.0, -20.0),
    above=st.floats(4.5, 30.0),
    wobble=st.floats(0.0, 1.0),
    quiet=st.integers(0, 100),
)
def test_a_machine_does_not_hide_somebody_who_is_a_little_louder(level, above, wobble, quiet):
    patience = Patience(first_word=8.0, trailing=0.5, longest=8.0)
    machine = [(0.7, level + wobble * (-1) ** number) for number in range(quiet)]
    spoken = [(0.9, level + above)] * 10
    floor = known_room(level - wobble)
    endpointer, phases = run([*machine, *spoken], patience, floor=floor, then=(0.7, level))
    assert phases[-1] == "ended"
    assert endpointer.first_speech == quiet
    assert endpointer.last_speech == quiet + 9


def test_a_machine_that_starts_with_the_first_frame_is_known_after_three_seconds():
    patience = Patience(first_word=12.0, trailing=0.5, longest=90.0)
    floor = NoiseFloor()
    _, phases = run([], patience, floor=floor, then=HUM)
    assert len(phases) <= FLOOR_FRAMES + frames_in(patience.trailing)
    _, phases = run([], patience, floor=floor, then=HUM)
    assert phases[-1] == "nobody"


def test_somebody_who_speaks_before_the_room_is_known_is_heard_from_the_first_frame():
    endpointer, phases = run([SPEECH] * 30, Patience(8.0, 0.5, 8.0), floor=NoiseFloor())
    assert phases[-1] == "ended"
    assert endpointer.first_speech == 0


def test_when_the_machine_stops_the_room_is_quiet_again_at_once():
    floor = known_room(HUM[1])
    sound = [SILENCE] * 3 + [(0.9, -50.0)] * 10
    endpointer, _ = run(sound, Patience(8.0, 0.5, 8.0), floor=floor)
    assert endpointer.first_speech == 3


def test_a_dropped_block_of_silence_does_not_make_a_machine_a_voice_for_long():
    floor = known_room(HUM[1])
    patience = Patience(first_word=12.0, trailing=0.5, longest=90.0)
    _, phases = run([(0.0, -120.0)], patience, floor=floor, then=HUM)
    assert len(phases) <= 1 + FLOOR_FRAMES + frames_in(patience.trailing)


def test_an_answer_without_end_is_cut_at_its_longest_and_says_so():
    patience = Patience(first_word=5.0, trailing=0.5, longest=2.0)
    speech = [(0.9, level) for level in [-30.0, -25.0, -45.0, -32.0] * 100]
    endpointer, phases = run([SILENCE] * 7 + speech, patience)
    assert phases[-1] == "capped"
    assert len(phases) - endpointer.first_speech == frames_in(2.0)


@given(trailing=st.floats(0.1, 1.5), usual=st.floats(0.2, 1.5), glance=st.integers(1, 3))
def test_a_patience_that_is_exchanged_during_a_silence_counts_from_its_beginning(
    trailing, usual, glance
):
    assume(frames_in(usual) > glance)
    endpointer = Endpointer(Patience(5.0, usual, 10.0), known_room())
    for probability, level in [SPEECH] * 10 + [SILENCE] * glance:
        assert endpointer.step(probability, level) in ("waiting", "speaking")
    endpointer.patience = Patience(5.0, trailing, 10.0)
    silent = glance
    while True:
        silent += 1
        if endpointer.step(*SILENCE) == "ended":
            break
    assert silent == max(glance + 1, frames_in(trailing))
