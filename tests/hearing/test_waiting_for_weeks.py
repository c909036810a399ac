"""Whoever waits for weeks must not take a little more memory with each frame."""

import gc
import sys

import numpy as np
import pytest

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.waiting import CallEars
from voice_coach.hearing.wakeword import MicroWakeWord, WakeWordEars
from voice_coach.ports import FRAME_SAMPLES, FRAME_SECONDS

WARM_UP = 1
MINUTES = 3
NOISE = np.random.default_rng(3).normal(0, 1, (64, FRAME_SAMPLES)).astype(np.float32)


class Unused:
    """A recogniser that nobody uses while nobody speaks."""

    name = "unused"

    def open(self, grammar=()):
        raise AssertionError("the recogniser was opened")


def by_phrase():
    return CallEars(SileroActivity(), Unused())


def by_wake_word():
    return WakeWordEars(MicroWakeWord("okay_nabu"), SileroActivity(), Unused())


def wait(ears, minutes):
    """Minutes of a room that rustles, now louder, now softer."""
    for number in range(round(minutes * 60 / FRAME_SECONDS)):
        level = 1e-3 if number // 40 % 4 else 4e-3
        ears.step(level * NOISE[number % len(NOISE)])


def blocks():
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("waiting", [by_phrase, by_wake_word])
def test_minutes_of_waiting_leave_nothing_behind(waiting):
    ears = waiting()
    wait(ears, WARM_UP)
    before = blocks()
    wait(ears, MINUTES)
    assert blocks() - before < MINUTES * 60 / FRAME_SECONDS / 20
