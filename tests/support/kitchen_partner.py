"""A person in the kitchen: listens to the loudspeaker and answers into the microphone.

Run as a program beside `voice-coach checkin`. It hears what the loudspeaker plays, waits for
the tone that says that the coach is listening, recognises the question in what was said
before it, and plays the next of the prepared answers to that question, the last one again and
again. What it heard goes to stdout, one JSON object a line.

    python kitchen_partner.py answers.json folder-of-sounds
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from voice_coach.content import load_content
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import recognised
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.speaking.levels import listening_earcon

RATE = 16_000
WINDOW = 512
SILENCE_AFTER_TONE = 4
"""Windows of silence after the tone until the person speaks: 0.13 s."""


def tone_frequency() -> float:
    """The loudest frequency of the listening tone, in hertz."""
    tone = listening_earcon()
    spectrum = np.abs(np.fft.rfft(tone.samples))
    return float(np.argmax(spectrum) * tone.rate / len(tone.samples))


def is_tone(window: np.ndarray, frequency: float) -> bool:
    """Whether nearly all the energy of a window lies around that frequency."""
    power = np.abs(np.fft.rfft(window * np.hanning(len(window)))) ** 2
    total = power.sum()
    if total < 1e-3:
        return False
    around = round(frequency * len(window) / RATE)
    return bool(power[max(0, around - 3) : around + 4].sum() > 0.85 * total)


def windows():
    """What the loudspeaker plays, 32 ms at a time, as it plays."""
    options = ["--latency-msec=20", "--format=s16le", f"--rate={RATE}", "--channels=1"]
    listening = subprocess.Popen(
        ["parec", "--device=speaker.monitor", *options], stdout=subprocess.PIPE
    )
    assert listening.stdout is not None
    while len(raw := listening.stdout.read(2 * WINDOW)) == 2 * WINDOW:
        yield np.frombuffer(raw, np.int16).astype(np.float32) / 32768


def main() -> None:
    """Answer whatever is asked, for as long as there is a loudspeaker."""
    answers = json.loads(Path(sys.argv[1]).read_text())
    sounds = Path(sys.argv[2])
    content = load_content("en")
    asked = {
        text.split("{plan}")[0]: question.id  # the plan itself may sound like another question
        for question in content.questions.values()
        for text in (*question.ask, *question.rephrase, question.choices)
        if text
    }
    moonshine, activity = load_moonshine(), SileroActivity()
    frequency = tone_frequency()
    print(json.dumps({"ready": True}), flush=True)
    said: list[np.ndarray] = []
    tones = silent = 0
    for window in windows():
        if is_tone(window, frequency):
            tones += 1
            silent = 0
            continue
        silent = silent + 1 if np.abs(window).max() < 0.003 else 0
        if tones >= 2 and silent >= SILENCE_AFTER_TONE:
            question = recognised(np.concatenate(said), activity, moonshine).text if said else ""
            match = process.extractOne(question, asked.keys(), scorer=fuzz.partial_ratio)
            identifier = asked[match[0]] if match and match[1] > 60 else "anything"
            left = answers.get(identifier, answers["anything"])
            sound = left.pop(0) if len(left) > 1 else left[0]
            print(json.dumps({"heard": question, "asked": identifier}), flush=True)
            subprocess.run(["paplay", "--device=micfeed", str(sounds / sound)], check=True)
            said, tones, silent = [], 0, 0
        elif silent < 30 or said:
            said.append(window)
            if silent > 60:
                said = said[-60:]
        if silent > 10:
            tones = 0


if __name__ == "__main__":
    main()
