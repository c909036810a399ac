"""The whole service, as installed, on a sound card: it waits, is called, and leaves no words."""

import signal
import time
from contextlib import suppress
from itertools import chain

import pytest
import soundfile
from support.virtual_card import Card

from voice_coach.speaking.engines import open_voice

pytestmark = [pytest.mark.soundcard, pytest.mark.slow]

RARE = ("zanzibar", "marzipan")

SPOKEN = {"call": "Hey coach.", "answer": "Yes. We talked about marzipan in Zanzibar."}


@pytest.fixture
def card(manager):
    """A sound card that other users can reach, not plugged in yet."""
    folder = manager.folder / "card"
    folder.mkdir(exist_ok=True)
    virtual = Card(folder)
    virtual.configure()
    yield virtual
    virtual.stop()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """What the person says, as sound."""
    folder = tmp_path_factory.mktemp("spoken")
    voice = open_voice("piper", "en")
    for name, text in SPOKEN.items():
        speech = voice.render(text)
        soundfile.write(folder / f"{name}.wav", speech.samples, speech.rate, "PCM_16")
    voice.close()
    return folder


def wait_for(service, words, seconds):
    """Ask the service how it is until it says so."""
    deadline = time.monotonic() + seconds
    while words not in (told := service("status").stdout):
        assert time.monotonic() < deadline, told
        time.sleep(0.3)
    return told


def call_until_it_comes(service, card, call):
    """Call as people do: again, when nothing happens; right after a start it is deaf a moment."""
    for _ in range(3):
        card.say(call).wait()
        with suppress(AssertionError):
            return wait_for(service, "is in a check-in", 5)
    raise AssertionError(service("status").stdout)


def test_an_evening_under_the_units_own_limits(manager, service, card, spoken):
    manager.alter(
        f"Environment=PULSE_SERVER=unix:{card.folder}/run/pulse/native",
        f"Environment=ALSA_CONFIG_PATH={card.folder}/asoundrc",
    )
    installed = service("install")
    assert installed.returncode == 0, installed.stderr
    assert "Voice Coach waits to be called" not in wait_for(service, "The next check-in is", 10)

    card.start()
    for place in chain(card.folder.glob("run/**/*"), [card.folder, *card.folder.iterdir()]):
        place.chmod(0o777)
    wait_for(service, "Voice Coach waits to be called. The next check-in is ", 20)

    call_until_it_comes(service, card, spoken / "call.wav")
    time.sleep(3)
    card.say(spoken / "answer.wav").wait()
    time.sleep(3)
    assert manager.shows("NRestarts") == "0"
    assert int(manager.shows("MemoryCurrent")) < 0.75 * int(manager.shows("MemoryMax"))
    assert int(manager.shows("TasksCurrent")) < 0.75 * int(manager.shows("TasksMax"))

    manager.kill(signal.SIGKILL)
    manager.wait_until("NRestarts", "1")
    wait_for(service, "It was started again once.", 20)

    manager.systemctl("stop", "voice-coach")
    assert (manager.shows("ActiveState"), manager.shows("Result")) == ("inactive", "success")
    kept = [path for path in chain(manager.home.rglob("*"), [manager.log]) if path.is_file()]
    assert manager.log in kept
    for path in kept:
        assert not any(word in path.read_bytes().lower().decode(errors="replace") for word in RARE)
