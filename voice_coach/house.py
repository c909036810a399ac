"""What every command shares: settings, places, what can be said and how it is understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import voice_coach
from voice_coach import clock
from voice_coach.content import load_content
from voice_coach.meaning import Content
from voice_coach.ports import Understanding
from voice_coach.settings import Places, Settings, load_settings, places
from voice_coach.understanding import load_understanding


@dataclass(frozen=True, slots=True)
class House:
    """What every command shares: settings, places, what can be said and how it is understood.

    `understands` loads the understanding at its first call, and returns it at every one.
    """

    settings: Settings
    places: Places
    content: Content
    understands: Callable[[], Understanding]

    @property
    def understanding(self) -> Understanding:
        """How what is said is understood; raises ContentError where its data are wrong."""
        return self.understands()


def open_house(**overrides: Any) -> House:
    """The house as the settings file, the environment and these overrides want it.

    Overrides that are None count as not given. Raises SettingsError or ContentError.
    """
    house = open_house_early(**overrides)
    house.understands()
    return house


def open_house_early(**overrides: Any) -> House:
    """The same for who has something to begin before the understanding is loaded (0.3 s)."""
    where = places()
    settings = load_settings(where.settings_file, overrides)
    if settings.time_zone is not None:
        clock.live_in(settings.time_zone)
    load = partial(load_understanding, settings.language, settings.prompts, settings.household)
    return House(
        settings=settings,
        places=where,
        content=load_content(settings.language, settings.prompts),
        understands=cache(load),
    )


def model_folders(house: House) -> tuple[Path, ...]:
    """Where recognition models are looked for: the user's own, and the checkout's."""
    return (house.places.models, Path(voice_coach.__file__).parent.parent / "models")
