"""Whatever is given wrongly: one plain sentence, a hint, and exit code 2 (or what it is)."""

import json

import pytest
from cli_program import SAMPLE


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nonsense"], "nonsense"),
        (["checkin", "--nonsense"], "--nonsense"),
        (["checkin", "extra"], "extra"),
        (["checkin", "--length", "huge"], "--length"),
        (["checkin", "--asr", "siri"], "--asr"),
        (["rehearse"], "SCRIPT"),
        (["rehearse", SAMPLE], "--out"),
        (["rehearse", SAMPLE, "--out", "x", "--date", "2026-02-30"], "--date"),
        (["rehearse", SAMPLE, "--out", "x", "--snr", "loud"], "--snr"),
        (["rehearse", SAMPLE, "--out", "x", "--snr", "nan"], "--snr"),
        (["rehearse", SAMPLE, "--out", "x", "--snr", "61"], "--snr"),
        (["rehearse", SAMPLE, "--out", "x", "--seed", "x"], "--seed"),
        (["rehearse", SAMPLE, "--out", SAMPLE], "--out"),
        (["understand"], "--jsonl"),
        (["models", "fetch", "nonsense"], "moonshine-tiny-en"),
        (["models", "verify", "nonsense"], "nonsense"),
        (["prompts", "check", "/nowhere/at/all"], "/nowhere/at/all"),
        (["prompts", "check", SAMPLE], "sample.json"),
        (["journal", "show", "--nonsense"], "--nonsense"),
        (["journal", "forget"], "forget"),
        (["journal", "export", "--format", "xml"], "--format"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence_with_a_hint(command, arguments, named):
    assert command(*arguments).told(2, named)


def test_without_a_command_the_help_is_shown(command):
    ended = command()
    assert ended.code == 2
    assert "rehearse" in ended.err


SCRIPTS = {
    "unknown question": ('{"answers": {"atention": ["yes"]}}', "atention"),
    "half of it": ('{"answers": ', "JSON"),
    "nothing": ("", "JSON"),
    "a list": ("[]", "whole file"),
    "no answers at all": ("{}", "answers"),
    "an empty list": ('{"answers": {"ready": []}}', "answers.ready"),
    "a text for a list": ('{"answers": {"ready": "yes"}}', "answers.ready"),
    "a number": ('{"answers": {"ready": [1]}}', "answers.ready.0"),
    "an unknown key": ('{"answers": {"ready": ["yes"]}, "extra": 1}', "extra"),
    "brackets without end": ("[" * 100_000, "JSON"),
    "a number without end": ("9" * 5_000, "JSON"),
    "half a character": ('{"answers": {"ready": ["\\ud800"]}}', "UTF-8"),
}


@pytest.mark.parametrize(("text", "named"), SCRIPTS.values(), ids=list(SCRIPTS))
def test_a_script_that_is_wrong_is_refused_and_the_place_named(command, tmp_path, text, named):
    script = tmp_path / "script.json"
    script.write_text(text)
    assert command("rehearse", script, "--out", tmp_path / "out").told(2, named, "script.json")


def test_a_script_in_another_encoding_is_said_to_be_so(command, tmp_path):
    script = tmp_path / "script.json"
    script.write_text('{"answers": {"ready": ["ja"]}}', encoding="utf-16")
    assert command("rehearse", script, "--out", tmp_path / "out").told(2, "UTF-8")


def test_a_script_that_is_not_there_cannot_be_read(command, tmp_path):
    missing = tmp_path / "missing.json"
    assert command("rehearse", missing, "--out", tmp_path / "out").told(6, "missing.json")


SETTINGS = {
    "no TOML": ("pace = [", "TOML"),
    "an unknown key": ("pase = 1.0", "pase"),
    "beyond its range": ("pace = 9.0", "pace"),
    "not a number": ("pace = nan", "pace"),
    "a text for a number": ('pace = "fast"', "pace"),
    "a text for a list": ('household = "Ana"', "household"),
    "three people": ('household = ["Ana", "Ben", "Cy"]', "household"),
    "a nameless person": ('household = ["Ana", " "]', "household"),
    "a person twice": ('household = ["Ana", "ana "]', "household"),
    "a reserved name": ('household = ["Guest"]', "household"),
    "a name of marks": ('household = ["?!", "Ben"]', "letters"),
    "a name of digits": ('household = ["42"]', "letters"),
    "a name on two lines": ('household = ["Ana\\nMaria"]', "one line"),
    "a name with a control character": ('household = ["Ana\\u001b[2J"]', "household"),
    "a name without end": (f'household = ["{"Ana" * 14}"]', "40 characters"),
    "a wake phrase of marks": ('wake_phrase = "...."', "wake_phrase"),
    "a wake phrase of digits": ('wake_phrase = "hal 9000"', "wake_phrase"),
    "a wake phrase in other letters": ('wake_phrase = "привет тренер"', "wake_phrase"),
    "no choice": ('length = "huge"', "length"),
    "a table": ("[journal]", "journal"),
    "a path for a language": ('language = "../.."', "language"),
    "a language nobody wrote": ('language = "xx"', "xx"),
    "prompts that are not there": ('prompts = "/nowhere/at/all"', "/nowhere/at/all"),
}


@pytest.mark.parametrize(("text", "named"), SETTINGS.values(), ids=list(SETTINGS))
def test_settings_that_are_wrong_are_named(command, home, text, named):
    home.mkdir()
    (home / "settings.toml").write_text(text)
    assert command("checkin", "--text").told(2, named)


def test_settings_in_another_encoding_are_said_to_be_so(command, home):
    home.mkdir()
    (home / "settings.toml").write_bytes(b"\xff\xfe")
    assert command("checkin", "--text").told(2, "UTF-8")


def test_a_folder_in_place_of_the_settings_cannot_be_read(command, home):
    (home / "settings.toml").mkdir(parents=True)
    assert command("checkin", "--text").told(6, "settings.toml")


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("VOICE_COACH_TTS", "siri", "tts"),
        ("VOICE_COACH_PACE", "9", "pace"),
        ("VOICE_COACH_HOUSEHOLD", "Ana, Ben", "VOICE_COACH_HOUSEHOLD"),
        ("VOICE_COACH_HOUSEHOLD", '["A", "B", "C"]', "household"),
        ("VOICE_COACH_PROMPTS", "/nowhere/at/all", "/nowhere/at/all"),
    ],
)
def test_wrong_environment_variables_are_named(command, monkeypatch, name, value, named):
    monkeypatch.setenv(name, value)
    assert command("checkin", "--text").told(2, named)


def test_somebody_who_is_not_of_the_household_is_told_who_is(command, monkeypatch):
    monkeypatch.setenv("VOICE_COACH_HOUSEHOLD", json.dumps(["Ana", "Ben"]))
    assert command("checkin", "--text", "--who", "Cy").told(2, "Ana, Ben")
