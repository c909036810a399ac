"""A button and a light on the device, by `gpiozero`; or none."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from voice_coach.errors import PanelUnavailable
from voice_coach.ports import Light, Panel, Press

LONG_PRESS = 1.5
"""Seconds after which a press is a long one; it counts at once, not when the button is let go."""

BOUNCE = 0.03
"""Seconds in which a button's contacts may touch several times and still be one press."""


class NoPanel:
    """A device without button and light."""

    has_button = False

    def pressed(self) -> Press | None:
        """Nothing is ever pressed."""
        return None

    def show(self, light: Light) -> None:
        """There is nothing to show it with."""

    def close(self) -> None:
        """There is nothing to let go."""


class GpioPanel:
    """A button between a pin and ground, and a light between a pin and ground.

    Pins are numbered as by Broadcom (GPIO17 is 17); either may be None. Callbacks of the
    hardware only put presses into a queue. Raises PanelUnavailable.
    """

    def __init__(self, button: int | None, light: int | None) -> None:
        self._presses: SimpleQueue[Press] = SimpleQueue()
        self._shown: Light | None = None
        self._was_long = False
        self._button: Any = None
        self._light: Any = None
        gpiozero = _gpiozero()
        try:
            if button is not None:
                self._button = gpiozero.Button(button, hold_time=LONG_PRESS, bounce_time=BOUNCE)
                self._button.when_held = self._held
                self._button.when_released = self._released
            if light is not None:
                self._light = gpiozero.PWMLED(light)
        except (gpiozero.GPIOZeroError, OSError, *_driver_errors()) as error:
            self.close()
            raise _unavailable(str(error)) from error

    @property
    def has_button(self) -> bool:
        """Whether there is a button that can undo a mute."""
        return self._button is not None

    def pressed(self) -> Press | None:
        """The next press since the last call, oldest first, or None."""
        with suppress(Empty):
            return self._presses.get_nowait()
        return None

    def show(self, light: Light) -> None:
        """Show a state: steady while it listens, breathing while it thinks or speaks.

        Dark is waiting to be called, a short flash every three seconds is muted, and quick
        blinking is trouble.
        """
        if self._light is None or light == self._shown:
            return
        self._shown = light
        match light:
            case "waiting":
                self._light.off()
            case "listening":
                self._light.on()
            case "thinking":
                self._light.pulse(fade_in_time=0.7, fade_out_time=0.7)
            case "muted":
                self._light.blink(on_time=0.1, off_time=2.9)
            case "trouble":
                self._light.blink(on_time=0.15, off_time=0.15)

    def close(self) -> None:
        """Let the hardware go, dark; doing it twice is harmless."""
        for device in (self._button, self._light):
            if device is not None:
                device.close()

    def _held(self) -> None:
        self._was_long = True
        self._presses.put("long")

    def _released(self) -> None:
        if not self._was_long:
            self._presses.put("short")
        self._was_long = False


def open_panel(button: int | None, light: int | None, folder: Path) -> Panel:
    """The device's panel: the pins of its button and its light, None where there is none.

    `folder` is where the driver may put its pipe. Raises PanelUnavailable.
    """
    if button is None and light is None:
        return NoPanel()
    os.environ.setdefault("LG_WD", str(folder))  # else it is the working directory
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return GpioPanel(button, light)


def _driver_errors() -> tuple[type[Exception], ...]:
    """What the driver raises by itself: that a pin is taken, for example."""
    driver = sys.modules.get("lgpio")
    return () if driver is None else (driver.error,)


def _unavailable(why: str) -> PanelUnavailable:
    return PanelUnavailable(
        f"The button and the light cannot be used: {why.rstrip('.')}.",
        "Check the wiring and the pins in the settings; this user has to be in the group gpio.",
    )


def _gpiozero() -> Any:
    try:
        import gpiozero
    except ImportError as error:
        raise PanelUnavailable(
            "The button and the light need gpiozero, and it is not installed.",
            "Run `scripts/install-pi --button`, or take their pins out of the settings.",
        ) from error
    try:
        with warnings.catch_warnings(action="ignore"):  # of each driver that is not there
            gpiozero.Device.ensure_pin_factory()
    except (gpiozero.BadPinFactory, OSError) as error:
        raise _unavailable(str(error)) from error
    return gpiozero
