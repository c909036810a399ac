"""What the person in the kitchen answers, in Piper's voice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile

from voice_coach.speaking.engines import open_voice

ANSWERS = {
    "ready": "Yes, go on.",
    "attention": "I was half distracted. I was on my phone.",
    "time_together": "We ended up doing other things. I was on my phone.",
    "appreciation": "No, I only thought it.",
    "what_pulled_you_away": "Work. There was a deadline.",
    "good_moment": "We laughed at dinner.",
    "ritual_offer": "Yes, alright.",
    "say_the_plan": "I will do that tomorrow.",
    "anything": "Yes.",
}


def with_a_pause(file: Path, first: str, seconds: float, rest: str) -> None:
    """Write one answer in two halves, with so much silence between them."""
    voice = open_voice("piper", "en")
    halves = [voice.render(text) for text in (first, rest)]
    voice.close()
    silence = np.zeros(round(seconds * halves[0].rate), np.float32)
    samples = np.concatenate([halves[0].samples, silence, halves[1].samples])
    soundfile.write(file, samples, halves[0].rate, "PCM_16")


def render_answers(answers: Mapping[str, str | Sequence[str]], folder: Path) -> Path:
    """A folder with a sound file for each answer, and `answers.json` with their names in order.

    The first answer to a question is in the file that bears its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    voice = open_voice("piper", "en")
    names: dict[str, list[str]] = {}
    for question, told in answers.items():
        for number, text in enumerate([told] if isinstance(told, str) else told, 1):
            speech = voice.render(text)
            name = f"{question}.wav" if number == 1 else f"{question}-{number}.wav"
            names.setdefault(question, []).append(name)
            soundfile.write(folder / name, speech.samples, speech.rate, "PCM_16")
    voice.close()
    (folder / "answers.json").write_text(json.dumps(names))
    return folder
