"""How long understanding takes, with few phrases and with many."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice, product
from typing import Any

from voice_coach.bench.evenings import Tell
from voice_coach.bench.spread import spread
from voice_coach.house import House
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.understanding.data import load_language
from voice_coach.understanding.endings import load_endings
from voice_coach.understanding.engine import Engine
from voice_coach.understanding.model import load_model

SIZES = (200, 2_000, 20_000)

SAID = ("yes", "i was on my phone the whole dinner", "um not really", "we had a walk by the river")

ASKING = "attention"

REPEATS = 10

PARTS = (
    ("i", "we", "he", "she", "they", "you", "nobody"),
    ("was", "were", "had been", "felt", "seemed"),
    ("really", "hardly", "mostly", "partly", "nearly", "never", "often", "all but"),
    ("there", "busy", "tired", "away", "present", "absent", "asleep", "online", "out", "in"),
    ("today", "tonight", "at dinner", "at lunch", "all day", "again", "for a while", "at home"),
)
"""Phrases are made of one of each."""


def understanding(house: House, tell: Tell) -> dict[str, Any]:
    """Milliseconds for one utterance, by the number of phrases that its question knows."""
    language = load_language(house.settings.language, house.settings.prompts)
    model = load_model(language.file("model.npz"))
    endings = load_endings(language.file("endings.npz"))
    found = {}
    for size in SIZES:
        tell(f"understanding with {size} phrases")
        answers = {ASKING: {"away": tuple(_phrases(size))}}
        phrases = language.phrases.model_copy(update={"answers": answers, "commands": {}})
        engine = Engine(replace(language, phrases=phrases), model, endings)
        found[str(size)] = spread([_milliseconds(engine, text) for text in SAID * REPEATS], 2)
    return found


def _phrases(count: int) -> list[str]:
    return [" ".join(words) for words in islice(product(*PARTS), count)]


def _milliseconds(engine: Engine, text: str) -> float:
    begun = time.perf_counter()
    engine.meaning(Recognition((Hypothesis(text),)), ASKING)
    return (time.perf_counter() - begun) * 1000
