"""Somebody pauses, the coach begins to speak, and they go on: the word is theirs again."""

import numpy as np
import pytest
import soxr
from support.speaking_over import Echoing

from voice_coach.aloud import Aloud
from voice_coach.content import load_content
from voice_coach.conversation.effects import Ask, Heard, Say, Whole
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.meaning import Hypothesis, Line, Meaning, Recognition, Safety
from voice_coach.ports import SAMPLE_RATE, Patience
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.rehearsal.echo import Echo, kitchen
from voice_coach.rehearsal.room import RehearsalRoom, Sounding
from voice_coach.sound_files import read_sound
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.engines import open_voice
from voice_coach.taking_back import (
    NO_REPLY_WITHIN,
    NOTICED_WITHIN,
    Given,
    LastAnswer,
    heard_in_all,
)

QUIETLY = Ask("good_moment", None, "open")
NEXT = Ask(
    "ritual_offer",
    Line("ritual_offer", "Thank you. I'm glad you told me. Here's an idea for tomorrow."),
    "closed",
)
EVENING = (
    "Good evening, you two. I'm glad that you are here.",
    "Let us look at this day together.",
)
"""What the coach says before, in which the room is learned."""

TRAILING = 0.6
"""Seconds of silence that end an answer here."""


@pytest.fixture(scope="module")
def recognizer():
    return load_moonshine()


@pytest.fixture
def piper():
    voice = open_voice("piper", "en")
    yield voice
    voice.close()


@pytest.fixture
def evening(piper, recognizer):
    """An answer, the coach's next line, and what is said `after` seconds of it."""

    def sound(text):
        speech = piper.render(text)
        samples = soxr.resample(speech.samples, speech.rate, SAMPLE_RATE)
        return np.asarray(samples, np.float32)

    def held(first, rest, after, *, room=None, before=()):
        barge_in = room is None  # only where the coach is known not to hear itself
        room, turns = room or RehearsalRoom(), []
        patience = Patience(first_word=2.0, trailing=TRAILING, longest=9.0)
        aloud = Aloud(
            room=room,
            ears=Ears(SileroActivity(), recognizer),
            voice=AheadVoice(piper),
            understanding=Echoing(),
            patience={"closed": patience, "open": patience},
            turns=load_content("en").turns,
            onlooker=turns.append,
            keep_manner=lambda manner: None,
            answer_early=False,
            barge_in=barge_in,
            interruptions=Interruptions(recognizer, echoes=not barge_in),
        )
        for text in before:
            aloud.say(Say(Line("before", text)))
        aloud.finish()
        said_before = len(room.coach)
        room.answer_next(sound(first))
        aloud.ask(QUIETLY, tuple)
        begins = round((room.seconds + after) * SAMPLE_RATE)
        room.partner.append(Sounding(begins, sound(rest) if rest else np.zeros(1, np.float32)))
        reply = aloud.ask(NEXT, tuple)
        words = sum(len(one.samples) for one in room.coach[said_before:] if one.words) / SAMPLE_RATE
        return reply, words, [turn for turn in turns if turn.who == "partner"]

    return held


def test_whoever_goes_on_at_the_coachs_first_word_gives_one_answer(evening):
    reply, words, turns = evening("We had a walk.", "And it was lovely outside.", 0.3)
    assert reply.whole == Whole("good_moment", reply.whole.meaning)
    assert words < 1.2
    assert [turn.id for turn in turns] == ["good_moment", "good_moment"]
    assert "walk" in turns[1].meaning.text
    assert "outside" in turns[1].meaning.text


def test_a_word_or_two_more_are_enough(evening):
    reply, words, _ = evening("We had a walk.", "With our dog.", 0.3)
    assert reply.whole is not None
    assert words < 1.2


def test_who_only_listens_takes_nothing_back(evening):
    reply, words, _ = evening("We had a walk.", "Mm-hmm.", 0.3)
    assert not isinstance(reply, Heard)
    assert words > 2.5


def test_what_is_said_later_answers_the_coach(evening):
    reply, _, turns = evening("We had a walk.", "Yes please, I like that idea.", 1.8)
    assert isinstance(reply, Heard)
    assert reply.whole is None
    assert turns[1].id == "ritual_offer"


def test_goodnight_is_goodnight_whenever_it_is_said(evening):
    reply, _, _ = evening("We had a walk.", "Goodnight.", 0.3)
    assert (reply.meaning.command, reply.whole) == ("goodnight", None)


def test_the_coach_hears_people_over_its_own_echo(evening):
    reply, words, turns = evening(
        "We had a walk.",
        "And it was lovely outside.",
        0.3,
        room=RehearsalRoom(echo=Echo()),
        before=EVENING,
    )
    assert reply.whole == Whole("good_moment", reply.whole.meaning)
    assert words < 1.6
    assert "walk" in turns[1].meaning.text
    assert "outside" in turns[1].meaning.text


def test_who_begins_just_before_anybody_replies_is_heard_when_its_first_words_are_over(evening):
    room = RehearsalRoom(echo=Echo())
    rest = "We did something like it on Sunday."
    reply, _, turns = evening("We had a walk.", rest, 0.8, room=room, before=EVENING)
    assert reply.whole is not None
    assert "Sunday" in turns[1].meaning.text


@pytest.mark.parametrize("listening", ["Yeah.", "Right."])
def test_who_only_listens_takes_nothing_back_over_its_echo_either(evening, listening):
    room = RehearsalRoom(echo=Echo())
    reply, words, _ = evening("We had a walk.", listening, 0.3, room=room, before=EVENING)
    assert not isinstance(reply, Heard)
    assert words > 2.5


@pytest.mark.parametrize("level", [-12.0, 0.0, 12.0])
def test_its_own_echo_is_nobody(evening, level):
    room = RehearsalRoom(echo=Echo(kitchen(level)))
    _, words, turns = evening("We had a walk.", None, 0.3, room=room, before=EVENING)
    assert words > 2.5
    assert [turn.heard for turn in turns[1:]] == [None]


def test_nothing_is_taken_back_before_it_is_known_how_loud_the_coach_is(evening):
    reply, words, _ = evening(
        "We had a walk.", "And it was lovely outside.", 0.3, room=RehearsalRoom(echo=Echo())
    )
    assert not isinstance(reply, Heard)
    assert words > 2.5


def test_a_television_does_not_take_the_word(evening, fixtures):
    reader = read_sound(fixtures / "librispeech_237" / "clips" / "237-134500-0002.flac")
    room = RehearsalRoom(echo=Echo(), noise=reader)
    _, words, _ = evening("We had a walk.", None, 0.3, room=room, before=EVENING)
    assert words > 2.5


def answered(text):
    return Given("good_moment", "open", Recognition((Hypothesis(text),)))


def test_only_an_answer_that_is_being_replied_to_can_be_gone_on_with():
    last = LastAnswer()
    last.is_replied_to(3.0)
    assert last.rest_until == -np.inf
    last.is_followed_by(answered("we had a walk"))
    assert last.rest_until == -np.inf
    last.is_replied_to(7.0)
    last.is_replied_to(9.0)
    assert last.rest_until == pytest.approx(7.0 + NO_REPLY_WITHIN + NOTICED_WITHIN)


def test_the_words_of_both_halves_are_understood_together():
    rest = Recognition((Hypothesis("with the dog", 0.9), Hypothesis("with the duck", 0.4)))
    whole = answered("we had a walk").and_then(rest)
    assert whole == Recognition(
        (
            Hypothesis("we had a walk with the dog", 0.9),
            Hypothesis("we had a walk with the duck", 0.4),
        )
    )


def test_no_words_get_into_what_the_conversation_sees():
    heard = heard_in_all(Meaning("with the dog"), Meaning("a walk with the dog"), "good_moment")
    assert heard.meaning.text == ""
    assert heard.whole.meaning.text == ""


@pytest.mark.parametrize(
    ("alone", "whole"),
    [("clear", "none"), ("none", "clear"), ("ambiguous", "clear"), ("clear", "ambiguous")],
)
def test_danger_in_the_rest_or_in_the_whole_counts_at_once(alone, whole):
    half = Meaning(safety=Safety(alone, None if alone == "none" else "fear"))
    both = Meaning(safety=Safety(whole, None if whole == "none" else "fear"), answer="away")
    heard = heard_in_all(half, both, "attention")
    assert heard.whole is None
    assert heard.meaning.safety == Safety("clear", "fear")


def test_a_command_that_is_none_in_the_whole_stands_for_itself():
    skip = Meaning(command="skip", confidence=1.0)
    assert heard_in_all(skip, Meaning(answer="toward"), "attention") == Heard(skip)


def test_what_is_only_much_like_a_command_is_the_rest():
    next_door = Meaning(command="skip", confidence=0.83)
    whole = Meaning(answer="toward")
    assert heard_in_all(next_door, whole, "attention").whole == Whole("attention", whole)


def test_who_asks_for_the_numbers_is_heard_however_unclear_it_is():
    numbers = Meaning(command="numbers", confidence=0.4)
    assert heard_in_all(numbers, Meaning(answer="toward"), "attention") == Heard(numbers)


def test_nobody_asks_again_for_a_line_that_has_hardly_begun():
    whole = Meaning(answer="toward")
    heard = heard_in_all(Meaning(command="repeat", confidence=1.0), whole, "attention")
    assert heard.whole == Whole("attention", whole)


@pytest.mark.parametrize("command", ["mute", "later"])
def test_what_concerns_the_device_is_taken_as_it_is_heard(command):
    told = Meaning(command=command, confidence=1.0)
    assert heard_in_all(told, told, "attention") == Heard(told)


def test_a_smaller_plan_can_be_asked_for_in_two_halves():
    whole = Meaning(command="smaller", answer="toward")
    assert heard_in_all(Meaning(), whole, "ritual_offer").whole == Whole("ritual_offer", whole)
