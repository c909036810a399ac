#!/usr/bin/env python
"""Measures how soon the coach falls silent when somebody speaks over it, with echo cancelling on.

    .venv/bin/python scripts/measure_barge_in.py [--runs 10]

The same question is spoken over by Piper's voice, in the middle of its words: in a rehearsal's
room, which has no latency, and on the virtual sound card, from recordings of what sounded. Printed
are seconds from the person's first sound to the coach's last one (lowest, middle, highest), what
was heard as the answer, and how often somebody who only listens ("mm-hmm") kept it from its end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.speaking_over import LINE, silent_after, spoken_over  # noqa: E402 - path is set above
from support.virtual_card import Card, write_sound  # noqa: E402 - the same
from support.wake_words import at_level  # noqa: E402 - the same

from voice_coach.ports import SAMPLE_RATE, Voice  # noqa: E402 - the same
from voice_coach.recognition.moonshine import load_moonshine  # noqa: E402 - the same
from voice_coach.speaking.ahead import AheadVoice  # noqa: E402 - the same
from voice_coach.speaking.engines import open_voice  # noqa: E402 - the same

TAKES_THE_WORD = (
    "I was on my phone the whole time.",
    "Full attention, I think.",
    "Wait, what do you mean by that?",
    "Half distracted, I'm afraid.",
)
LISTENS = ("Mm-hmm.", "Uh-huh.", "Yeah.", "Okay.")


def spread(seconds: list[float]) -> str:
    """Lowest, middle and highest of these."""
    return f"{min(seconds):.2f}, {median(seconds):.2f}, {max(seconds):.2f} s ({len(seconds)} runs)"


def in_a_rehearsal(voice: Voice, runs: int) -> None:
    """Measure in a room without latency, and print."""
    recognizer, speaking = load_moonshine(), AheadVoice(voice)
    for text in (*TAKES_THE_WORD, *LISTENS):
        said = at_level(voice.render(text))
        found = [spoken_over(speaking, recognizer, said, 1.0, seed) for seed in range(runs)]
        after = [one.after for one in found if one.after is not None]
        ended = sum(one.sounded >= one.whole - 0.1 for one in found)
        heard = sorted({one.heard for one in found})
        print(f"rehearsal, {text!r}: silent after {spread(after) if after else 'never'};", end=" ")
        print(f"line ended {ended} of {runs} times; heard {heard}", flush=True)


def on_a_card(voice: Voice, runs: int) -> None:
    """Measure on the virtual sound card, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = Card(folder / "card")
        card.start()
        try:
            line = write_sound(folder / "line.wav", at_level(voice.render(LINE.text)), SAMPLE_RATE)
            for number, text in enumerate(TAKES_THE_WORD):
                said = at_level(voice.render(text))
                file = write_sound(folder / f"said{number}.wav", said, SAMPLE_RATE)
                with card.room_tone():
                    after = list(silent_after(card, line, file, folder, runs))
                print(f"sound card, {text!r}: silent after {spread(after)}", flush=True)
        finally:
            card.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10, help="how often each is said")
    runs = parser.parse_args().runs
    voice = open_voice("piper", "en")
    in_a_rehearsal(voice, runs)
    on_a_card(voice, runs)
    voice.close()


if __name__ == "__main__":
    main()
