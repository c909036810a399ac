"""Everything that never changes can be rendered before anybody has said a word."""

from datetime import date
from functools import partial
from itertools import product

import numpy as np
import pytest

from voice_coach.content import load_content
from voice_coach.conversation.ahead import likely_replies
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Ask, Done, Heard, Say
from voice_coach.meaning import Meaning, Safety
from voice_coach.ports import Speech
from voice_coach.speaking.cache import CachedVoice
from voice_coach.speaking.repertoire import repertoire
from voice_coach.speaking.sentences import pieces


@pytest.fixture(scope="module")
def content():
    return load_content("en")


def said(start, choose):
    """Every text of an evening on which the likely answer number `choose` is given."""
    talk = start()
    effect = next(talk)
    try:
        for _ in range(60):
            line = effect.line if isinstance(effect, Ask | Say) else None
            if line is not None:
                yield line.text
            if isinstance(effect, Ask):
                replies = likely_replies(effect.question)
                effect = talk.send(replies[min(choose, len(replies) - 1)])
            else:
                effect = talk.send(Done())
    except StopIteration:
        return


@pytest.mark.parametrize(("day", "choose"), [*product(range(1, 9), range(3))])
def test_whatever_an_evening_says_was_there_before(content, day, choose):
    known = set(repertoire(content, "GB"))
    start = partial(checkin, Context(content, date(2026, 11, day), seed=day, country="GB"))
    texts = list(said(start, choose))
    assert len(texts) >= 2
    assert {piece for text in texts for piece in pieces(text)} <= known


def test_what_is_said_to_somebody_who_is_not_safe_was_there_before(content):
    known = set(repertoire(content, "GB"))
    talk = checkin(Context(content, date(2026, 11, 3), country="GB"))
    effect = next(talk)
    while not isinstance(effect, Ask):
        effect = talk.send(Done())
    effect = talk.send(Heard(Meaning(safety=Safety("clear", "violence"), decision="accept")))
    while not isinstance(effect, Say):
        effect = talk.send(Done())
    assert set(pieces(effect.line.text)) <= known
    assert {piece for text in content.helplines["GB"] for piece in pieces(text)} <= known


def test_no_name_and_no_variable_is_ever_in_it(content):
    assert not [piece for piece in repertoire(content, None) if "{" in piece or "}" in piece]


def test_a_line_is_cut_behind_a_colon_and_is_whole_again_when_said():
    line = "One small thing for tomorrow: when you eat, put it away. Would that suit?"
    assert pieces(line) == (
        "One small thing for tomorrow:",
        "when you eat, put it away.",
        "Would that suit?",
    )
    assert pieces("It was 8:30. Fine.") == ("It was 8:30.", "Fine.")


class Engine:
    """Renders noise, and knows whether it was let go."""

    name = "engine"

    def __init__(self):
        self.rendered = []
        self.closed = 0

    def render(self, text, pace=1.0):
        self.rendered.append(text)
        return Speech(np.full(500, 0.1, np.float32), 22_050)

    def close(self):
        self.closed += 1


def test_what_was_kept_beforehand_tells_nothing_of_what_was_said(tmp_path):
    engine = Engine()
    voice = CachedVoice(engine, tmp_path, is_fixed=lambda text: False)
    assert voice.keep("calm")
    assert not voice.keep("calm")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    voice.render("calm")
    voice.render("not kept")
    assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before
    assert engine.rendered == ["calm", "not kept"]


def test_an_engine_that_nothing_was_needed_from_is_let_go(tmp_path):
    engine = Engine()
    voice = CachedVoice(engine, tmp_path, is_fixed=lambda text: False)
    voice.keep("kept")
    voice.render("new")
    voice.rest()
    assert engine.closed == 0
    voice.render("kept")
    voice.rest()
    assert engine.closed == 1
