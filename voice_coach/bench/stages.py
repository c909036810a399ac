"""A program that gets ready for an evening and tells what each stage took: `stages VOICE BEGUN`.

`BEGUN` is the time at which it was started. Each stage is one line of JSON with seconds since
then and the proportional set size of this process and its helpers, as far as the system tells.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from voice_coach import app
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.house import open_house
from voice_coach.ports import SAMPLE_RATE, Patience
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.repertoire import repertoire

IDLE_SECONDS = 20.0

ANSWERS = (1.0, 7.0, 7.0)
"""Seconds of the answers that are recognised."""


def main() -> None:
    """Go through the stages of an evening."""
    voice_name, begun = sys.argv[1], float(sys.argv[2])

    def tell(stage: str, **more: float) -> None:
        line = {"stage": stage, "seconds": time.time() - begun, "pss_mb": _megabytes(), **more}
        print(json.dumps(line), flush=True)  # noqa: T201 - this is what the program is for

    house = open_house(tts=voice_name)
    hearing, kept = app.recognizer(house), app.voice(house)
    tell("program")
    with closing(AheadVoice(kept, kept.rest)) as voice:
        voice.render(repertoire(house.content, None)[0])
        tell("first word ready")
        generator = np.random.default_rng(0)
        for seconds in ANSWERS:
            transcription = hearing.open()
            samples = generator.normal(0.0, 0.05, round(seconds * SAMPLE_RATE))
            transcription.accept(samples.astype(np.float32))
            transcription.finish()
        tell("recognised")
        for _ in range(2):  # the second time nothing was needed
            voice.prepare(())
        voice.render(repertoire(house.content, None)[0])
        ears, room = Ears(SileroActivity(), hearing), RehearsalRoom()
        before = time.process_time()
        ears.listen(room, Patience(IDLE_SECONDS, 1.0, 90.0))
        share = (time.process_time() - before) / IDLE_SECONDS
        tell("listening")
        print(json.dumps({"stage": "idle", "seconds": IDLE_SECONDS, "share": share}))  # noqa: T201


def _megabytes() -> float:
    """The proportional set size of this process and of those it started; 0 where unknown."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        processes = ["self", *children.read_text().split()]
    except OSError:
        return 0.0
    return sum(map(_pss_kilobytes, processes)) / 1024


def _pss_kilobytes(process: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
