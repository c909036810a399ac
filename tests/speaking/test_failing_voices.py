"""Engines that die, hang or talk nonsense, each in a real process of its own."""

import importlib.util
import os
import signal

import pytest

from voice_coach.errors import EngineFailed, VoiceMissing
from voice_coach.speaking import voice
from voice_coach.speaking.engines import open_voice
from voice_coach.speaking.steady import SteadyVoice

needs_piper = pytest.mark.skipif(
    importlib.util.find_spec("piper") is None, reason="piper is an optional extra"
)

READY = "print('{\"ready\": true}', flush=True)\n"

BROKEN = {
    "dies at once": "raise SystemExit(3)",
    "dies when asked": READY + "input()",
    "never loads": "import time; time.sleep(60)",
    "hangs when asked": READY + "input(); import time; time.sleep(60)",
    "stops itself": READY + "input(); import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "closes its ears": READY + "import os, time; os.close(0); time.sleep(60)",
    "talks nonsense": READY + "input(); print('Audio saved', flush=True); input()",
    "talks without end": READY + "while True: print('la' * 999, end='')",
    "says no object": READY + "input(); print('[1]', flush=True); input()",
    "promises too much": READY
    + 'input(); print(\'{"rate": 22050, "bytes": 999999}\', flush=True); input()',
    "renders nothing": READY
    + 'input(); print(\'{"rate": 22050, "bytes": 0}\', flush=True); input()',
    "renders silence": READY + 'input(); print(\'{"rate": 22050, "bytes": 4000}\', flush=True); '
    "print('\\0' * 4000, end='', flush=True); input()",
    "fails at it": READY + 'input(); print(\'{"failed": "RuntimeError"}\', flush=True); input()',
}


@pytest.fixture
def worker(tmp_path, monkeypatch):
    """Puts a script in the place of the worker; deadlines are short."""
    monkeypatch.setattr(voice, "LOAD_SECONDS", 0.6)
    monkeypatch.setattr(voice, "RENDER_SECONDS", 0.3)

    def put(script):
        file = tmp_path / "worker.py"
        file.write_text(script, encoding="utf-8")
        monkeypatch.setattr(voice, "WORKER", file)

    return put


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_engine_is_told_within_its_deadline_and_leaves_no_process(how, worker):
    worker(BROKEN[how])
    broken = open_voice("pyttsx3", "en")

    with pytest.raises(EngineFailed) as caught:
        broken.render("Okay")

    assert "Okay" not in caught.value.message + caught.value.hint
    assert "doctor" in caught.value.hint
    assert broken.pid is None


def test_an_engine_that_cannot_be_loaded_names_the_cure(worker):
    worker('print(\'{"missing": "OSError"}\', flush=True)')
    unloadable = open_voice("pyttsx3", "en")

    with pytest.raises(VoiceMissing) as caught:
        unloadable.render("Okay")
    assert "scripts/setup" in caught.value.hint


def test_an_engine_that_fails_once_is_asked_again(worker, tmp_path):
    real = voice.WORKER
    mark = tmp_path / "failed-once"
    worker(
        "import os, pathlib, runpy\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n"
        "    mark.touch()\n"
        "    os._exit(1)\n"
        f"runpy.run_path({str(real)!r}, run_name='__main__')\n"
    )
    flaky = open_voice("pyttsx3", "en")
    try:
        assert flaky.render("Good time for a few minutes?").seconds > 1
    finally:
        flaky.close()
    assert mark.exists()


def only(engine):
    """A worker in which every engine but this one is broken."""
    return (
        "import os, runpy, sys\n"
        f"if sys.argv[1] != {engine!r}:\n"
        "    os._exit(1)\n"
        f"runpy.run_path({str(voice.WORKER)!r}, run_name='__main__')\n"
    )


@needs_piper
@pytest.mark.parametrize(("preferred", "other"), [("piper", "pyttsx3"), ("pyttsx3", "piper")])
def test_the_line_is_still_spoken_when_its_voice_fails(preferred, other, worker, monkeypatch):
    worker(only(other))
    monkeypatch.setattr(voice, "LOAD_SECONDS", 15.0)
    monkeypatch.setattr(voice, "RENDER_SECONDS", 3.0)
    steady = SteadyVoice(preferred, "en")
    try:
        assert steady.name == preferred
        assert steady.render("Good time for a few minutes?").seconds > 1
        assert steady.name == other
        assert steady.render("Okay?").seconds > 0.2
    finally:
        steady.close()

    assert len(steady.troubles) == 1
    assert preferred in steady.troubles[0]
    assert "minutes" not in steady.troubles[0]


def test_when_every_voice_fails_the_first_failure_is_told(worker):
    worker(BROKEN["dies at once"])
    steady = SteadyVoice("pyttsx3", "en")

    with pytest.raises(EngineFailed, match="pyttsx3"):
        steady.render("Okay?")
    assert steady.troubles
    steady.close()


def test_a_voice_that_only_stumbled_stays_and_has_no_troubles():
    steady = SteadyVoice("pyttsx3", "en")
    try:
        steady.render("Evening.")
        os.kill(steady._voice.pid, signal.SIGKILL)
        assert steady.render("Okay?").seconds > 0.2
        assert steady.name == "pyttsx3"
        assert steady.troubles == ()
    finally:
        steady.close()


def test_a_language_that_piper_does_not_speak_never_falls_back_to_piper(worker):
    worker(BROKEN["dies at once"])
    steady = SteadyVoice("pyttsx3", "ko")

    with pytest.raises(EngineFailed):
        steady.render("네")
    assert all("piper" not in trouble for trouble in steady.troubles)
    steady.close()
