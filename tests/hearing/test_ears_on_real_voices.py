"""The ears on real human voices, with the real voice detector, on virtual time."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears, Quiet
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.ports import FRAME_SAMPLES, SAMPLE_RATE, Patience, Speech, Utterance
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.rehearsal.noise import at_snr, speech_rms
from voice_coach.rehearsal.room import RehearsalRoom, Sounding
from voice_coach.sound_files import read_sound
from voice_coach.speaking.levels import listening_earcon

CLOSED = Patience(first_word=8.0, trailing=0.45, longest=8.0)
OPEN = Patience(first_word=12.0, trailing=1.0, longest=90.0)


@dataclass
class Tape:
    """A recogniser that keeps what it is given and hears `words` in it, one text an utterance."""

    words: list[str] = field(default_factory=list)
    heard: list[np.ndarray] = field(default_factory=list)
    name: str = "tape"

    def open(self, grammar=()):
        return Recording(self)


@dataclass
class Recording:
    tape: Tape
    chunks: list[np.ndarray] = field(default_factory=list)

    def accept(self, samples):
        self.chunks.append(samples)

    def so_far(self):
        return Recognition()

    def finish(self):
        self.tape.heard.append(np.concatenate(self.chunks))
        text = self.tape.words.pop(0) if self.tape.words else "something"
        return Recognition((Hypothesis(text),) if text else ())


@dataclass
class LiveRoom(RehearsalRoom):
    """A room in which the microphone hears the loudspeaker through the room, and late."""

    echoes: list[np.ndarray] = field(default_factory=list)
    delay: int = round(0.064 * SAMPLE_RATE)

    def read(self):
        first = self._position
        frame = super().read()
        for sounding, echo in zip(self.coach, self.echoes, strict=True):
            begin = sounding.start + self.delay
            at = np.arange(first, first + len(frame)) - begin
            inside = (at >= 0) & (at < len(echo))
            frame[inside] += echo[at[inside]]
        return frame


@dataclass
class DeadRoom(RehearsalRoom):
    """A room whose microphone delivers nothing but zeros."""

    def read(self):
        return super().read() * 0


@pytest.fixture(scope="module")
def words(fixtures):
    return [read_sound(f) for f in sorted(fixtures.glob("speech_commands*/clips/*/*.flac"))]


@pytest.fixture(scope="module")
def sentences(fixtures):
    return [read_sound(f) for f in sorted(fixtures.glob("librispeech_237/clips/*.flac"))]


@pytest.fixture(scope="module")
def noises(fixtures):
    return [read_sound(f) for f in sorted(fixtures.glob("noise_and_rir/noise/*.flac"))]


@pytest.fixture(scope="module")
def reverberation(fixtures):
    """The impulse response of a real room from its direct sound on, with energy one."""
    response = read_sound(fixtures / "noise_and_rir" / "rir" / "rir_clap.flac")
    response = response[max(0, int(np.argmax(np.abs(response))) - 20) :]
    return response / np.sqrt(np.sum(response**2))


@pytest.fixture(scope="module")
def moonshine():
    return load_moonshine()


def hear(said, patience, *, room=None, recognizer=None, before=0.3):
    """What the ears caught after `before` seconds of an empty room; the room; the tape."""
    room = room or RehearsalRoom()
    ears = Ears(SileroActivity(), recognizer or Tape())
    while room.seconds < before:
        ears.overhear(room.read())
    room.answer_next(said)
    return ears.listen(room, patience), room, ears.recognizer


def span(said, below_db=30.0):
    """Where speech begins and ends in a clip, in seconds: 30 dB below its loudest 10 ms."""
    power = np.mean(said[: len(said) // 160 * 160].reshape(-1, 160) ** 2, axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (-below_db / 10))
    return loud[0] * 0.01, (loud[-1] + 1) * 0.01


def lateness(said, room):
    """How many seconds more than the patience the ears took to find a sentence over."""
    last = room.partner[-1].start / SAMPLE_RATE + span(said)[1]
    return room.seconds - last - OPEN.trailing


def found(heard, microphone):
    """At which sample of the microphone's sound the heard samples begin."""
    places = range(0, len(microphone), FRAME_SAMPLES)
    first = heard[:FRAME_SAMPLES]
    return next(n for n in places if np.array_equal(microphone[n : n + FRAME_SAMPLES], first))


def test_one_word_answers_of_34_people_are_noticed(words):
    missed = sum(isinstance(hear(word, CLOSED)[0], Quiet) for word in words)
    assert missed <= 0.03 * len(words)


def test_one_word_answers_are_noticed_after_ten_seconds_of_silence(words):
    some = words[::20]
    missed = sum(isinstance(hear(word, CLOSED, before=10.0)[0], Quiet) for word in some)
    assert missed <= 1


def test_answers_spoken_far_too_quietly_are_noticed(words):
    some = [word * 0.1 for word in words[::10]]
    missed = sum(isinstance(hear(word, CLOSED, before=3.2)[0], Quiet) for word in some)
    assert missed <= 1


@pytest.fixture(scope="module")
def in_quiet(sentences):
    """Sentences, each with what came of it in a quiet room."""
    return [(said, *hear(said, OPEN)) for said in sentences[::3]]


def test_nothing_of_a_sentence_is_cut_off_at_its_start_or_end(in_quiet):
    for said, caught, room, tape in in_quiet:
        assert isinstance(caught, Utterance)
        assert len(tape.heard) == 1
        start = found(tape.heard[0], room.recording()[:, 1]) - room.partner[0].start
        end = start + len(tape.heard[0])
        lost = np.sum(said[: max(0, start)] ** 2) + np.sum(said[end:] ** 2)
        assert lost <= 1e-3 * np.sum(said**2)


def test_a_turn_ends_soon_after_the_last_sound_in_a_quiet_room(in_quiet):
    late = [lateness(said, room) for said, _, room, _ in in_quiet]
    assert np.median(late) <= 0.1
    assert max(late) <= 0.3


def test_an_utterance_says_when_it_was_spoken(in_quiet):
    for said, caught, room, _ in in_quiet:
        first, last = (room.partner[0].start / SAMPLE_RATE + moment for moment in span(said))
        assert caught.start == pytest.approx(first, abs=0.5)
        assert caught.end == pytest.approx(last, abs=0.35)


def test_a_turn_ends_soon_after_the_last_sound_in_a_noisy_kitchen(sentences, noises):
    late = []
    for number, said in enumerate(sorted(sentences, key=len)[: 2 * len(noises)]):
        noise = at_snr(noises[number % len(noises)], speech_rms(said), 10.0)
        kitchen = RehearsalRoom(noise=noise, seed=number)
        caught, room, _ = hear(said, OPEN, room=kitchen, before=3.2)
        assert isinstance(caught, Utterance)
        late.append(lateness(said, room))
    assert np.mean(np.array(late) <= 0.3) >= 0.95


def test_the_real_recogniser_gets_whole_sentences(sentences, moonshine):
    caught, _, _ = hear(sentences[0], OPEN, recognizer=moonshine)
    heard = caught.recognition.text.lower()
    assert heard.startswith("frank read english slowly")
    assert heard.rstrip(".").endswith("the angrier he grew")


def test_silence_is_quiet_and_the_microphone_is_not_blamed():
    caught, room, tape = hear(None, CLOSED)
    assert caught == Quiet(microphone=False)
    assert room.seconds == pytest.approx(0.3 + CLOSED.first_word, abs=0.1)
    assert not tape.heard


def test_a_microphone_that_delivers_only_zeros_is_blamed():
    caught, _, _ = hear(None, CLOSED, room=DeadRoom())
    assert caught == Quiet(microphone=True)


def test_a_cough_is_passed_over_and_the_answer_after_it_is_heard(sentences):
    cough = sentences[1]
    said = np.concatenate([cough, np.zeros(2 * SAMPLE_RATE, np.float32), sentences[2]])
    caught, _, tape = hear(said, OPEN, recognizer=Tape(["", "the answer"]))
    assert caught.recognition.text == "the answer"
    assert len(tape.heard) == 2


def test_coughing_alone_ends_in_silence_before_long(sentences):
    said = np.concatenate([sentences[1][:16000], np.zeros(SAMPLE_RATE * 2, np.float32)] * 9)
    caught, room, _ = hear(said, CLOSED, recognizer=Tape([""] * 20))
    assert caught == Quiet(microphone=False)
    assert room.seconds <= CLOSED.first_word + 2 * CLOSED.longest


def test_a_pan_that_drops_is_no_answer():
    noise = np.random.default_rng(0).normal(0.0, 0.3, SAMPLE_RATE // 2)
    pan = (noise * np.exp(-np.arange(len(noise)) / 1500)).astype(np.float32)
    caught, _, _ = hear(pan, CLOSED)
    assert caught == Quiet(microphone=False)


def test_the_last_words_of_the_coach_in_a_live_room_are_no_answer(sentences, reverberation):
    taken = 0
    for said in sorted(sentences, key=len)[:12]:
        first, last = (round(moment * SAMPLE_RATE) for moment in span(said))
        coach = [Speech(said[first:last], SAMPLE_RATE), listening_earcon()]
        room = LiveRoom()
        ears = Ears(SileroActivity(), Tape())
        for speech in coach:
            room.play(speech)
            room.echoes.append(0.1 * np.convolve(room.coach[-1].samples, reverberation))
        while room.is_playing():
            ears.overhear(room.read())
        taken += not isinstance(ears.listen(room, Patience(2.0, 0.45, 8.0)), Quiet)
    assert taken == 0


def test_an_answer_that_begins_with_the_earcon_keeps_its_first_word(sentences, moonshine):
    said = sentences[0][round(span(sentences[0])[0] * SAMPLE_RATE) :]
    room = LiveRoom()
    ears = Ears(SileroActivity(), moonshine)
    for _ in range(40):
        ears.overhear(room.read())
    room.play(listening_earcon())
    room.echoes.append(0.1 * room.coach[0].samples)
    room.partner.append(Sounding(room.coach[0].start, said))
    while room.is_playing():
        ears.overhear(room.read())
    assert ears.listen(room, OPEN).recognition.text.lower().startswith("frank read english")
