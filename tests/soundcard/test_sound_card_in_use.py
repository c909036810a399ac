"""The microphone and the player on a virtual sound card that works like a real one."""

import numpy as np
import pytest
from support.card_programs import program
from support.virtual_card import RATE, recorded, write_sound

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.sound_files import read_sound

pytestmark = pytest.mark.soundcard


def sounding(samples, above=0.02):
    """Where sound begins and ends, in seconds: the stretches louder than `above`."""
    loud = np.abs(samples[: len(samples) // 80 * 80].reshape(-1, 80)).max(axis=1) > above
    edges = np.flatnonzero(np.diff(loud.astype(int), prepend=0, append=0)) * 80 / RATE
    return [(float(a), float(b)) for a, b in edges.reshape(-1, 2)]


def delay_of(played, captured):
    """At which sample of `captured` the played sound begins, by cross-correlation."""
    size = len(captured) + len(played)
    product = np.fft.rfft(captured, size) * np.conj(np.fft.rfft(played, size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(captured)]))


def noise(seconds):
    """Noise below 3 kHz. It resembles itself nowhere, so that what is missing is noticed."""
    white = np.random.default_rng(0).normal(size=round(seconds * RATE))
    spectrum = np.fft.rfft(white)
    spectrum[np.fft.rfftfreq(len(white), 1 / RATE) > 3000] = 0
    low = np.fft.irfft(spectrum, len(white))
    return np.asarray(0.3 * low / np.abs(low).max(), np.float32)


def tone(file, seconds):
    time = np.arange(round(seconds * 22_050)) / 22_050
    return write_sound(file, 0.5 * np.sin(2 * np.pi * 440 * time), 22_050)


def test_a_person_speaking_into_the_microphone_is_recognised_from_first_to_last_word(
    card, fixtures, tmp_path
):
    clip = fixtures / "librispeech_237" / "clips" / "237-134500-0002.flac"
    said = write_sound(tmp_path / "said.wav", read_sound(clip), RATE)
    with program(card, "hear", 6.0, tmp_path / "heard.npy") as (_, line):
        line()
        line()
        card.say(said).wait()
        assert line()["overflows"] == 0
    heard = np.load(tmp_path / "heard.npy")
    text = recognised(heard, SileroActivity(), load_moonshine()).text.lower()
    assert text.startswith("a brisk wind had come up")
    assert text.endswith("clouds across the sky.")


def test_captured_sound_is_what_the_card_delivers_without_a_gap(card, tmp_path):
    said = noise(2.0)
    file = write_sound(tmp_path / "said.wav", said, RATE)
    with (
        card.recording(tmp_path / "card.raw", "micfeed.monitor"),
        program(card, "hear", 3.5, tmp_path / "heard.npy") as (_, line),
    ):
        line()
        line()
        card.say(file).wait()
        line()
    delivered, heard = recorded(tmp_path / "card.raw"), np.load(tmp_path / "heard.npy")
    pieces = [said[start : start + 3200] for start in range(0, len(said), 3200)]
    apart = [delay_of(piece, heard) - delay_of(piece, delivered) for piece in pieces]
    assert max(apart) - min(apart) <= 2


def test_what_is_played_sounds_whole_and_without_a_gap_while_the_microphone_listens(card, tmp_path):
    played = noise(3.0)
    file = write_sound(tmp_path / "played.wav", played, RATE)
    with card.recording(tmp_path / "out.raw"), program(card, "speak", file) as (_, line):
        line()
        assert line()["overflows"] == 0
    out = recorded(tmp_path / "out.raw")
    start = delay_of(played, out)
    sound = out[start : start + len(played)]
    alike = [
        np.corrcoef(played[part : part + 800], sound[part : part + 800])[0, 1]
        for part in range(0, len(played), 800)
    ]
    assert min(alike) > 0.9


def test_the_player_says_when_sound_begins_and_is_busy_until_it_has_really_ended(card, tmp_path):
    file = tone(tmp_path / "tone.wav", 1.5)
    with (
        card.recording(tmp_path / "out.raw") as began,
        program(card, "speak", file) as (_, line),
    ):
        begins, ended = line()["begins"], line()["ended"]
    stretches = sounding(recorded(tmp_path / "out.raw"))
    first, last = stretches[0][0], stretches[-1][1]
    assert begins - began == pytest.approx(first, abs=0.3)
    assert last - 0.05 <= ended - began <= last + 1.0


def joined(stretches, within):
    """The stretches of sound, those that lie closer together than `within` seconds as one."""
    whole = [stretches[0]]
    for first, last in stretches[1:]:
        if first - whole[-1][1] < within:
            whole[-1] = (whole[-1][0], last)
        else:
            whole.append((first, last))
    return whole


def test_a_stop_silences_the_loudspeaker_at_once(card, tmp_path):
    file = tone(tmp_path / "tone.wav", 3.0)
    with (
        card.recording(tmp_path / "out.raw") as began,
        program(card, "interrupt", file, 0.5, 0.7, 0.9) as (_, line),
    ):
        stops = [line() for _ in range(3)]
    # A busy machine may tear a tone for some hundredths; the stops lie half a second apart.
    stretches = joined(sounding(recorded(tmp_path / "out.raw")), within=0.2)
    assert len(stretches) == 3
    took = [
        began + last - stop["stopped"] for (_, last), stop in zip(stretches, stops, strict=True)
    ]
    assert max(took) <= 0.15
    assert not any(stop["playing"] for stop in stops)
