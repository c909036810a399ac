"""Who is heard over the coach is louder than all that is left of its own voice."""

import pytest

from voice_coach.hearing.own_voice import ABOVE_DB, FRAMES, KNOWN_AFTER, WINDOW, OwnVoice

LEFT = -50.0
"""The level, in dBFS, of what is left of the coach."""

LOUD = LEFT + ABOVE_DB + 1


def knowing(*, frames=KNOWN_AFTER, level=LEFT):
    own = OwnVoice()
    own.begin()
    for _ in range(frames):
        assert not own.is_exceeded(level)
    own.begin()
    return own


def heard(own, level):
    return [own.is_exceeded(level) for _ in range(FRAMES + 2)]


def test_somebody_who_is_much_louder_than_what_is_left_is_heard_from_the_second_frame_on():
    assert heard(knowing(), LOUD) == [False, True, True, True]


def test_pieces_of_words_are_enough():
    own = knowing()
    assert [own.is_exceeded(level) for level in (LOUD, LEFT, LEFT, LOUD)][-1]


def test_a_fork_on_a_plate_is_nobody():
    own = knowing()
    assert not any(own.is_exceeded(level) for level in (LOUD, *[LEFT] * (WINDOW - 1), LOUD))


def test_nobody_is_heard_before_it_is_known_how_loud_the_coach_is():
    assert not any(heard(knowing(frames=KNOWN_AFTER - 1), -10.0))


@pytest.mark.parametrize("level", [LEFT, LEFT + ABOVE_DB])
def test_the_coach_itself_is_nobody(level):
    assert not any(heard(knowing(), level))


def test_where_a_television_is_as_loud_nobody_is_heard():
    assert not any(heard(knowing(level=-25.0), -15.0))


def test_what_was_learned_is_forgotten_with_the_room():
    own = knowing()
    own.forget()
    assert not any(heard(own, -10.0))


def test_whoever_goes_on_talking_becomes_what_is_usual():
    own = knowing()
    for _ in range(KNOWN_AFTER):
        own.is_exceeded(-20.0)
    own.begin()
    assert not any(heard(own, -20.0))
