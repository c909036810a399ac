"""Has somebody finished? Told from words and what they mean, with the words of turns.toml."""

import pytest

from voice_coach.content import load_content
from voice_coach.hearing.turns import is_unfinished, pause_after
from voice_coach.meaning import Meaning, Safety


@pytest.fixture(scope="module")
def cues():
    return load_content("en").turns


def said(text, **labels):
    return Meaning(text, **{"answer": "toward", "decision": "accept", "confidence": 1.0, **labels})


@pytest.mark.parametrize(
    "text",
    [
        "", "Um.", "Well, I...", "Well", "Yes, but", "Because.", "And then", "I was on my.",
        "Let me think.",  "Work was really busy and I had a", "She said",
        "I was going to", "It was closer to", "The kids and",
    ],
)  # fmt: skip
def test_hesitations_and_unfinished_clauses_go_on(cues, text):
    assert is_unfinished(text, cues)
    for answering in ("closed", "open"):
        assert pause_after(said(text), answering, cues) == cues.unfinished_pause > 1.2


@pytest.mark.parametrize(
    "text",
    [
        "Yes.", "Yeah, go on.", "I think so.", "Yes, I was.", "I tried to.", "Not really.",
        "Half-distracted, I think.", "My phone.", "The television was on", "Dinner.", "It was.",
        "We laughed at dinner.", "No, I don\u2019t think so.", "Half and half.",
    ],
)  # fmt: skip
def test_what_is_whole_is_not_waited_for_any_longer(cues, text):
    assert not is_unfinished(text, cues)


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "Oh yes, of course.",
        "No, thank you.",
        "Not to-night.",
        "The second one",
        "Yes, I can do that.",
        "Something smaller, please.",
    ],
)
def test_a_bare_answer_to_a_closed_question_is_over_soonest(cues, text):
    assert pause_after(said(text), "closed", cues) == cues.certain_pause


def test_the_more_there_may_be_to_say_the_longer_is_the_wait(cues):
    bare = pause_after(said("yes"), "closed", cues)
    told = pause_after(said("i was half distracted"), "closed", cues)
    open_ended = pause_after(said("he made me tea"), "open", cues)
    hesitant = pause_after(said("he made me a"), "open", cues)
    assert bare < told < open_ended < hesitant


@pytest.mark.parametrize(
    "labels", [{"answer": "none"}, {"decision": "confirm"}, {"decision": "reject"}]
)
def test_what_answers_nothing_yet_gets_as_long_as_an_open_question(cues, labels):
    assert pause_after(said("yes", **labels), "closed", cues) == cues.told_pause


def test_a_tone_of_voice_that_goes_on_is_waited_for(cues):
    assert pause_after(said("he made me tea,"), "open", cues) == cues.unfinished_pause
    assert pause_after(said("distracted,"), "closed", cues) == cues.told_pause


def test_a_command_is_obeyed_sooner_than_a_story_ends(cues):
    stop = said("stop", answer="none", command="stop")
    assert pause_after(stop, "open", cues) < cues.told_pause


def test_who_may_not_be_safe_gets_time_to_say_it(cues):
    doubtful = said("yes", safety=Safety("ambiguous", "fear"))
    assert pause_after(doubtful, "closed", cues) == cues.unfinished_pause
    clear = said("no", safety=Safety("clear", "violence"))
    assert pause_after(clear, "closed", cues) > cues.certain_pause
