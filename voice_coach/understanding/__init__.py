"""Words to meaning."""

from voice_coach.understanding.engine import Engine, load_understanding

__all__ = ["Engine", "load_understanding"]
