"""Has somebody finished? Told from words and what they mean, with the words of turns.toml."""

import pytest

from voice_coach.content import load_content
from voice_coach.hearing.turns import is_hesitating, pause_after
from voice_coach.meaning import Meaning, Safety
from voice_coach.understanding import load_understanding


@pytest.fixture(scope="module")
def cues():
    return load_content("en").turns


@pytest.fixture(scope="module")
def finished():
    return load_understanding("en").finished


def said(text, **labels):
    return Meaning(text, **{"answer": "toward", "decision": "accept", "confidence": 1.0, **labels})


@pytest.mark.parametrize("text", ["", "Um.", "Well", "Let me think.", "Yes, hang on"])
def test_a_hesitation_holds_the_turn_whatever_was_said_before(cues, text):
    assert is_hesitating(text, cues)
    for answering in ("closed", "open"):
        assert pause_after(said(text), answering, 1.0, cues) == cues.unfinished_pause > 1.2


@pytest.mark.parametrize(
    ("asking", "text"),
    [
        ("ready", "Yes, but"),
        ("attention", "I was on my."),
        ("attention", "It was closer to"),
        ("attention", "Because."),
        ("time_together", "The kids and"),
        ("appreciation", "I was going to say it when he"),
        ("what_pulled_you_away", "Work was really busy and I had a"),
        ("good_moment", "There was this moment when"),
    ],
)
def test_a_clause_that_breaks_off_goes_on(cues, finished, asking, text):
    chance = finished(text, asking)
    answering = "open" if asking in {"what_pulled_you_away", "good_moment"} else "closed"
    assert pause_after(said(text), answering, chance, cues) == cues.unfinished_pause


@pytest.mark.parametrize(
    ("asking", "text"),
    [
        ("ready", "Yeah, go on."),
        ("attention", "Distracted, if I'm honest."),
        ("attention", "Full attention."),
        ("time_together", "Other things won."),
        ("appreciation", "I said it out loud."),
        ("appreciation", "I kept it to myself."),
        ("follow_up", "Yes, we did it."),
        ("follow_up", "No, I don\u2019t think so."),
        ("follow_up", "I think so."),
        ("follow_up", "I tried to."),
        ("attention", "Yes, I was."),
        ("attention", "Half-distracted, I think."),
        ("attention", "Not really."),
        ("attention", "Half and half."),
        ("good_moment", "We laughed at dinner."),
        ("good_moment", "When he made me a cup of tea."),
    ],
)
def test_what_is_whole_is_not_waited_for_any_longer(cues, finished, asking, text):
    assert not is_hesitating(text, cues)
    answering = "open" if asking == "good_moment" else "closed"
    assert pause_after(said(text), answering, finished(text, asking), cues) <= cues.told_pause


@pytest.mark.parametrize("asking", [None, "attention", "anything", "a_question_of_your_own"])
@pytest.mark.parametrize("text", ["", "\x00", "word " * 5_000, "\U0001f600", "\u4f60\u597d"])
def test_anything_at_all_has_a_chance_of_being_all(finished, asking, text):
    assert 0.0 <= finished(text, asking) <= 1.0


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
    assert pause_after(said(text), "closed", 1.0, cues) == cues.certain_pause


def test_a_yes_that_ends_as_if_it_went_on_is_waited_for_a_little(cues):
    pause = pause_after(said("yes we did it on"), "closed", cues.over_from - 0.01, cues)
    assert pause == cues.whole_pause


def test_the_more_there_may_be_to_say_the_longer_is_the_wait(cues):
    bare = pause_after(said("yes"), "closed", 1.0, cues)
    told = pause_after(said("i was half distracted"), "closed", 1.0, cues)
    open_ended = pause_after(said("he made me tea"), "open", 1.0, cues)
    doubtful = pause_after(said("he made me"), "open", cues.told_from - 0.01, cues)
    hesitant = pause_after(said("he made me a"), "open", 0.0, cues)
    assert bare < told < open_ended < doubtful < hesitant


@pytest.mark.parametrize("text", ["Work.", "My phone.", "No."])
def test_a_word_or_two_are_told_though_many_who_begin_so_go_on(cues, finished, text):
    chance = finished(text, "what_pulled_you_away")
    assert chance < cues.told_from
    assert pause_after(said(text), "open", chance, cues) == cues.told_pause


def test_a_story_that_may_go_on_gets_longer_than_people_pause_in_one(cues):
    assert pause_after(said("we had a walk"), "open", cues.told_from - 0.01, cues) > 1.2


@pytest.mark.parametrize(
    "labels", [{"answer": "none"}, {"decision": "confirm"}, {"decision": "reject"}]
)
def test_what_answers_nothing_yet_is_waited_for_a_little(cues, labels):
    pause = pause_after(said("yes", **labels), "closed", 1.0, cues)
    assert cues.whole_pause < pause == cues.missed_pause < cues.told_pause


def test_a_tone_of_voice_that_goes_on_is_waited_for_behind_more_than_a_word_or_two(cues):
    assert pause_after(said("he made me tea,"), "open", 1.0, cues) == cues.unfinished_pause
    assert pause_after(said("distracted today,"), "closed", 1.0, cues) == cues.whole_pause
    assert pause_after(said("distracted all day,"), "closed", 1.0, cues) == cues.doubtful_pause
    doubtful_words = said("yes,", decision="confirm")
    assert pause_after(doubtful_words, "closed", 1.0, cues) == cues.doubtful_pause
    assert pause_after(said("half,"), "closed", 0.3, cues) == cues.doubtful_pause


def test_a_command_is_obeyed_sooner_than_a_story_ends(cues):
    stop = said("stop", answer="none", command="stop")
    assert pause_after(stop, "open", 1.0, cues) < cues.told_pause


def test_who_may_not_be_safe_gets_time_to_say_it(cues):
    doubtful = said("yes", safety=Safety("ambiguous", "fear"))
    assert pause_after(doubtful, "closed", 1.0, cues) == cues.unfinished_pause
    clear = said("no", safety=Safety("clear", "violence"))
    assert pause_after(clear, "closed", 1.0, cues) > cues.certain_pause
