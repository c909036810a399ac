"""What somebody calls for is done in passing, or an evening begins."""

import pytest

from voice_coach.conversation.errand import is_errand
from voice_coach.meaning import COMMANDS

FOR_ANYBODY = {"numbers", "help", "why", "forget_tonight", "forget_everything"}
ABOUT_ONESELF = {"tonights_ritual", "how_are_we_doing", "what_do_you_remember"}


def done_in_passing(*, knows_who):
    return {command for command in COMMANDS if is_errand(command, knows_who=knows_who)}


def test_where_it_is_known_who_calls_the_plan_and_memory_are_told_without_an_evening():
    assert done_in_passing(knows_who=True) == FOR_ANYBODY | ABOUT_ONESELF


def test_where_two_live_an_evening_asks_first_who_wants_to_know():
    assert done_in_passing(knows_who=False) == FOR_ANYBODY


def test_what_the_other_one_said_is_not_told_and_no_evening_begins():
    assert is_errand("what_did_they_say", knows_who=False)


@pytest.mark.parametrize("command", ["start_checkin", "keep_nothing", "open_up", "short"])
def test_everything_else_begins_an_evening(command):
    assert command in COMMANDS
    assert not is_errand(command, knows_who=True)
