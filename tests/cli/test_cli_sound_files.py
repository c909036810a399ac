"""Sound files of every kind: understood, or an error object in their place."""

import json
import os
import struct

import numpy as np
import pytest
import soundfile
from cli_program import SAMPLE, program

from voice_coach.sound_files import read_sound

RATE = 16_000
TONE = (0.3 * np.sin(2 * np.pi * 220 * np.arange(RATE) / RATE)).astype(np.float32)

KINDS = {
    "8-bit.wav": (TONE, RATE, "PCM_U8"),
    "16-bit.wav": (TONE, RATE, "PCM_16"),
    "24-bit.wav": (TONE, RATE, "PCM_24"),
    "float.wav": (TONE, RATE, "FLOAT"),
    "double-at-8-kHz.wav": (TONE[::2], RATE // 2, "DOUBLE"),
    "stereo-at-44-kHz.wav": (np.stack([TONE, TONE], 1), 44_100, "PCM_16"),
    "small.flac": (TONE, 48_000, "PCM_16"),
    "one-sample.wav": (TONE[:1], RATE, "PCM_16"),
}


def wav(path, samples=TONE, subtype="FLOAT"):
    soundfile.write(path, samples, RATE, subtype, format="WAV")
    return path


def patched(path, at, number, form="<I"):
    """The file with another number in its header."""
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, at, number)
    path.write_bytes(content)
    return path


@pytest.fixture
def broken(tmp_path):
    """Paths at which there is no sound to be had."""
    whole = wav(tmp_path / "whole.wav", subtype="PCM_16").read_bytes()
    made = {
        "empty": b"",
        "cut-off": whole[: len(whole) // 2],
        "cut-off-in-its-header": whole[:30],
        "text": b"this is no sound",
        "noise": bytes(range(256)) * 100,
    }
    for name, content in made.items():
        (tmp_path / f"{name}.wav").write_bytes(content)
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    return [
        *(tmp_path / f"{name}.wav" for name in made),
        wav(tmp_path / "no-samples.wav", TONE[:0]),
        wav(tmp_path / "no-numbers.wav", np.full_like(TONE, np.nan)),
        patched(wav(tmp_path / "slow.wav", subtype="PCM_16"), 24, 1),
        patched(wav(tmp_path / "fast.wav", subtype="PCM_16"), 24, 2_000_000_000),
        patched(wav(tmp_path / "no-channels.wav", subtype="PCM_16"), 22, 0, "<H"),
        tmp_path / "pipe.wav",
        tmp_path / "folder.wav",
        tmp_path / "missing.wav",
        tmp_path / "text.wav" / "below.wav",
        tmp_path / ("long" * 2000),
        tmp_path / "zero\0byte.wav",
        "/dev/zero",
        "",
    ]


def test_what_is_no_sound_is_answered_in_its_place_and_the_next_line_is_understood(broken):
    lines = [{"wav": str(path)} for path in broken] + [{"text": "yes", "asking": "ready"}]
    ended = program("understand", "--jsonl", typed="".join(json.dumps(x) + "\n" for x in lines))
    assert (ended.code, ended.err) == (0, "")
    *answers, last = map(json.loads, ended.out.splitlines())
    assert [set(answer) for answer in answers] == [{"error", "hint"}] * len(broken)
    assert all(answer["hint"] for answer in answers)
    assert last["answer"] == "toward"


def melody():
    """Five seconds of chords, a second each, with overtones and an attack."""
    time = np.arange(RATE) / RATE
    attack = np.minimum(1, time * 20) * np.exp(-2 * time)
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294), (262, 330, 392))
    return np.concatenate(
        [
            0.1
            * attack
            * sum(np.sin(2 * np.pi * k * hertz * time) / k for hertz in chord for k in (1, 2, 3))
            for chord in chords
        ]
    ).astype(np.float32)


def test_where_nobody_speaks_no_answer_is_taken_and_nobody_is_in_danger(tmp_path):
    noise = np.random.default_rng(5).normal(0, 0.1, 5 * RATE).astype(np.float32)
    heard = {"silence": np.zeros(5 * RATE, np.float32), "noise": noise, "music": melody()}
    lines = [
        {"wav": str(wav(tmp_path / f"{name}.wav", samples)), "asking": "attention"}
        for name, samples in heard.items()
    ]
    ended = program("understand", "--jsonl", typed="".join(json.dumps(x) + "\n" for x in lines))
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 0
    assert [answer["decision"] for answer in answers] == ["reject"] * len(heard)
    assert {answer["safety"]["level"] for answer in answers} == {"none"}
    assert {answer["command"] for answer in answers} == {None}


def test_every_usual_kind_of_file_is_listened_to(tmp_path):
    for name, (samples, rate, subtype) in KINDS.items():
        soundfile.write(tmp_path / name, samples, rate, subtype)
    lines = [json.dumps({"wav": str(tmp_path / name)}) + "\n" for name in KINDS]
    ended = program("understand", "--jsonl", typed="".join(lines))
    assert (ended.code, ended.err) == (0, "")
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert ["answer" in answer for answer in answers] == [True] * len(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_the_sound_in_a_file_comes_out_at_its_length_and_level(tmp_path, name):
    samples, rate, subtype = KINDS[name]
    soundfile.write(tmp_path / name, samples, rate, subtype)
    heard = read_sound(tmp_path / name)
    assert heard.dtype == np.float32
    assert abs(len(heard) - len(samples) * RATE / rate) <= 1
    assert np.abs(heard).max(initial=0) == pytest.approx(np.abs(samples).max(), abs=0.05)


def test_a_length_that_was_never_filled_in_is_no_reason_to_refuse_a_file(tmp_path):
    streamed = patched(wav(tmp_path / "piped.wav", subtype="PCM_16"), 40, 0xFFFF_FFFF)
    assert len(read_sound(streamed)) == len(TONE)


def test_gaps_in_the_numbers_become_silence_and_overloud_sound_is_brought_down(tmp_path):
    samples = TONE * 1000
    samples[100:200] = np.nan
    samples[300:310] = np.inf
    heard = read_sound(wav(tmp_path / "loud.wav", samples))
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0
    assert not heard[100:200].any()


@pytest.mark.parametrize(("index", "code"), [(0, 2), (1, 2), (-6, 6)])
def test_noise_that_is_no_sound_ends_a_rehearsal_before_it_begins(
    command, broken, tmp_path, index, code
):
    ended = command("rehearse", SAMPLE, "--out", tmp_path / "out", "--noise", broken[index])
    assert ended.told(code, broken[index].name)
    assert not list((tmp_path / "out").iterdir())
