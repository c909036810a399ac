"""On a sound card, who speaks over the coach silences it, and who only listens does not."""

import numpy as np
import pytest
import soundfile
from support.card_programs import program
from support.speaking_over import LINE, silent_after
from support.virtual_card import RATE, recorded, write_sound
from support.wake_words import at_level

from voice_coach.ports import SAMPLE_RATE
from voice_coach.speaking.engines import open_voice

pytestmark = [pytest.mark.soundcard]


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    folder, voice = tmp_path_factory.mktemp("said"), open_voice("piper", "en")
    said = {"line": LINE.text, "answer": "I was on my phone the whole time.", "hum": "Mm-hmm."}
    files = {
        name: write_sound(folder / f"{name}.wav", at_level(voice.render(text)), SAMPLE_RATE)
        for name, text in said.items()
    }
    voice.close()
    return files


def test_it_falls_silent_at_once_when_somebody_speaks_over_it(card, sounds, tmp_path):
    with card.room_tone():
        (seconds,) = silent_after(card, sounds["line"], sounds["answer"], tmp_path, 1)
    assert seconds < 0.6  # 0.2 s on a machine that does nothing else


def test_its_own_echo_is_no_speech_even_after_it_was_stopped(card, sounds, tmp_path):
    heard = tmp_path / "heard.raw"
    lines = [sounds["line"]] * 4
    with (
        card.room_tone(),
        card.echo(),
        card.recording(heard, "micfeed.monitor"),
        program(card, "hear_itself", *lines) as (_, told),
    ):
        learning, *known = (told() for _ in lines)
    assert np.abs(recorded(heard)).max() > 0.1  # it was there
    assert learning["frames"] > 90
    assert learning["speech"] < 20
    assert all(line["speech"] <= 5 for line in known), known  # most of them, uncancelled


def test_a_line_that_was_paused_goes_on_where_it_was(card, sounds, tmp_path):
    with program(card, "pausing", sounds["line"]) as (_, line), card.recording(tmp_path / "raw"):
        line()
    paused = np.abs(recorded(tmp_path / "raw"))
    whole = np.abs(soundfile.read(sounds["line"], dtype="float32")[0])
    silence = np.diff(np.flatnonzero(paused > 0.01)).max() / RATE
    assert 0.7 < silence < 1.1
    assert paused.sum() == pytest.approx(whole.sum(), rel=0.06)
