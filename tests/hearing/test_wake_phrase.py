"""A wake phrase of one's own is heard where it is said, a little misheard too, and nowhere else."""

import pytest

from voice_coach.hearing.phrase import Phrase

KITCHEN = Phrase("hello kitchen")


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("Hello, kitchen!", ""),
        ("hello kitchens", ""),
        ("Um, hello kitchen, stop listening.", "stop listening"),
        ("hallo kitchen start", "start"),
    ],
)
def test_it_is_heard_and_what_follows_is_what_it_is_told(heard, rest):
    assert KITCHEN.rest(heard) == rest


@pytest.mark.parametrize(
    "heard", ["", "hello", "the kitchen is cold", "we said hello in the kitchen", "hello chicken"]
)
def test_other_words_do_not_call(heard):
    assert KITCHEN.rest(heard) is None


def test_a_phrase_without_words_is_never_heard():
    assert Phrase("...").rest("What is for dinner?") is None
