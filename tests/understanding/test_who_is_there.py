"""Names of a household, told apart and understood however a recogniser writes them."""

import pytest

from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.understanding import load_understanding


def meaning(household, text, asking="who"):
    engine = load_understanding("en", None, household)
    return engine.meaning(Recognition((Hypothesis(text),)), asking)


@pytest.mark.parametrize(
    ("household", "said", "who"),
    [
        (("Daniel", "Daniela"), "It's Daniel.", "Daniel"),
        (("Daniel", "Daniela"), "It's Daniela.", "Daniela"),
        (("Daniel", "Daniela"), "Daniell", "Daniel"),
        (("Daniel", "Daniela"), "Daniel and Daniela.", "both"),
        (("Ana", "Anna"), "Ana here.", "Ana"),
        (("Ana", "Anna"), "It's Anna.", "Anna"),
    ],
)
def test_names_that_sound_alike_are_told_apart(household, said, who):
    assert meaning(household, said).who == who


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jean-Luc", "It's Jean Luc."),
        ("Jean-Luc", "jeanluc here"),
        ("O'Neil", "it is o neil"),
        ("Ana (mum)", "Ana."),
        ("Zoë", "It's Zoe."),
    ],
)
def test_a_name_is_known_as_a_recogniser_writes_it(name, said):
    assert meaning((name, "Bob"), said).who == name


@pytest.mark.parametrize("asking", ["attention", "what_pulled_you_away", "follow_up"])
@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("No, it's me.", "other"),
        ("no its me ben", "Ben"),
        ("I'm not Ana.", "Ben"),
        ("That's not me, it's Ben.", "Ben"),
        ("No, it's Ben, not Ana.", "Ben"),
        ("Hang on, it's Ben, not Ana.", "Ben"),
        ("Not Ana. Ben.", "Ben"),
        ("Wait, no, this is me.", "other"),
    ],
)
def test_who_was_taken_for_the_other_one_says_so_in_a_word(asking, said, who):
    found = meaning(("Ana", "Ben"), said, asking)
    assert (found.who, found.safety.level) == (who, "none")


@pytest.mark.parametrize("said", ["Ben was on his phone.", "I am not Ana's keeper.", "With Ben."])
def test_who_tells_of_the_other_one_is_not_the_other_one(said):
    assert meaning(("Ana", "Ben"), said, "attention").who is None
