"""Ctrl-C and SIGTERM: one kind line, exit code 130, and what was answered is kept."""

import json
import signal

import pytest
from cli_program import ADMISSION, Ended, Running

KIND = Ended(130, "", "Goodnight. What you have answered so far is kept.\n")

BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


def drafts(home):
    """What is written of an evening that is not over."""
    return b"".join(path.read_bytes() for path in (home / "journal").glob("draft-*"))


@BOTH
def test_an_evening_that_is_interrupted_keeps_what_was_answered(home, number):
    with Running("checkin", "--text") as evening:
        evening.hear()
        evening.say("yes")
        assert evening.hear()
        assert "all right?" in evening.hear()
        evening.say("yes")
        assert evening.hear()
        assert "?" in evening.hear()
        evening.say("I was on my phone the whole evening")
        evening.hear()
        assert evening.end(number).err == KIND.err
        assert evening.process.returncode == KIND.code
    assert b'"phone"' in drafts(home)
    assert b"whole evening" not in drafts(home)


def test_the_next_evening_can_begin_after_an_interruption(command, home):
    with Running("checkin", "--text") as evening:
        evening.hear()
        evening.end()
    assert command("checkin", "--text", typed="not tonight\n").code == 0


def test_an_impatient_second_signal_changes_nothing():
    with Running("checkin", "--text") as evening:
        evening.hear()
        evening.process.send_signal(signal.SIGINT)
        assert evening.end() == KIND


@BOTH
def test_a_machine_that_reads_lines_is_interrupted_as_kindly(number):
    with Running("understand", "--jsonl") as reader:
        reader.say(json.dumps({"text": ADMISSION}))
        assert json.loads(reader.hear())["kinds"] == ["phone"]
        assert reader.end(number) == KIND
