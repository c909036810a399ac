"""Anna and Ben, and the program as they use it: every call is a process of its own."""

import json
import os
import subprocess
import sys

PROGRAM = (sys.executable, "-m", "voice_coach")
TWO = {"VOICE_COACH_HOUSEHOLD": '["Anna", "Ben"]'}


def program(*arguments, typed=""):
    """What the program prints; `typed` is its input."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=typed,
        env={**os.environ, **TWO},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def checkin(*answers):
    """What is printed in a check-in with these answers, a line each."""
    return program("checkin", "--text", typed="\n".join(answers))


def exported(who):
    """What the journal gives of one of the two."""
    return json.loads(program("journal", "export", "--who", who))
