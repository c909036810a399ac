"""What must be understood whatever else is learned: examples of the design, commands, kindness."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_coach.conversation.lines import QUESTION_IDS
from voice_coach.meaning import ANSWERS, COMMANDS, KINDS, Hypothesis, Meaning, Recognition
from voice_coach.understanding import load_understanding

ASKING = sorted(QUESTION_IDS)
EVERYWHERE = ("repeat", "slower", "louder", "help", "skip", "pause", "undo", "stop", "goodnight")


@pytest.fixture(scope="module")
def understanding():
    return load_understanding("en")


def meaning(understanding, text: str, asking: str | None = None) -> Meaning:
    return understanding.meaning(Recognition((Hypothesis(text),)), asking)


@pytest.mark.parametrize("command", EVERYWHERE)
@pytest.mark.parametrize("asking", [*ASKING, None])
def test_a_command_of_the_readme_is_understood_under_every_question(understanding, command, asking):
    assert meaning(understanding, command, asking).command == command


@pytest.mark.parametrize("command", EVERYWHERE)
@pytest.mark.parametrize(
    "said",
    [
        "{} coach",
        "{} please coach",
        "{} thank you",
        "okay {} then",
        "coach {}",
        "hey coach {}",
        "right so {} now please",
        "thanks coach, {} for now",
    ],
)
def test_courtesies_and_the_coachs_name_around_a_command_change_nothing(
    understanding, command, said
):
    for asking in (None, "attention", "good_moment", "ritual_offer"):
        assert meaning(understanding, said.format(command), asking).command == command


def test_an_answer_to_the_coach_by_name_is_an_answer_where_it_asked(understanding):
    for asking in ("ready", "follow_up", "appreciation"):
        assert meaning(understanding, "yes coach", asking).answer == "toward"
        assert meaning(understanding, "no coach", asking).answer == "away"
    assert meaning(understanding, "okay coach", "ritual_offer").command == "accept"
    assert meaning(understanding, "yes coach").wake


@pytest.mark.parametrize(
    ("text", "asking", "answer"),
    [
        ("um not really I was on my phone", "attention", "away"),
        ("I gave her a to-do list when all she wanted was a moan", "attention", "away"),
        ("for the first half hour, then the match started", "attention", "mixed"),
        ("she never lets me finish a sentence", "attention", "none"),
        ("how do you mean", "attention", "none"),
        ("who ate all the biscuits", "attention", "none"),
        ("I tried, he walked straight past", "follow_up", "toward"),
        ("I couldn't tell you", "attention", "unsure"),
        ("Second. I had my phone out.", "attention", "away"),
        ("the 2nd", "time_together", "away"),
        ("number 1", "attention", "toward"),
        ("number 2", "attention", "away"),
        ("yes well no actually", "ready", "away"),
        ("yes alright", "ritual_offer", "toward"),
        ("no thanks", "ritual_offer", "away"),
        ("phone, two minutes", "say_the_plan", "toward"),
    ],
)
def test_the_examples_of_the_design_mean_what_it_says(understanding, text, asking, answer):
    assert meaning(understanding, text, asking).answer == answer


def test_what_the_other_one_did_is_no_confession(understanding):
    found = meaning(understanding, "he was on his phone all evening", "attention")
    assert found.kinds == ()
    assert found.answer == "none"


def test_a_yes_to_an_offered_ritual_is_its_acceptance(understanding):
    assert meaning(understanding, "yes alright", "ritual_offer").command == "accept"
    assert meaning(understanding, "no thanks", "ritual_offer").command == "decline"
    assert meaning(understanding, "no thanks", "ready").command is None


@pytest.mark.parametrize("text", ["xxq", "qqz", "zzr"])
def test_what_nobody_can_make_out_is_asked_again_and_never_confessed(understanding, text):
    assert meaning(understanding, text, "attention").decision == "reject"


@pytest.mark.parametrize(
    "text",
    ["he hit me again last night", "I'm scared of him"],
)
@pytest.mark.parametrize("asking", [*ASKING, None])
def test_a_sign_of_danger_is_clear_under_every_question(understanding, text, asking):
    assert meaning(understanding, text, asking).safety.level == "clear"


@pytest.mark.parametrize("asking", [*ASKING, None])
def test_a_sign_of_control_is_noticed_under_every_question(understanding, asking):
    found = meaning(understanding, "she won't let me see my friends", asking)
    assert found.safety.level != "none"


@pytest.mark.parametrize(
    "text",
    [
        "he bought me flowers",
        "she held my hand",
        "he drove me to work",
        "he took a photo of me",
        "he beat me at chess",
        "I could kill for a tea",
        "she made me breakfast",
    ],
)
def test_kindness_and_idioms_are_no_danger(understanding, text):
    assert meaning(understanding, text, "good_moment").safety.level == "none"


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("It stayed a thought, I'm afraid.", "appreciation"),
        ("Not tonight, I'm afraid, she's only just got in.", "ready"),
        ("It stayed a thought, I'm afraid. She'd ironed my shirt for tomorrow.", "appreciation"),
    ],
)
def test_who_is_afraid_they_did_not_is_sorry_and_safe(understanding, text, asking):
    assert meaning(understanding, text, asking).safety.level == "none"


def test_what_only_sounds_like_danger_is_asked_about_at_most(understanding):
    assert meaning(understanding, "yeah hit me", "ready").safety.level != "clear"


def test_an_idiom_in_the_same_breath_cancels_no_danger(understanding):
    text = "I could kill for a tea and he hit me last night"
    assert meaning(understanding, text, "good_moment").safety.level == "clear"


def test_being_called_is_noticed_and_talking_of_a_couch_is_not(understanding):
    assert meaning(understanding, "hey coach").wake
    assert not meaning(understanding, "we sat on the couch").wake


@pytest.mark.parametrize("name", ["couch", "Koch", "kosh", "cowch", "kouche", "cooch"])
def test_a_name_that_sounds_like_the_coachs_is_the_coachs_behind_a_greeting(understanding, name):
    assert meaning(understanding, f"hey {name}").wake
    assert not meaning(understanding, f"we bought a {name}").wake


@pytest.mark.parametrize("words", ["hey catch", "hey cash", "oi Keisha"])
def test_a_word_with_another_vowel_is_somebody_else(understanding, words):
    assert not meaning(understanding, words).wake


@pytest.mark.parametrize("word", ["stomp", "top", "Dump.", "stub"])
def test_a_lone_word_that_sounds_like_stop_is_stop_and_in_a_sentence_it_is_not(understanding, word):
    assert meaning(understanding, word, "ready").command == "stop"
    assert meaning(understanding, f"we went to the {word}", "good_moment").command is None
    assert meaning(understanding, "busy", "attention").command is None


def test_closed_questions_tell_a_recogniser_what_to_expect(understanding):
    assert {"yes", "no"} <= set(understanding.expected("ready"))
    assert understanding.expected("what_pulled_you_away") == ()


def test_of_several_hypotheses_none_is_overlooked(understanding):
    heard = Recognition((Hypothesis("he hid me again"), Hypothesis("he hit me again")))
    assert understanding.meaning(heard, "attention").safety.level == "clear"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from([*ASKING, None]))
def test_any_text_has_a_valid_meaning(text, asking):
    found = meaning(UNDERSTANDING, text, asking)
    assert found.answer in ANSWERS
    assert found.command is None or found.command in COMMANDS
    assert set(found.kinds) <= set(KINDS)
    assert 0.0 <= found.confidence <= 1.0
    assert found.decision in ("accept", "confirm", "reject")


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "word " * 5000, "no " * 50, "\N{HOT BEVERAGE}", "да нет", "\x00\x07", "42 7 1"],
)
def test_odd_input_has_a_valid_meaning(understanding, text):
    assert meaning(understanding, text, "attention").answer in ANSWERS


UNDERSTANDING = load_understanding("en")


@pytest.mark.parametrize("asking", [None, "ready", "attention", "good_moment", "ritual_offer"])
@pytest.mark.parametrize(
    "text",
    [
        "what did he say?",
        "What did she tell you last night?",
        "what did my wife say about me",
        "what did Zoë say",
        "what did Daniel tell you about me?",
    ],
)
def test_asking_what_the_other_one_said_is_known_as_such(text, asking):
    of_two = load_understanding("en", household=("Zoë", "Daniel"))
    assert meaning(of_two, text, asking).command == "what_did_they_say"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("what did you say", "repeat"),
        ("what do you remember about me", "what_do_you_remember"),
        ("what did we say we'd do tonight", "tonights_ritual"),
    ],
)
def test_what_sounds_like_it_is_something_else(understanding, text, command):
    assert meaning(understanding, text).command == command


@pytest.mark.parametrize(
    "text",
    [
        "The kitchen was a mess. I wanted to finish it first.",
        "I just wanted to finish it.",
        "The report, I wanted to finish it tonight.",
        "I wanted to end the call.",
        "We wanted to end the day well.",
    ],
)
@pytest.mark.parametrize("asking", ["what_pulled_you_away", "attention", "time_together"])
def test_who_wanted_to_be_done_with_something_is_not_in_danger(understanding, text, asking):
    assert meaning(understanding, text, asking).safety.level == "none"


@pytest.mark.parametrize("text", ["I want to end it all.", "I want to finish myself off."])
@pytest.mark.parametrize("asking", [*ASKING, None])
def test_who_wants_to_be_done_with_living_is_never_passed_over(understanding, text, asking):
    assert meaning(understanding, text, asking).safety.level != "none"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Full attention. Actually no, half distracted.", "away"),
        ("Full attention. That's not true. I was on my phone.", "away"),
        ("Half distracted. No, hang on, full attention.", "toward"),
        ("I was on my phone, or rather, half distracted. No wait, full attention.", "toward"),
    ],
)
def test_who_takes_an_answer_back_means_what_they_say_instead(understanding, text, answer):
    found = meaning(understanding, text, "attention")
    assert (found.answer, found.decision) == (answer, "accept")


def test_what_was_taken_back_is_admitted_no_more(understanding):
    found = meaning(understanding, "I was on my phone. Scratch that, full attention.", "attention")
    assert (found.answer, found.kinds) == ("toward", ())


def test_who_takes_an_answer_back_and_gives_no_other_is_asked(understanding):
    found = meaning(understanding, "I was on my phone. No, wait, the kettle.", "attention")
    assert (found.answer, found.decision) == ("away", "confirm")


def test_a_sign_of_danger_counts_though_it_is_taken_back(understanding):
    text = "He hit me. No, wait. I was half distracted."
    assert meaning(understanding, text, "attention").safety.level != "none"


def test_who_asks_to_take_a_plan_back_has_not_made_another_one(understanding):
    text = "Oh, actually I take it back, I don't want that plan."
    assert meaning(understanding, text, "say_the_plan").command == "undo"


@pytest.mark.parametrize(
    "plan", ["Phone, two minutes.", "Bone two minutes.", "A short walk.", "A quick hug."]
)
def test_the_words_of_a_plan_are_no_commands(understanding, plan):
    assert meaning(understanding, plan, "say_the_plan").command is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("It's Sam. No, wait, it's Alex.", "Alex"),
        ("Sam, no, sorry, Alex.", "Alex"),
        ("Sam. Actually no, both of us.", "both"),
    ],
)
def test_who_corrects_a_name_is_the_one_that_was_said_last(text, who):
    understanding = load_understanding("en", household=("Sam", "Alex"))
    assert meaning(understanding, text, "who").who == who


def test_goodnight_at_the_end_of_something_longer_is_obeyed_where_a_plan_is_asked_for(
    understanding,
):
    text = "I feel a bit lonely in the evenings. Good night."
    assert meaning(understanding, text, "say_the_plan").command == "goodnight"
