"""Loudness, the small sounds, and a line cut into sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.ports import Speech
from voice_coach.speaking.levels import evening_chime, listening_earcon, louder
from voice_coach.speaking.sentences import sentences


def sine(peak: float) -> Speech:
    wave = peak * np.sin(np.arange(8_000) / 10)
    return Speech(wave.astype(np.float32), 16_000)


def rms(speech: Speech) -> float:
    return float(np.sqrt(np.mean(speech.samples**2)))


@pytest.mark.parametrize("db", [-12.0, -6.0, 6.0])
def test_speech_with_room_above_it_changes_by_exactly_the_decibels_asked_for(db):
    speech = sine(0.2)

    assert 20 * np.log10(rms(louder(speech, db)) / rms(speech)) == pytest.approx(db, abs=0.01)


@given(st.floats(-24, 24), st.floats(0.01, 1.0))
def test_no_gain_ever_clips_or_folds_over(db, peak):
    speech = sine(peak)

    after = louder(speech, db).samples

    assert np.abs(after).max() <= 1.0
    order = np.argsort(speech.samples, kind="stable")
    assert np.all(np.diff(after[order]) >= 0)


def test_a_chime_made_louder_is_still_no_words():
    assert louder(evening_chime(), 3.0).words is False


@pytest.mark.parametrize(
    ("sound", "longest", "peak"), [(listening_earcon(), 0.15, 0.1), (evening_chime(), 0.7, 0.2)]
)
def test_small_sounds_are_short_soft_and_begin_and_end_in_silence(sound, longest, peak):
    assert 0.05 < sound.seconds <= longest
    assert 0.02 < np.abs(sound.samples).max() < peak
    assert np.abs(sound.samples[[0, -1]]).max() < 1e-3
    assert sound.samples.dtype == np.float32
    assert not sound.words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Evening. Good time for a few minutes?",
            ("Evening.", "Good time for a few minutes?"),
        ),
        (
            'When you pick up your phone, just say "two minutes". Okay?',
            ('When you pick up your phone, just say "two minutes".', "Okay?"),
        ),
        ('Say "two minutes." and go. Fine!', ('Say "two minutes." and go.', "Fine!")),
        ("It starts at 8.30 tonight. Okay?", ("It starts at 8.30 tonight.", "Okay?")),
        ("Wait… take your time.", ("Wait… take your time.",)),
        ("No mark at its end", ("No mark at its end",)),
        ("네. 아니요?", ("네.", "아니요?")),
        ("   ", ()),
    ],
)
def test_a_line_is_cut_where_its_sentences_end(line, expected):
    assert sentences(line) == expected


@given(st.text(alphabet='abAB .?!…"8', max_size=60))
def test_cutting_a_line_loses_and_invents_nothing(line):
    assert " ".join(sentences(line)).split() == line.split()
