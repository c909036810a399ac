"""What the program ends with when something it needs is not there."""

import resource

import numpy as np
import pytest
from cli_program import NO_SOUND, SAMPLE, Running, program

from voice_coach.errors import StorageError
from voice_coach.rehearsal.report import write_report


def test_3_without_a_sound_device():
    ended = program("checkin", "--tts", "pyttsx3")
    assert ended.told(3, "--text")
    assert ended.out == ""


def test_4_without_the_model_that_was_asked_for(command):
    assert command("checkin", "--asr", "vosk").told(4, "models fetch")


def test_4_for_a_model_that_is_not_here_to_be_verified(command):
    assert command("models", "verify", "vosk-small-en").told(4, "models fetch")


def test_5_while_another_evening_is_running(command):
    with Running("checkin", "--text") as evening:
        evening.hear()
        assert command("checkin", "--text").told(5, "Another check-in")
        assert command("journal", "show").code == 0


def test_6_for_a_folder_that_cannot_be_made(command, tmp_path):
    (tmp_path / "file").touch()
    ended = command("rehearse", SAMPLE, "--out", tmp_path / "file" / "below")
    assert ended.told(6, "--out")


def test_6_for_a_disk_that_is_full_and_nothing_cut_off_is_left(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(StorageError) as told:
            write_report(tmp_path / "out", np.zeros((50_000, 2), np.float32), [], {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "make room" in told.value.hint
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "transcript.jsonl",
        "result.json",
    }


def test_0_for_a_rehearsal_where_there_is_no_microphone(command, tmp_path, monkeypatch):
    for name, value in NO_SOUND.items():
        monkeypatch.setenv(name, value)
    out = tmp_path / "out"
    ended = program("checkin", "--or-rehearse", out, VOICE_COACH_TTS="pyttsx3")
    assert (ended.code, ended.err) == (0, "")
    assert str(out / "conversation.wav") in ended.out
    assert "Coach:" in ended.out


def test_deleting_that_is_not_confirmed_deletes_nothing(command):
    ended = command("journal", "forget", "--everything", typed="n\n")
    assert (ended.code, ended.err) == (0, "")
    assert "Nothing is deleted." in ended.out
