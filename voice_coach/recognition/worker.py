"""The helper process in which a recogniser lives: `worker.py ENGINE [MODEL]`.

A recogniser is native code: what crashes or hangs there must not take the evening with it.
One request is one line of JSON on standard input: `open` with the grammar, `accept` with
`bytes` of little-endian float32 sound behind it, `so_far`, `finish`. The first two have no
reply; the others are answered by `{"hypotheses": [[text, confidence], …]}`, or by
`{"failed": reason}` where the engine has failed since `open`. The first line of all is
`{"ready": true}` or `{"missing": message, "hint": hint}`. Words go through this pipe and
nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from voice_coach.errors import EngineFailed, ModelMissing
from voice_coach.meaning import Recognition
from voice_coach.ports import Recognizer, Transcription
from voice_coach.recognition.engines import Engine, open_engine


def main() -> None:
    """Load the engine named on the command line, then recognise until the end."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever engines print is no reply
    name, *model = sys.argv[1:]
    try:
        recognizer = open_engine(Engine(name, Path(model[0]) if model else None))
    except ModelMissing as error:
        _reply(replies, {"missing": error.message, "hint": error.hint})
        return
    _reply(replies, {"ready": True})
    _serve(recognizer, sys.stdin.buffer, replies)


def _serve(recognizer: Recognizer, requests: BinaryIO, replies: BinaryIO) -> None:
    transcription: Transcription | None = None
    for line in requests:
        request = json.loads(line)
        sound = requests.read(request.get("bytes", 0))
        try:
            if request["do"] == "open":
                transcription = recognizer.open(request["grammar"])
            elif request["do"] == "accept":
                if transcription is not None:
                    transcription.accept(np.frombuffer(sound, "<f4").astype(np.float32))
            elif transcription is None:
                _reply(replies, {"failed": "before"})
            elif request["do"] == "so_far":
                _reply(replies, _heard(transcription.so_far()))
            else:
                _reply(replies, _heard(transcription.finish()))
        except EngineFailed as error:
            transcription = None
            if request["do"] in ("so_far", "finish"):
                _reply(replies, {"failed": type(error).__name__})


def _heard(recognition: Recognition) -> dict[str, Any]:
    return {"hypotheses": [[one.text, one.confidence] for one in recognition.hypotheses]}


def _reply(replies: BinaryIO, header: dict[str, Any]) -> None:
    replies.write(json.dumps(header).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # the parent is gone; nobody is left to tell
