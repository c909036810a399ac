"""The doctor names what is wrong and what to do; a machine can read it."""

import json

from cli_program import program

CHECKED = {
    "settings",
    "content",
    "recogniser",
    "voice",
    "devices",
    "sound",
    "journal",
    "disk",
    "clock",
}


def findings(**environment):
    ended = program("doctor", "--json", **environment)
    assert ended.err == ""
    document = json.loads(ended.out)
    assert ended.code == (0 if document["fine"] else 1)
    return {finding["what"]: finding for finding in document["findings"]}


def test_without_a_sound_device_everything_else_is_still_examined(home):
    found = findings(VOICE_COACH_TTS="pyttsx3")
    assert found.keys() >= CHECKED
    wrong = {what for what, finding in found.items() if finding["state"] == "wrong"}
    assert wrong == {"devices", "sound"}
    assert all(found[what]["hint"] for what in wrong)
    assert not home.exists(), "looking leaves nothing behind"


def test_a_damaged_journal_is_told_and_left_as_it_is(home):
    file = home / "journal" / "journal.sqlite"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_bytes(b"this is no journal" * 1000)
    before = file.read_bytes()
    found = findings(VOICE_COACH_TTS="pyttsx3")["journal"]
    assert (found["state"], bool(found["hint"])) == ("wrong", True)
    assert file.read_bytes() == before


def test_a_home_that_cannot_be_is_told(tmp_path):
    file = tmp_path / "file"
    file.touch()
    found = findings(VOICE_COACH_HOME=str(file), VOICE_COACH_TTS="pyttsx3")
    assert found["journal"]["state"] == "wrong"
    assert str(file) in found["journal"]["hint"]


def test_a_model_that_is_missing_is_told_with_the_command_that_fetches_it():
    found = findings(VOICE_COACH_ASR="vosk", VOICE_COACH_TTS="pyttsx3")["recogniser"]
    assert found["state"] == "wrong"
    assert "models fetch" in found["hint"]


def test_wrong_settings_are_a_finding(command, monkeypatch):
    monkeypatch.setenv("VOICE_COACH_PACE", "9")
    ended = command("doctor")
    assert ended.code == 1
    assert "pace" in ended.out
    assert "One thing needs you." in ended.out
