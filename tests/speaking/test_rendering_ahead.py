"""Lines that were prepared are there at once, and the others do not wait behind them."""

import threading

import numpy as np

from voice_coach import app
from voice_coach.house import open_house
from voice_coach.listen import rendering
from voice_coach.ports import Speech
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.cache import CachedVoice


class Slow:
    """A voice that renders only when it is let, and notes who used it."""

    name = "slow"

    def __init__(self):
        self.gate = threading.Event()
        self.rendered = []
        self.threads = set()
        self.closed = False

    def render(self, text, pace=1.0):
        self.gate.wait(10)
        self.rendered.append(text)
        self.threads.add(threading.get_ident())
        return Speech(np.zeros(10, np.float32), 16_000)

    def close(self):
        self.closed = True


def test_a_prepared_line_is_rendered_once():
    inner = Slow()
    voice = AheadVoice(inner)
    inner.gate.set()
    voice.prepare(["one", "two"])
    voice.render("one")
    voice.render("two")
    voice.close()
    assert inner.rendered == ["one", "two"]


def test_a_line_nobody_thought_of_comes_before_those_that_were_only_likely():
    inner = Slow()
    voice = AheadVoice(inner)
    voice.prepare(["first", "second", "third"])
    needed = threading.Thread(target=voice.render, args=("needed",))
    needed.start()
    while not any(future.cancelled() for future in voice._ahead.values()):
        needed.join(0.01)
    inner.gate.set()
    needed.join()
    voice.close()
    assert inner.rendered == ["first", "needed"]


def test_a_line_at_another_pace_is_another_line():
    inner = Slow()
    voice = AheadVoice(inner)
    inner.gate.set()
    voice.prepare(["one"])
    voice.render("one", 0.8)
    voice.close()
    assert inner.rendered == ["one", "one"]


def test_only_one_thread_ever_uses_the_engine():
    inner = Slow()
    voice = AheadVoice(inner)
    inner.gate.set()
    for text in ("a", "b", "c"):
        voice.prepare([text, text + text])
        voice.render(text)
        voice.render("other " + text)
    voice.close()
    assert len(inner.threads) == 1
    assert inner.closed


def test_what_was_just_said_can_be_said_again_at_once():
    inner = Slow()
    voice = AheadVoice(inner)
    inner.gate.set()
    voice.render("question")
    voice.prepare(["answer"])
    voice.render("question")
    voice.render("answer")
    voice.close()
    assert inner.rendered == ["question", "answer"]


def test_the_engine_may_rest_once_everything_is_prepared():
    inner, rests = Slow(), []
    voice = AheadVoice(inner, lambda: rests.append(len(inner.rendered)))
    inner.gate.set()
    voice.prepare(["one", "two"])
    voice.render("two")
    voice.close()
    assert rests in ([2], [])


def test_work_that_nobody_waits_for_is_not_piled_up():
    inner = Slow()
    voice = AheadVoice(inner)
    done = []
    voice.prepare(["first"])
    for _ in range(3):
        voice.meanwhile(lambda: done.append("work"))
    inner.gate.set()
    voice.render("first")
    voice.close()
    assert done in ([], ["work"])  # at most once, behind the line


def test_a_device_that_waits_renders_everything_it_can_say_and_lets_the_engine_go(tmp_path):
    inner = Slow()
    inner.gate.set()
    lines = CachedVoice(inner, tmp_path, is_fixed=lambda text: False)
    house = open_house()
    everything = app.unrendered(house, lines)
    render_one = rendering(house, lines)
    for _ in everything:
        render_one()
    assert inner.rendered == list(everything)
    assert not app.unrendered(house, lines)
    assert not inner.closed
    render_one()
    assert inner.closed
