"""What happens when the sound system dies, freezes, comes back, or was never there."""

import signal
import time

import numpy as np
import pytest
from support.card_programs import program
from support.virtual_card import RATE, Card, recorded, write_sound

from voice_coach.errors import AudioDeviceError
from voice_coach.hearing.devices import Device, unusable

pytestmark = pytest.mark.soundcard


@pytest.fixture
def sound(tmp_path):
    """Two seconds of noise in a file."""
    samples = np.random.default_rng(0).uniform(-0.3, 0.3, 2 * RATE)
    return write_sound(tmp_path / "sound.wav", samples, RATE)


def test_a_card_that_dies_is_noticed_and_waited_for_and_used_again(own_card, sound, tmp_path):
    with program(own_card, "lose", sound) as (process, line):
        line()
        killed = time.monotonic()
        own_card.stop()
        lost = line()
        assert lost["error"] == "MicrophoneLost"
        assert "voice-coach doctor" in lost["hint"]
        assert lost["lost"] - killed < 5
        process.stdin.write("back\n")
        process.stdin.flush()
        own_card.start()
        with own_card.recording(tmp_path / "out.raw"):
            reopened = line()
            saying = own_card.say(sound)
            heard = line()
            saying.wait()
        closed = line()
    assert reopened["reopened"] < 20
    assert heard["level"] > -30
    assert np.abs(recorded(tmp_path / "out.raw")).max() > 0.2
    assert closed["closed"] < 5
    assert closed["threads"] == ["MainThread"]


def test_a_loudspeaker_that_dies_is_noticed_while_speaking(own_card, sound):
    with program(own_card, "lose_while_speaking", sound) as (_, line):
        playing = line()["playing"]
        time.sleep(max(0.0, playing + 1 - time.monotonic()))
        killed = time.monotonic()
        own_card.stop()
        lost = line()
        closed = line()
    assert lost["error"] == "LoudspeakerLost"
    assert lost["lost"] - killed < 8
    assert closed["closed"] < 10


def test_a_card_that_freezes_is_noticed(own_card, sound):
    with program(own_card, "lose", sound) as (process, line):
        line()
        frozen = time.monotonic()
        own_card.daemon.send_signal(signal.SIGSTOP)
        lost = line()
        own_card.daemon.send_signal(signal.SIGCONT)
        assert lost["lost"] - frozen < 5
        process.stdin.write("back\n")
        process.stdin.flush()
        assert "reopened" in line()
        assert "level" in line()


def test_a_frozen_sound_system_is_left_without_waiting_for_it(own_card):
    with program(own_card, "leave") as (process, line):
        line()
        own_card.daemon.send_signal(signal.SIGSTOP)
        process.stdin.write("leave\n")
        process.stdin.flush()
        assert line()["closed"] < 20
        assert process.wait(20) == 0


def test_a_frozen_sound_system_is_not_waited_for_at_the_start(own_card):
    own_card.daemon.send_signal(signal.SIGSTOP)
    with program(own_card, "choose", "", "") as (process, line):
        refused = line()
        assert process.wait(20) == 0
    assert refused["code"] == 3
    assert refused["message"] == "The sound system does not answer."
    assert "--text" in refused["hint"]


@pytest.mark.parametrize("direction", ["input", "output"])
def test_a_device_of_another_name_is_refused_with_a_list_of_what_is_there(card, direction):
    names = ("kitchen robot", "") if direction == "input" else ("", "kitchen robot")
    with program(card, "choose", *names) as (_, line):
        refused = line()
    assert refused["code"] == 3
    assert "'kitchen robot'" in refused["message"]
    assert "default" in refused["hint"]


def test_devices_are_found_by_a_part_of_their_name(card):
    with program(card, "choose", "DEFAULT", "pulse") as (_, line):
        assert line()["threads"] == ["MainThread"]


def test_without_a_sound_system_the_error_says_what_to_do(card, tmp_path):
    nowhere = Card(tmp_path / "nowhere")
    nowhere.folder.mkdir()
    (nowhere.folder / "asoundrc").write_text("")
    with program(nowhere, "choose", "", "") as (_, line):
        refused = line()
    assert refused["code"] == 3
    assert refused["message"].endswith(".")
    assert "--text" in refused["hint"]


def test_with_a_dead_sound_system_the_error_says_what_to_do(own_card):
    own_card.stop()
    with program(own_card, "choose", "", "") as (_, line):
        refused = line()
    assert refused["code"] == 3
    assert "voice-coach" in refused["hint"]


def test_a_busy_device_is_called_busy():
    device = Device(0, "USB Microphone", 48_000, 1)
    error = unusable("input", device, RuntimeError("Device unavailable [PaErrorCode -9985]"))
    assert isinstance(error, AudioDeviceError)
    assert error.message == "The microphone 'USB Microphone' is busy."
    assert "--input-device" in error.hint
