"""What is written in several ways, or turned round by two negations, is read in one way."""

import re
import tomllib

import pytest

from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.understanding import load_understanding
from voice_coach.understanding.data import bundled, load_language
from voice_coach.understanding.reading import Reader

READER = Reader(load_language("en"))
UNDERSTANDING = load_understanding("en")
WORD = re.compile(r"(?<!\\)\b[a-z]+\b")


def plain(text: str) -> str:
    return READER.normalise(text).text


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("the neighbours cancelled", "the neighbors canceled"),
        ("my favourite colour is grey", "my favorite color is gray"),
        ("I apologised in the theatre", "I apologized in the theater"),
        ("organising the travelling", "organizing the traveling"),
        ("she's practising in her pyjamas", "she's practicing in her pajamas"),
        ("the programme about jewellery", "the program about jewelry"),
        ("mum put the telly on", "mom put the TV on"),
        ("paralysed by the dialogue", "paralyzed by the dialog"),
        ("I learnt to prioritise", "I learned to prioritize"),
    ],
)
def test_britain_and_america_are_read_alike(british, american):
    assert plain(british) == plain(american)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("our four hours in the tour", "our four hours in the tour"),
        ("a promise, an exercise and a surprise", "a promise an exercise and a surprise"),
        ("tourism and terrorism", "tourism and terrorism"),
        ("I really called and told him", "i really called and told him"),
    ],
)
def test_words_that_only_look_british_stay_as_they_are(text, same):
    assert plain(text) == same


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("I never not say thanks", "i always say thanks"),
        ("I never don't say it", "i always say it"),
        ("I didn't not listen", "i did listen"),
        ("can't say I didn't listen", "i did listen"),
        ("I did not, not really", "i did not really"),
        ("I never said nothing", "i never said nothing"),
    ],
)
def test_two_negations_come_to_what_people_mean_by_them(text, comes_to):
    assert plain(text) == comes_to


@pytest.mark.parametrize("file", ["safety", "who", "wake"])
def test_every_word_of_the_patterns_is_in_the_spelling_that_they_are_searched_in(file):
    content = tomllib.loads((bundled("en") / f"{file}.toml").read_text("utf-8"))
    words = {word for text in texts(content) for word in WORD.findall(text)}
    assert {word for word in words if plain(word) != word} == set()


def texts(content):
    if isinstance(content, str):
        yield content
    else:
        for part in content.values() if isinstance(content, dict) else content:
            yield from texts(part)


@pytest.mark.parametrize(
    ("text", "asking", "answer"),
    [
        ("I never not say thanks", "appreciation", "toward"),
        ("I didn't not listen, I was all ears", "attention", "toward"),
        ("can't say I did", "appreciation", "away"),
        ("not really", "attention", "away"),
    ],
)
def test_the_scope_of_a_negation_is_understood(text, asking, answer):
    found = UNDERSTANDING.meaning(Recognition((Hypothesis(text),)), asking)
    assert found.answer == answer


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Um, I w- I was, er, on the the phone.", "i was on the phone"),
        ("YES WELL NO ACTUALLY", "no actually"),
        ("We\N{RIGHT SINGLE QUOTATION MARK}re not goin' to-night", "we are not going tonight"),
        ("i dunno, I mean, kinda", "i do not know kind of"),
        ("Half\N{EM DASH}distracted", "half distracted"),
    ],
)
def test_what_a_recogniser_makes_of_tired_people_is_brought_into_one_spelling(text, same):
    assert plain(text) == same


@pytest.mark.parametrize("stray", ["You", "It is", "You can"])
def test_a_stray_first_word_of_the_recogniser_changes_no_answer(stray):
    found = UNDERSTANDING.meaning(Recognition((Hypothesis(f"{stray} yes, I did."),)), "follow_up")
    assert (found.answer, found.decision) == ("toward", "accept")


def test_the_best_understood_of_several_hypotheses_is_taken():
    heard = Recognition((Hypothesis("xxq zzr"), Hypothesis("half distracted")))
    found = UNDERSTANDING.meaning(heard, "attention")
    assert (found.answer, found.decision, found.text) == ("away", "accept", "xxq zzr")
