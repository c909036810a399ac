"""The watchdog over every stage: how long each may take, what is done then, how often it was.

Each stage recovers by itself, where it is; the watchdog counts that and tells the status. What
no stage recovers from (a disk that never answers, a fault of ours) ends the program with one
plain sentence, so that a service manager starts it again; what was acknowledged is kept.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NoReturn

from voice_coach.ports import HEARTBEAT_LIMIT, Heartbeat, Stage
from voice_coach.status import StageStatus

LOOKS_EVERY = 1.0
"""Seconds between two looks at the heartbeat."""

HUNG = (
    "Voice Coach has hung and ends itself; what was answered is kept.\n"
    "As a service it starts again by itself; `voice-coach doctor` may show the cause."
)

HUNG_CODE = 1
"""The exit code of a program that hangs: the service manager starts it again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many seconds a stage may stand still, and what is done then."""

    seconds: float
    recovery: str


LIMITS: Mapping[Stage, Limit] = {
    "capture": Limit(1.0, "the microphone is opened again, by name"),
    "recogniser": Limit(3.0, "its process is replaced, and hears the answer again"),
    "voice": Limit(1.5, "its process is replaced; failing that, the other voice speaks"),
    "player": Limit(3.0, "the loudspeaker is opened again, and the line is said again"),
    "journal": Limit(
        HEARTBEAT_LIMIT, "a write that fails lets the evening go on; one that hangs ends it"
    ),
}
"""Every stage. The recogniser's limit is beyond a share of what it hears, the voice's is time
in which its process does nothing at all."""


@dataclass(slots=True)
class Watchdog:
    """Counts recoveries, and ends the program when its heart stops.

    `beat` is passed on to whoever else watches (the service manager). Stages may `tell` from
    any thread; `give_up` ends the program, after a sentence through `complain`.
    """

    beyond: Heartbeat
    complain: Callable[[str], None]
    give_up: Callable[[], None] = field(default_factory=lambda: _end_this_program)
    _recoveries: Counter[Stage] = field(default_factory=Counter, init=False)
    _last: dict[Stage, datetime] = field(default_factory=dict, init=False)
    _beaten: float = field(default_factory=time.monotonic, init=False)
    _resting: threading.Event = field(default_factory=threading.Event, init=False)

    @property
    def failures(self) -> int:
        """How often any stage had to be brought back since the program began."""
        return self._recoveries.total()

    def beat(self) -> None:
        """All is well: to be called at least once a second."""
        self._beaten = time.monotonic()
        self.beyond()

    def tell(self, stage: Stage) -> None:
        """A stage had failed and was brought back."""
        self._recoveries[stage] += 1
        self._last[stage] = datetime.now(UTC)

    def stages(self) -> tuple[StageStatus, ...]:
        """Every stage with its limit, its recovery, and how often that was needed."""
        return tuple(
            StageStatus(
                name, limit.seconds, limit.recovery, self._recoveries[name], self._last.get(name)
            )
            for name, limit in LIMITS.items()
        )

    def start(self) -> None:
        """Begin to watch the heartbeat, on a thread of its own."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._resting.set()

    def _watch(self) -> None:
        while not self._resting.wait(LOOKS_EVERY):
            if time.monotonic() - self._beaten > HEARTBEAT_LIMIT:
                self.complain(HUNG)
                self.give_up()
                return


def _end_this_program() -> NoReturn:
    """Ends this process from any thread, whatever the others are stuck in."""
    os._exit(HUNG_CODE)
