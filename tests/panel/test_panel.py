"""A button and a light on pins that are only pretended, the way gpiozero pretends them."""

import os
import time
import warnings
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from voice_coach import doctor
from voice_coach import panel as panels
from voice_coach.errors import PanelUnavailable
from voice_coach.panel import GpioPanel, NoPanel, open_panel
from voice_coach.settings import Settings, places
from voice_coach.status import Status, write_status

BUTTON, LIGHT = 17, 27


@pytest.fixture
def pins(monkeypatch):
    """Pretended pins, by their numbers."""
    factory = MockFactory(pin_class=MockPWMPin)
    monkeypatch.setattr(Device, "pin_factory", factory)
    yield factory.pin
    factory.reset()


@pytest.fixture
def panel(pins, monkeypatch):
    """A panel on which a long press takes a twentieth of a second."""
    monkeypatch.setattr(panels, "LONG_PRESS", 0.05)
    opened = GpioPanel(BUTTON, LIGHT)
    yield opened
    opened.close()


def press(pin, seconds=0.0):
    """Presses a button, which closes it to ground, for so long."""
    pin.drive_low()
    time.sleep(seconds)
    pin.drive_high()


def pressed(panel, within=2.0):
    """The next press."""
    deadline = time.monotonic() + within
    while (found := panel.pressed()) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    return found


def levels(pin, seconds=0.3):
    """Every brightness that a light showed within some time."""
    pin.clear_states()
    time.sleep(seconds)
    return {state.state for state in pin.states}


def test_a_short_press_is_told_once(panel, pins):
    press(pins(BUTTON))
    assert pressed(panel) == "short"
    assert panel.pressed() is None


def test_a_long_press_counts_while_it_is_held_and_is_no_short_one_after(panel, pins):
    pins(BUTTON).drive_low()
    assert pressed(panel) == "long"
    pins(BUTTON).drive_high()
    assert panel.pressed() is None
    press(pins(BUTTON))
    assert pressed(panel) == "short"


def test_presses_that_nobody_asked_for_yet_are_kept_in_their_order(panel, pins):
    press(pins(BUTTON))
    press(pins(BUTTON), 0.2)
    press(pins(BUTTON))
    assert [pressed(panel) for _ in range(3)] == ["short", "long", "short"]


def test_the_light_tells_five_states_apart(panel, pins):
    light = pins(LIGHT)
    panel.show("waiting")
    assert levels(light) == {0.0}
    panel.show("listening")
    assert levels(light) == {1.0}
    panel.show("thinking")
    assert len(levels(light)) > 3, "it breathes"
    panel.show("trouble")
    assert levels(light, 0.5) == {0.0, 1.0}
    panel.show("muted")
    assert 0.0 in levels(light), "mostly dark"


def test_showing_the_same_again_changes_nothing(panel, pins):
    panel.show("listening")
    pins(LIGHT).clear_states()
    panel.show("listening")
    assert len(pins(LIGHT).states) == 1, "the state that it was in"


def test_closing_leaves_it_dark_and_frees_the_pins(panel, pins):
    panel.show("listening")
    panel.close()
    panel.close()
    assert pins(LIGHT).state == 0
    again = GpioPanel(BUTTON, LIGHT)
    again.close()


def test_a_light_alone_can_undo_no_mute(pins):
    alone = GpioPanel(None, LIGHT)
    assert not alone.has_button
    assert alone.pressed() is None
    alone.close()


def test_a_button_alone_shows_nothing(pins):
    alone = GpioPanel(BUTTON, None)
    assert alone.has_button
    alone.show("listening")
    alone.close()


def examined(**settings):
    """What the doctor finds about the panel."""
    house = SimpleNamespace(settings=Settings(**settings), places=places())
    return [(finding.state, finding.detail) for finding in doctor._panel(house)]


def test_the_doctor_tries_what_is_wired(pins):
    assert examined() == []
    assert examined(button_pin=BUTTON, light_pin=LIGHT) == [
        ("fine", "a button on GPIO17 and a light on GPIO27")
    ]
    with pytest.raises(PanelUnavailable):
        examined(button_pin=BUTTON, light_pin=BUTTON)


def test_the_doctor_leaves_the_pins_to_a_coach_that_is_running(pins):
    write_status(places().run, Status(os.getpid(), "waiting", datetime.now(UTC)))
    (found,) = examined(button_pin=BUTTON, light_pin=BUTTON)
    assert found == (
        "fine",
        "a button on GPIO17 and a light on GPIO17, in use by the running coach",
    )


def test_without_pins_there_is_no_panel(tmp_path):
    none = open_panel(None, None, tmp_path)
    assert isinstance(none, NoPanel)
    assert (none.has_button, none.pressed()) == (False, None)


def test_pins_that_are_taken_are_told(pins):
    with pytest.raises(PanelUnavailable) as told:
        GpioPanel(BUTTON, BUTTON)
    assert "wiring" in told.value.hint
    GpioPanel(BUTTON, LIGHT).close()


def test_a_machine_without_pins_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PanelUnavailable) as told:
            open_panel(BUTTON, LIGHT, tmp_path)
    assert told.value.message.endswith(".")
    assert told.value.hint
