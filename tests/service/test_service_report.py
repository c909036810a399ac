"""How the service is, in a sentence for the person who asks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from voice_coach.service.report import report
from voice_coach.status import StageStatus, Status

ROME = ZoneInfo("Europe/Rome")

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=ROME)  # a Wednesday

DUE = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)

RUNNING = {"LoadState": "loaded", "ActiveState": "active", "SubState": "running", "NRestarts": "0"}


def listening(doing="waiting", **more):
    return Status(pid=1, doing=doing, written=NOW, **more)


def told(unit=RUNNING, status=None, due=DUE, now=NOW):
    return report(unit, status, due, now)


def test_all_is_well_and_when_the_next_check_in_is():
    found = told(status=listening())
    assert found.well
    assert found.text == "Voice Coach waits to be called. The next check-in is tonight at 20:30."


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (listening("muted"), "is muted."),
        (listening("muted", muted_until=DUE), "is muted until 20:30."),
        (listening("checkin"), "is in a check-in."),
        (
            listening("recovering", trouble="The microphone is gone."),
            "is recovering: The microphone is gone.",
        ),
    ],
)
def test_what_it_is_doing(status, says):
    assert f"Voice Coach {says} The next" in told(status=status).text


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (timedelta(0), "due now"),
        (timedelta(hours=9), "tonight at 03:00"),
        (timedelta(hours=27), "tomorrow at 21:00"),
        (timedelta(days=3), "on Saturday at 18:00"),
        (timedelta(days=7), "on 2 December at 18:00"),
    ],
)
def test_the_next_check_in_is_said_as_people_say_it(ahead, says):
    assert f"The next check-in is {says}." in told(status=listening(), due=NOW + ahead).text


def test_in_the_small_hours_the_coming_evening_is_tonight():
    late = NOW + timedelta(hours=8)
    assert (
        "tonight at 20:30" in told(status=listening(), due=DUE + timedelta(days=1), now=late).text
    )


def test_without_wanted_days_it_says_so():
    assert "No check-in begins by itself." in told(status=listening(), due=None).text


def test_what_recovered_by_itself_is_told_with_its_last_time():
    stages = (
        StageStatus("capture", 1.0, "opened again", recoveries=1, last=NOW - timedelta(hours=2)),
        StageStatus("voice", 3.0, "started again", recoveries=2, last=NOW - timedelta(days=1)),
        StageStatus("journal", 5.0, "goes on without"),
    )
    found = told(status=listening(stages=stages))
    assert found.well
    assert "recovered 3 times by itself (capture and voice, last at 16:00 on Wed" in found.text
    assert "brought back: capture 1 s, voice 3 s, journal 5 s." in found.text


def test_starting_it_again_is_told():
    found = told(RUNNING | {"NRestarts": "2"}, listening())
    assert "It was started again twice." in found.text


def test_a_program_that_tells_nothing_of_itself_is_not_well():
    found = told()
    assert not found.well
    assert "says nothing about itself" in found.text
    assert "tonight at 20:30" in found.text


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ({"Result": "exit-code", "ExecMainStatus": "2"}, "its settings or its content are wrong"),
        ({"Result": "exit-code", "ExecMainStatus": "4"}, "a model or a voice is missing"),
        ({"Result": "exit-code", "ExecMainStatus": "99"}, "with exit code 99"),
        ({"Result": "watchdog"}, "it hung"),
        ({"Result": "oom-kill"}, "too much memory"),
        ({"Result": "signal"}, "signal"),
        ({}, "for a reason unknown"),
    ],
)
def test_why_it_ended_and_what_to_do(unit, says):
    found = told({"LoadState": "loaded", "ActiveState": "failed"} | unit)
    assert not found.well
    assert says in found.text
    assert "voice-coach doctor" in found.hint
    waiting = {"LoadState": "loaded", "ActiveState": "activating", "SubState": "auto-restart"}
    assert says in told(waiting | unit).text


@pytest.mark.parametrize(
    ("unit", "well", "says"),
    [
        ({"LoadState": "not-found"}, False, "voice-coach service install"),
        ({"LoadState": "loaded", "ActiveState": "inactive"}, False, "systemctl --user start"),
        ({"LoadState": "loaded", "ActiveState": "activating"}, True, "is starting"),
    ],
)
def test_what_is_not_there_is_told_with_the_command_that_brings_it(unit, well, says):
    found = told(unit)
    assert (found.well, says in f"{found.text} {found.hint}") == (well, True)
