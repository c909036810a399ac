"""The conversation can tell what it would say next, without saying it."""

from datetime import date
from functools import partial

import pytest

from voice_coach.content import load_content
from voice_coach.conversation.ahead import likely_replies, lines_ahead
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Ask, Done, Say


@pytest.fixture(scope="module")
def start():
    return partial(checkin, Context(load_content("en"), date(2026, 11, 20)))


def evening(start):
    """Every question of an evening of likely answers, with what was foretold and what came."""
    talk, replies, came = start(), [], []
    effect = next(talk)
    try:
        while True:
            if isinstance(effect, Ask):
                foretold = lines_ahead(start, replies, effect.question)
                reply, came = likely_replies(effect.question)[0], []
                yield effect.question, foretold, came
            else:
                reply = Done()
                if isinstance(effect, Say):
                    came.append(effect.line.text)
            replies.append(reply)
            effect = talk.send(reply)
            if isinstance(effect, Ask) and effect.line:
                came.append(effect.line.text)
    except StopIteration:
        return


def test_what_follows_the_likeliest_answer_was_foretold_word_for_word(start):
    found = list(evening(start))
    assert len(found) >= 4
    for question, foretold, came in found:
        assert came, question
        assert set(came) <= set(foretold), question


def test_the_other_answer_is_thought_of_as_well(start):
    question, foretold, _ = next(evening(start))
    assert question == "ready"
    assert any("night" in text.lower() for text in foretold)


def test_asking_what_comes_next_changes_nothing(start):
    before = [foretold for _, foretold, _ in evening(start)]
    assert [foretold for _, foretold, _ in evening(start)] == before
