"""Response gaps are measured in the sound of both, from last sound to first word."""

import numpy as np
import pytest

from voice_coach.ports import SAMPLE_RATE
from voice_coach.rehearsal.partner import Answered
from voice_coach.rehearsal.report import gaps
from voice_coach.rehearsal.room import RehearsalRoom, Sounding


def sound(start: float, seconds: float, *, lead: float = 0.0, tail: float = 0.0, words=True):
    parts = [np.zeros(round(lead * SAMPLE_RATE)), np.full(round(seconds * SAMPLE_RATE), 0.2)]
    samples = np.concatenate([*parts, np.zeros(round(tail * SAMPLE_RATE))])
    return Sounding(round(start * SAMPLE_RATE), samples.astype(np.float32), words)


def gap_between(partner: Sounding, *coach: Sounding) -> float:
    room = RehearsalRoom(coach=list(coach), partner=[partner])
    (gap,) = gaps(room, [Answered("closed", partner.start, partner.end)])
    return gap.seconds


def test_silence_at_the_edges_of_a_recording_does_not_count_as_sound():
    gap = gap_between(sound(1.0, 1.0, tail=0.3), sound(2.5, 1.0, lead=0.1))
    assert gap == pytest.approx(0.6, abs=0.02)


def test_an_earcon_is_no_word():
    gap = gap_between(sound(1.0, 1.0), sound(2.2, 0.1, words=False), sound(2.8, 1.0))
    assert gap == pytest.approx(0.8, abs=0.02)


def test_a_coach_that_cuts_in_has_a_negative_gap():
    assert gap_between(sound(1.0, 2.0), sound(2.0, 1.0)) == pytest.approx(-1.0, abs=0.02)
