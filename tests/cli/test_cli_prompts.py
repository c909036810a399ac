"""A slip in a prompts file is told with file and place, by the check and by the check-in."""

import shutil

import pytest

from voice_coach.content import packaged_prompts


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A copy of the packaged prompts that the settings point to."""
    folder = tmp_path / "mine"
    shutil.copytree(packaged_prompts() / "en", folder / "en")
    monkeypatch.setenv("VOICE_COACH_PROMPTS", str(folder))
    return folder


SLIPS = {
    "a wrong key": ("questions.toml", "rephrase =", "refrase =", "refrase"),
    "a line nobody says": ("lines.toml", "later =", "latter =", "latter"),
    "a line that is empty": ("lines.toml", '"Just a minute."', '""', "ready.short"),
    "no wordings": ("rituals.toml", 'kinds = ["phone", "half_listening"]', "kinds = 1", "kinds"),
    "an unknown variable": ("lines.toml", "Just a minute", "Just {nope}", "{nope}"),
    "no TOML": ("lines.toml", "[ready]", "[ready", "TOML"),
    "an empty phrase": (
        "understanding/phrases.toml",
        'repeat = ["repeat"',
        'repeat = [""',
        "commands.any.repeat",
    ),
    "an unknown command": ("understanding/phrases.toml", "repeat = [", "repeet = [", "repeet"),
    "an unknown concept": ("understanding/who.toml", '"{mine} and', '"{nope} and', "nope"),
    "a phrase file that is no TOML": (
        "understanding/phrases.toml",
        "[answers.ready]",
        "[answers",
        "TOML",
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=list(SLIPS))
def test_a_slip_is_found_by_the_check_and_by_the_check_in(command, mine, slip):
    name, was, becomes, named = slip
    file = mine / "en" / name
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    assert command("checkin", "--text").told(2, name.split("/")[-1], named)
    checked = command("prompts", "check", mine)
    assert checked.code == 2
    assert named in checked.err


def test_an_own_copy_without_a_slip_is_in_order(command, mine):
    assert command("prompts", "check", mine).code == 0
    assert command("checkin", "--text", typed="not tonight\n").code == 0


def test_the_packaged_prompts_are_in_order(command):
    checked = command("prompts", "check")
    assert (checked.code, checked.err) == (0, "")
