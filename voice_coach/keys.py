"""The keyboard as a button: any key leaves an evening aloud, from anywhere, without a word."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty

from voice_coach.panel import NoPanel
from voice_coach.ports import Light, Panel, Press

AT_ONCE = 4_096
"""Bytes of waiting keys that are taken together: a key that is held down is one press."""


class KeyPanel:
    """A Panel made of the terminal's keys; they are not shown while it is open."""

    has_button = False

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal, termios.TCSANOW)  # Ctrl-C stays what it is

    def pressed(self) -> Press | None:
        """A short press where any key waits."""
        if not select.select([self._terminal], [], [], 0)[0]:
            return None
        return "short" if os.read(self._terminal, AT_ONCE) else None

    def show(self, light: Light) -> None:
        """There is nothing to show it with."""

    def close(self) -> None:
        """The terminal as it was."""
        termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)


def open_keys() -> Panel:
    """The keys of the terminal that this program is in; no button where it is in none."""
    try:
        return KeyPanel(sys.stdin.fileno()) if sys.stdin.isatty() else NoPanel()
    except (OSError, ValueError, AttributeError, termios.error):
        return NoPanel()
