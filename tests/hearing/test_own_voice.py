"""Who is heard over the coach stands out from what is left of its own voice."""

import pytest

from voice_coach.hearing.own_voice import (
    ABOVE_DB,
    FAR_ABOVE_DB,
    FRAMES,
    KNOWN_AFTER,
    OwnVoice,
)

LEFT = -50.0
"""The level, in dBFS, of what is left of the coach."""


def knowing(*, frames=KNOWN_AFTER, level=LEFT):
    own = OwnVoice()
    own.begin()
    for _ in range(frames):
        assert not own.stands_out(level, 0.9)
    own.begin()
    return own


def heard(own, level, probability=0.5):
    return [own.stands_out(level, probability) for _ in range(FRAMES + 2)]


def test_somebody_who_is_louder_than_what_is_left_stands_out_from_the_second_frame_on():
    assert heard(knowing(), LEFT + ABOVE_DB + 1) == [False, True, True, True]


def test_nobody_stands_out_before_it_is_known_how_loud_the_coach_is():
    assert not any(heard(knowing(frames=KNOWN_AFTER - 1), -10.0))


@pytest.mark.parametrize("level", [LEFT, LEFT + ABOVE_DB])
def test_the_coach_itself_never_stands_out(level):
    assert not any(heard(knowing(), level))


def test_where_a_television_is_as_loud_nobody_stands_out():
    assert not any(heard(knowing(level=-25.0), -22.0))


def test_what_is_not_like_speech_has_to_be_much_louder_and_to_last():
    assert not any(heard(knowing(), LEFT + FAR_ABOVE_DB, probability=0.01))
    assert heard(knowing(), LEFT + FAR_ABOVE_DB + 1, probability=0.01) == [False, False, True, True]


def test_what_was_learned_is_forgotten_with_the_room():
    own = knowing()
    own.forget()
    assert not any(heard(own, -10.0))


def test_whoever_goes_on_talking_becomes_what_is_usual():
    own = knowing()
    for _ in range(KNOWN_AFTER):
        own.stands_out(-20.0, 0.9)
    own.begin()
    assert not any(heard(own, -20.0))
