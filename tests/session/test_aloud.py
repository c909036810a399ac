"""The spoken exchange: what it says, when it listens, and what it does when devices fail."""

import numpy as np
import pytest

from voice_coach.aloud import Aloud
from voice_coach.content import load_content
from voice_coach.conversation.effects import Adjust, Ask, Done, Heard, Hold, Say, Silence
from voice_coach.errors import LoudspeakerLost, MicrophoneLost
from voice_coach.hearing.ears import Ears
from voice_coach.manner import Manner
from voice_coach.meaning import Hypothesis, Line, Meaning, Recognition
from voice_coach.ports import SAMPLE_RATE, Patience, Speech
from voice_coach.rehearsal.room import RehearsalRoom

QUESTION = Ask("ready", Line("ready", "Good evening. Good time?"), "closed")


def tone(seconds: float) -> np.ndarray:
    """A tone as loud and soft as syllables are: an even one counts as a machine."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    syllables = 0.65 + 0.35 * np.cos(2 * np.pi * 4 * time)
    return np.asarray(0.3 * syllables * np.sin(2 * np.pi * 300 * time), np.float32)


class ToneActivity:
    """Takes whatever is loud for speech."""

    def probability(self, frame):
        return float(np.abs(frame).max() > 0.1)

    def reset(self):
        pass


class Parrot:
    """A recogniser and understanding for which every sound is a yes."""

    name = "parrot"

    def open(self, grammar=()):
        self.grammar = tuple(grammar)
        return self

    def accept(self, samples):
        pass

    def so_far(self):
        return self.finish()

    def finish(self):
        return Recognition((Hypothesis("yes"),))

    def meaning(self, recognition, asking=None):
        return Meaning(recognition.text, "toward", decision="accept", confidence=1.0)

    def finished(self, text, asking=None):
        return 1.0

    def expected(self, asking):
        return ("yes", "no")


class ToneVoice:
    """Says everything as half a second of tone."""

    name = "tone"

    def __init__(self):
        self.rendered = []
        self.prepared = []

    def prepare(self, texts, pace=1.0):
        self.prepared = list(texts)

    def render(self, text, pace=1.0):
        self.rendered.append((text, pace))
        return Speech(tone(0.5 / pace), SAMPLE_RATE)

    def close(self):
        pass


class Failing(RehearsalRoom):
    """A room whose microphone or loudspeaker is lost once, after a while."""

    def __init__(self, *, reads: int = 10**9, plays: int = 10**9):
        super().__init__()
        self.left = {"reads": reads, "plays": plays}
        self.reopened = 0

    def _use(self, what, error):
        self.left[what] -= 1
        if self.left[what] == 0:
            raise error("It is gone.", "Plug it in.")

    def read(self):
        self._use("reads", MicrophoneLost)
        return super().read()

    def play(self, speech):
        self._use("plays", LoudspeakerLost)
        return super().play(speech)

    def reopen(self):
        self.reopened += 1


def exchange(room, **changed):
    parrot = Parrot()
    short = Patience(first_word=2.0, trailing=0.45, longest=4.0)
    values = {
        "room": room,
        "ears": Ears(ToneActivity(), parrot),
        "voice": ToneVoice(),
        "understanding": parrot,
        "patience": {"closed": short, "open": short},
        "turns": load_content("en").turns,
        "onlooker": lambda turn: None,
        "keep_manner": lambda manner: None,
    }
    return Aloud(**{**values, **changed})


def ask(aloud, effect=QUESTION, ahead=()):
    return aloud.ask(effect, lambda: ahead)


def test_a_line_is_spoken_sentence_by_sentence_with_a_breath_between():
    room = RehearsalRoom()
    aloud = exchange(room)
    assert aloud.say(Say(Line("x", "Good evening. Good time?"))) == Done()
    first, pause, second, _ = room.coach
    assert (first.words, pause.words, second.words) == (True, False, True)
    assert second.start - first.end == len(pause.samples) > 0


def test_an_answer_counts_once_the_coach_is_silent_and_its_words_stay_behind():
    room = RehearsalRoom()
    room.answer_next(tone(0.6))
    reply = ask(exchange(room))
    assert isinstance(reply, Heard)
    assert reply.meaning.answer == "toward"
    assert reply.meaning.text == ""
    assert room.partner[0].start > room.coach[-1].end


def test_nobody_answering_is_silence_after_the_time_for_the_first_word():
    room = RehearsalRoom()
    assert ask(exchange(room)) == Silence()
    assert room.seconds == pytest.approx(room.coach[-1].end / SAMPLE_RATE + 2.0, abs=0.1)


def test_an_answer_without_end_is_cut_and_said_to_be():
    room = RehearsalRoom()
    room.answer_next(tone(10.0))
    reply = ask(exchange(room))
    assert isinstance(reply, Heard)
    assert reply.capped


class Roundabout(Parrot):
    """Hears a word for each second of sound, and understands what has come to its point."""

    def open(self, grammar=()):
        self.samples = 0
        return self

    def accept(self, samples):
        self.samples += len(samples)

    def finish(self):
        words = ["well", "today", "yes"][: 1 + self.samples // SAMPLE_RATE]
        return Recognition((Hypothesis(" ".join(words)),))

    def finished(self, text, asking=None):
        return 1.0 if "yes" in text else 0.4

    def meaning(self, recognition, asking=None):
        text = recognition.text
        whole = "yes" in text
        return Meaning(
            text, "toward" if whole else "none", decision="accept" if whole else "reject"
        )


def test_somebody_who_pauses_before_the_point_is_not_spoken_over():
    room, roundabout, turns = RehearsalRoom(), Roundabout(), []
    pause = np.zeros(round(0.7 * SAMPLE_RATE), np.float32)
    room.answer_next(np.concatenate([tone(0.6), pause, tone(0.6), pause, tone(0.6)]))
    patience = {
        "closed": Patience(2.0, 0.45, 8.0),
        "open": Patience(2.0, 1.0, 20.0),
    }
    aloud = exchange(
        room,
        ears=Ears(ToneActivity(), roundabout),
        understanding=roundabout,
        patience=patience,
        onlooker=turns.append,
    )
    reply = ask(aloud)
    assert reply.meaning.answer == "toward"
    assert turns[-1].heard == "well today yes"


def seconds_waited(aloud, said=None):
    """How long after the last sound of an answer the coach took it for whole."""
    aloud.room.answer_next(tone(0.6) if said is None else said)
    ask(aloud)
    return aloud.room.seconds - aloud.room.partner[0].end / SAMPLE_RATE


def test_a_plain_yes_to_a_closed_question_is_answered_as_soon_as_people_would():
    room = RehearsalRoom()
    assert 0.2 < seconds_waited(exchange(room)) < 0.36


def test_who_wants_time_gets_it_with_every_answer():
    room = RehearsalRoom()
    assert 0.45 <= seconds_waited(exchange(room, answer_early=False)) < 0.6


def test_a_yes_that_goes_on_was_not_answered_and_is_heard_whole():
    room, turns = RehearsalRoom(), []
    said = np.concatenate([tone(0.6), np.zeros(round(0.25 * SAMPLE_RATE), np.float32), tone(0.6)])
    assert 0.2 < seconds_waited(exchange(room, onlooker=turns.append), said) < 0.36
    assert turns[-1].end - turns[-1].start > 1.4


def test_the_voice_gets_ready_for_what_probably_comes_next():
    room = RehearsalRoom()
    aloud = exchange(room)
    ask(aloud, ahead=("Lovely. Goodnight.", "Fair enough."))
    assert aloud.voice.prepared == ["Lovely.", "Goodnight.", "Fair enough."]


def test_speaking_over_the_coach_stops_it_where_barge_in_is_on():
    said = tone(1.0)
    for barge_in in (False, True):
        room = RehearsalRoom()
        room.partner.append(type("Now", (), {"start": 3000, "samples": said, "end": 19_000})())
        aloud = exchange(room, barge_in=barge_in)
        aloud.say(Say(Line("x", "One. Two. Three. Four. Five. Six.")))
        whole = sum(len(sounding.samples) for sounding in room.coach)
        aloud.finish()
        left = sum(len(sounding.samples) for sounding in room.coach)
        assert (left < whole) is barge_in


def test_slower_and_louder_are_heard_from_the_next_line_on_and_kept():
    kept = []
    room = RehearsalRoom()
    aloud = exchange(room, keep_manner=kept.append)
    aloud.adjust(Adjust("slower"))
    aloud.adjust(Adjust("louder"))
    aloud.say(Say(Line("x", "Hello.")))
    assert aloud.voice.rendered[0][1] < 1.0
    assert np.abs(room.coach[0].samples).max() > 0.35
    assert kept == [Manner(0.85, 0.0), Manner(0.85, 4.0)]


def test_no_request_makes_the_voice_impossible_to_follow():
    manner = Manner()
    for _ in range(20):
        manner = manner.adjusted(Adjust("slower")).adjusted(Adjust("louder"))
    assert manner == Manner(0.6, 12.0)
    for _ in range(20):
        manner = manner.adjusted(Adjust("faster")).adjusted(Adjust("quieter"))
    assert manner == Manner(1.4, -24.0)


def test_waiting_for_somebody_who_asked_for_a_pause_ends_after_the_time_given():
    room = RehearsalRoom()
    assert exchange(room).hold(Hold(5.0)) == Silence()
    assert room.seconds == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("reads", [5, 60])
def test_a_microphone_that_is_lost_is_opened_again_and_the_question_stands(reads):
    room = Failing(reads=reads)
    room.answer_next(None)
    assert ask(exchange(room)) == Silence()
    assert room.reopened == 1


def test_a_loudspeaker_that_is_lost_says_the_sentence_once_it_is_back():
    room = Failing(plays=1)
    exchange(room).say(Say(Line("x", "Hello.")))
    assert room.reopened == 1
    assert sum(sounding.words for sounding in room.coach) == 1
