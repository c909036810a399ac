"""What nothing recovers from ends the program, with one sentence, so that it is started again."""

import subprocess
import sys

import pytest

from voice_coach.service.unit import unit_text
from voice_coach.watchdog import HUNG_CODE, LIMITS, Watchdog

STUCK = """
import time
from voice_coach import app, watchdog
from voice_coach.house import open_house
from voice_coach.listen import Around, listen
from support.kitchen_hours import KitchenRoom

watchdog.HEARTBEAT_LIMIT, watchdog.LOOKS_EVERY = 2.0, 0.1


class Frozen(KitchenRoom):
    def read(self):
        time.sleep(600)


listen(open_house(tts="pyttsx3"), Around(room=Frozen(iter(()))))
"""


@pytest.fixture
def stuck(home, request):
    """The hands-free program with a sound system that never answers."""
    tests = request.config.rootpath / "tests"
    command = [sys.executable, "-c", STUCK]
    environment = {"PYTHONPATH": str(tests), "VOICE_COACH_HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_stage_that_hangs_for_good_ends_the_program_and_says_what_happens_next(stuck):
    assert stuck.returncode == HUNG_CODE == 1
    sentence, hint = stuck.stderr.strip().splitlines()
    assert "hung" in sentence
    assert "is kept" in sentence
    assert "voice-coach doctor" in hint


def test_a_program_that_ended_itself_like_this_is_started_again():
    assert "\nRestart=on-failure\n" in unit_text(["voice-coach", "listen"], [], {})


def test_a_heart_that_beats_is_let_live():
    ended = []
    watchdog = Watchdog(lambda: None, ended.append, lambda: ended.append("ended"))
    watchdog.start()
    watchdog.beat()
    watchdog.stop()
    assert ended == []


def test_every_stage_has_a_limit_and_its_recoveries_are_counted():
    watchdog = Watchdog(lambda: None, print)
    watchdog.tell("voice")
    watchdog.tell("voice")
    counted = {stage.name: stage.recoveries for stage in watchdog.stages()}
    assert counted == {**dict.fromkeys(LIMITS, 0), "voice": 2}
    assert watchdog.failures == 2
