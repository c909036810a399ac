"""Any key leaves an evening aloud at once, in the middle of a sentence too, without a word."""

import os
import pty
import subprocess
import sys
import termios
import time

import numpy as np
import pytest
from support.virtual_card import RATE, recorded

from voice_coach.keys import KeyPanel, open_keys
from voice_coach.panel import NoPanel


@pytest.fixture
def terminal():
    """A terminal: the side of the person and the side of the program."""
    person, program = pty.openpty()
    yield person, program
    for side in (person, program):
        os.close(side)


def test_any_key_is_a_press_and_the_terminal_is_left_as_it_was(terminal):
    person, program = terminal
    before = termios.tcgetattr(program)
    keys = KeyPanel(program)
    assert keys.pressed() is None
    os.write(person, b"xyz")
    time.sleep(0.05)
    assert keys.pressed() == "short"
    assert keys.pressed() is None
    keys.close()
    assert termios.tcgetattr(program) == before


def test_without_a_terminal_there_are_no_keys():
    assert isinstance(open_keys(), NoPanel)


@pytest.mark.soundcard
def test_a_key_in_the_middle_of_a_sentence_falls_silent_within_a_second(
    card, home, terminal, tmp_path
):
    person, program = terminal
    with card.recording(tmp_path / "speaker.raw") as began:
        coach = subprocess.Popen(
            [sys.executable, "-u", "-m", "voice_coach", "checkin", "--captions", "--tts=pyttsx3"],
            env={**card.environment, "VOICE_COACH_HOME": str(home)},
            stdin=program,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert coach.stdout.readline().startswith("Coach:")
        time.sleep(0.6)
        pressed = time.monotonic() - began
        os.write(person, b" ")
        rest = coach.communicate(timeout=20)[0]
    assert coach.returncode == 0
    assert "Coach:" not in rest
    loud = np.flatnonzero(np.abs(recorded(tmp_path / "speaker.raw")) > 0.02) / RATE
    assert loud[0] < pressed
    assert loud[-1] < pressed + 1.0
