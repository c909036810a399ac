"""After a clear sign nothing on the disk tells that the evening took place, killed or not."""

import os
import signal
import subprocess
import sys

import pytest
from support.everything import everything

PROGRAM = (sys.executable, "-m", "voice_coach")

BEFORE = ["yes", "yes that's fine", "half distracted, I was on my phone", "work", "he made tea"]

SIGNS = {
    "violence": "he hit me last night",
    "fear": "we talked, and then I was frightened of him again",
    "control": "I have to ask him for money",
    "self_harm": "I want to kill myself",
    "child": "he slapped our daughter",
    "own_violence": "I slapped her",
}


def evening(home, temporary, answers, *, killed_at=None):
    """An evening in writing in this home; killed at once when a line begins so."""
    with subprocess.Popen(
        [*PROGRAM, "checkin", "--text"],
        env={**os.environ, "VOICE_COACH_HOME": str(home), "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write("\n".join(answers) + "\n")
        process.stdin.flush()
        lines = []
        while line := process.stdout.readline():
            lines.append(line)
            if killed_at is not None and killed_at in line:
                process.send_signal(signal.SIGKILL)
        process.stdin.close()
        return "".join(lines), process.stderr.read(), process.wait(timeout=30)


@pytest.fixture
def lived_in(home, tmp_path):
    """A home with one evening in it, and a folder for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    _, _, code = evening(home, temporary, [*BEFORE, "yes alright", "I'll do that"])
    assert code == 0
    return home, temporary


def test_the_home_is_byte_for_byte_what_it_was(lived_in):
    home, temporary = lived_in
    before = everything(home, temporary)
    for family, sign in SIGNS.items():
        answers = ["yes", "yes it did", sign, "goodnight"]
        said, complaint, code = evening(home, temporary, answers)
        assert "Say numbers any time" in said, family
        assert (code, complaint) == (0, "")
        assert everything(home, temporary) == before, family


def test_killed_while_the_calm_line_is_said_it_is_the_same(lived_in):
    home, temporary = lived_in
    before = everything(home, temporary)
    answers = ["yes", "yes it did", SIGNS["violence"]]
    _, _, code = evening(home, temporary, answers, killed_at="Say numbers any time")
    assert code == -signal.SIGKILL
    assert everything(home, temporary) == before
    said, _, _ = evening(home, temporary, ["yes", "goodnight"])
    assert "pick up" not in said
    assert "cut off" not in said
