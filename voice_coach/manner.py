"""How the coach speaks: pace and volume, and what a request makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_coach.conversation.effects import Adjust

PACE_STEP = 0.15
"""How much slower or faster one request makes the voice (1.0 is normal)."""

PACE_LIMITS = (0.6, 1.4)

VOLUME_STEP_DB = 4.0
"""How much louder or quieter one request makes the voice: clearly heard, not a shock."""

VOLUME_LIMITS_DB = (-24.0, 12.0)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the coach speaks: pace (1.0 is normal, smaller is slower) and volume in decibels."""

    pace: float = 1.0
    volume_db: float = 0.0

    def adjusted(self, effect: Adjust) -> Manner:
        """The manner after one request, within what is still understandable."""
        match effect.what:
            case "slower":
                return replace(self, pace=max(PACE_LIMITS[0], self.pace - PACE_STEP))
            case "faster":
                return replace(self, pace=min(PACE_LIMITS[1], self.pace + PACE_STEP))
            case "louder":
                level = min(VOLUME_LIMITS_DB[1], self.volume_db + VOLUME_STEP_DB)
            case "quieter":
                level = max(VOLUME_LIMITS_DB[0], self.volume_db - VOLUME_STEP_DB)
        return replace(self, volume_db=level)
