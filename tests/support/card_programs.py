"""Programs that use the real sound card classes, to be run against a virtual card.

`python card_programs.py NAME ARGUMENTS`; each writes one JSON object a line. Times are those
of the monotonic clock, which all programs of a machine share.
"""

import json
import select
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import numpy as np
import soundfile

from voice_coach.content import load_content
from voice_coach.errors import AudioDeviceError
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.hearing.loudness import level_db
from voice_coach.ports import FRAME_SECONDS, Speech
from voice_coach.recognition.moonshine import load_moonshine
from voice_coach.soundcard import SoundCard
from voice_coach.yielding import Yielding


@contextmanager
def program(card, *arguments):
    """One of these programs at work on a virtual card, and a function that reads its next line."""
    process = subprocess.Popen(
        [sys.executable, __file__, *map(str, arguments)],
        env=card.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, lambda: json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def tell(**values):
    print(json.dumps(values), flush=True)


def speech_in(file):
    samples, rate = soundfile.read(file, dtype="float32")
    return Speech(samples, rate)


def frames(room, seconds):
    return [room.read() for _ in range(round(seconds / FRAME_SECONDS))]


def hear(seconds, out):
    """Listen for so long, and keep what was heard."""
    begun = time.monotonic()
    room = SoundCard()
    tell(opened=time.monotonic() - begun)
    room.read()
    tell(listening=time.monotonic())
    heard = np.concatenate(frames(room, float(seconds)))
    tell(until=time.monotonic(), overflows=room.overflows)
    np.save(out, heard)
    room.close()


def speak(file):
    """Play a file while listening, and tell how long it is said to sound."""
    room = SoundCard()
    frames(room, 0.5)
    speech = speech_in(file)
    now = time.monotonic()
    tell(begins=now + room.play(speech) - room.seconds)
    while room.is_playing():
        room.read()
    tell(ended=time.monotonic(), overflows=room.overflows)
    frames(room, 0.3)
    room.close()


def interrupt(file, *after):
    """Play a file several times and stop it so many seconds after its beginning."""
    room = SoundCard()
    frames(room, 0.3)
    for seconds in after:
        room.play(speech_in(file))
        frames(room, float(seconds))
        room.stop()
        tell(stopped=time.monotonic(), playing=room.is_playing())
        frames(room, 0.6)
    room.close()


def pausing(file):
    """Play a file, and pause it for 0.8 s in its midst."""
    room = SoundCard()
    frames(room, 0.5)
    room.play(speech_in(file))
    frames(room, 2.0)
    room.pause()
    frames(room, 0.8)
    room.resume()
    while room.is_playing():
        room.read()
    frames(room, 0.3)
    room.close()
    tell(over=True)


def told_to_go_on(room, ears):
    """Whether there is another line on stdin; hears the room until it comes."""
    while not select.select([sys.stdin], [], [], 0)[0]:
        ears.overhear(room.read())
    return sys.stdin.readline() != ""


def give_way(file, text):
    """Say a line each time that it is told to, and give way to whoever speaks over it."""
    recognizer, room = load_moonshine(), SoundCard(echoes=False)
    ears = Ears(SileroActivity(), recognizer)
    yielding = Yielding(
        room, ears, load_content("en").turns, Interruptions(recognizer, echoes=False), True
    )
    frames(room, 0.5)
    tell(ready=time.monotonic())
    while told_to_go_on(room, ears):
        tell(begins=time.monotonic() + room.play(speech_in(file)) - room.seconds)
        yielding.until_silent([text])
        tell(silent=time.monotonic())
    room.close()


def hear_itself(*files):
    """Play files one after the other, and tell of each how much of it was taken for speech.

    The second one is stopped a second after it began.
    """
    room, ears = SoundCard(), Ears(SileroActivity(), None)
    frames(room, 0.5)
    for number, file in enumerate(files):
        room.play(speech_in(file))
        begun, speech = room.seconds, []
        while room.is_playing():
            ears.overhear(room.read())
            speech.append(ears.hears_speech)
            if number == 1 and room.seconds > begun + 1.0:
                room.stop()
        tell(speech=sum(speech), frames=len(speech))
        for frame in frames(room, 0.7):
            ears.overhear(frame)
    room.close()


def lose(file):
    """Listen until the card is gone; open it again when told to, then listen and play."""
    room = SoundCard()
    frames(room, 0.5)
    tell(listening=time.monotonic())
    try:
        while True:
            room.read()
    except AudioDeviceError as error:
        tell(lost=time.monotonic(), error=type(error).__name__, hint=error.hint)
    sys.stdin.readline()
    begun = time.monotonic()
    room.reopen()
    tell(reopened=time.monotonic() - begun)
    levels = [level_db(frame) for frame in frames(room, 1.5)]
    room.play(speech_in(file))
    while room.is_playing():
        room.read()
    tell(level=max(levels))
    close(room)


def lose_while_speaking(file):
    """Play for ever until the card is gone."""
    room = SoundCard()
    speech = speech_in(file)
    tell(playing=time.monotonic())
    try:
        while True:
            if room.play(speech) - room.seconds > 60:
                time.sleep(0.05)
    except AudioDeviceError as error:
        tell(lost=time.monotonic(), error=type(error).__name__, hint=error.hint)
    close(room)


def leave():
    """Open the devices, and close them when told to."""
    room = SoundCard()
    frames(room, 0.2)
    tell(open=True)
    sys.stdin.readline()
    close(room)


def close(room):
    """Close the room, and tell how long that took and which threads are left."""
    begun = time.monotonic()
    room.close()
    left = [thread.name for thread in threading.enumerate()]
    tell(closed=time.monotonic() - begun, threads=left)


def choose(microphone, loudspeaker):
    """Open devices by name; an empty name is the default."""
    try:
        room = SoundCard(microphone or None, loudspeaker or None)
    except AudioDeviceError as error:
        tell(message=error.message, hint=error.hint, code=error.exit_code)
    else:
        frames(room, 0.2)
        close(room)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
