"""What the person in the kitchen answers, in Piper's voice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

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


def render_answers(answers: Mapping[str, str], folder: Path) -> Path:
    """A folder with a sound file for each answer, and `answers.json` with their names."""
    folder.mkdir(parents=True, exist_ok=True)
    voice = open_voice("piper", "en")
    names = {}
    for question, text in answers.items():
        speech = voice.render(text)
        names[question] = f"{question}.wav"
        soundfile.write(folder / names[question], speech.samples, speech.rate, "PCM_16")
    voice.close()
    (folder / "answers.json").write_text(json.dumps(names))
    return folder
