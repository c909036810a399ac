"""An evening that was cut off is offered again within two hours, at its question."""

import json
import os
import signal
import subprocess
import sys

import pytest

PROGRAM = (sys.executable, "-m", "voice_coach")


class Evening:
    """A check-in in writing, as a process that is spoken to line by line."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [*PROGRAM, "checkin", "--text", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    def until(self, *words):
        """What the coach says until a line with one of these words, that line included."""
        lines = []
        while line := self.process.stdout.readline():
            lines.append(line.removeprefix("Coach:").strip())
            if any(word in line for word in words):
                return lines
        raise AssertionError((lines, self.process.stderr.read()))

    def say(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def begun(self):
        """What is asked once a yes to the greeting was given."""
        self.until("?")
        self.say("yes")
        return self.until("?")[-1]

    def joined(self):
        """The first question of somebody who was just asked whether they may be remembered."""
        assert "all right?" in self.begun()
        self.say("yes")
        return self.until("?")[-1]

    def cut(self, number):
        os.killpg(self.process.pid, number)
        return self.process.wait(timeout=30)


def is_offer(line):
    return "pick up" in line or "cut off" in line


def kept():
    done = subprocess.run(
        [*PROGRAM, "journal", "export"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def cut_off_after_an_answer(number):
    """An evening until its second question; returns how that was asked, and the exit code."""
    with Evening() as evening:
        evening.joined()
        evening.say("not really, I was on my phone")
        question = evening.until("?")[-1]
        return question, evening.cut(number)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_cut_evening_goes_on_at_its_question(number):
    question, code = cut_off_after_an_answer(number)
    assert code == (130 if number == signal.SIGINT else -signal.SIGKILL)
    with Evening() as evening:
        evening.until("?")
        evening.say("yes")
        assert "?" in evening.until("pick up", "cut off")[-1]
        evening.say("yes please")
        assert evening.until("?")[-1] == question
        evening.say("work")
        evening.until("?")
        evening.say("he made me tea")
        evening.until("?")
        evening.say("no thanks")
        evening.say("goodnight")
        assert evening.process.wait(timeout=30) == 0

    entries = kept()["evenings"][0]["answers"]
    assert [entry["question"] for entry in entries] == [
        "attention",
        "what_pulled_you_away",
        "good_moment",
    ]
    assert entries[0]["kinds"] == ["phone"]
    assert kept()["joined"] is not None


def test_whoever_begins_afresh_keeps_what_was_answered():
    question, _ = cut_off_after_an_answer(signal.SIGKILL)
    with Evening() as evening:
        evening.until("?")
        evening.say("yes")
        evening.until("pick up", "cut off")
        evening.say("no")
        asked = evening.until("?")[-1]
        assert asked != question
        assert "all right?" not in asked
        evening.say("goodnight")
        assert evening.process.wait(timeout=30) == 0
    entries = kept()["evenings"][0]["answers"]
    assert [entry["question"] for entry in entries] == ["attention"]
    assert kept()["joined"] is not None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_is_asked_again_whether_they_may_be_remembered(answer, number):
    with Evening() as evening:
        assert "all right?" in evening.begun()
        evening.say(answer)
        evening.until("?")
        evening.cut(number)
    with Evening() as evening:
        asked = evening.begun()
        if answer == "yes":
            assert is_offer(asked)
            evening.say("no")
            asked = evening.until("?")[-1]
        assert not is_offer(asked)
        assert "all right?" not in asked
        evening.say("goodnight")
        assert evening.process.wait(timeout=30) == 0
    assert (kept()["joined"] is not None) == (answer == "yes")


def test_after_a_sign_of_danger_nobody_has_agreed_to_anything():
    with Evening() as evening:
        evening.joined()
        evening.say("he hit me last night")
        evening.until("goodnight")
        evening.cut(signal.SIGKILL)
    with Evening() as evening:
        assert "all right?" in evening.begun()


def test_an_evening_that_ended_is_not_offered_again():
    with Evening() as evening:
        evening.joined()
        evening.say("stop")
        assert evening.process.wait(timeout=30) == 0
    with Evening() as evening:
        assert not is_offer(evening.begun())


def test_after_a_sign_of_danger_nothing_is_offered_again():
    with Evening() as evening:
        evening.until("?")
        evening.say("yes")
        evening.until("?")
        evening.say("he hit me last night")
        evening.until("goodnight")
        evening.cut(signal.SIGKILL)
    with Evening() as evening:
        assert not is_offer(evening.begun())
