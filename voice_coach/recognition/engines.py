"""Which recognisers there are. Looking does not import them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from voice_coach.errors import ModelMissing
from voice_coach.ports import Recognizer


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that was chosen, and the folder of its model (None: it brings its own)."""

    name: str
    model: Path | None = None


def _moonshine(model: Path | None) -> Recognizer:
    del model
    from voice_coach.recognition.moonshine import load_moonshine

    return load_moonshine()


def _vosk(model: Path | None) -> Recognizer:
    from voice_coach.recognition.vosk import load_vosk

    if model is None:
        raise ModelMissing(*VOSK_MISSING)
    return load_vosk(model)


FACTORIES: Mapping[str, Callable[[Path | None], Recognizer]] = {
    "moonshine": _moonshine,
    "vosk": _vosk,
}

PACKAGES: Mapping[str, str] = {"moonshine": "moonshine_voice", "vosk": "vosk"}

VOSK_MISSING = (
    "There is no Vosk model for this language.",
    "Fetch one with `voice-coach models fetch vosk-small-en`, or use --asr moonshine.",
)


def installed_engines() -> tuple[str, ...]:
    """The engines whose packages are installed, found without importing them."""
    return tuple(name for name, package in PACKAGES.items() if find_spec(package) is not None)


def vosk_model(language: str, folders: Sequence[Path]) -> Path | None:
    """The folder of a Vosk model for the language (`vosk-model-small-en-us-…`), if any."""
    for folder in folders:
        for pattern in (f"vosk-model-small-{language}*", f"vosk-model-{language}*"):
            for found in sorted(folder.glob(pattern)):
                if found.is_dir():
                    return found
    return None


def choose_engine(asr: str, language: str, folders: Sequence[Path]) -> Engine:
    """The engine that the setting `asr` means; models are looked for in `folders`.

    `auto` takes Vosk where there is a model for the language, else Moonshine. Raises
    ModelMissing where nothing can recognise the language.
    """
    model = vosk_model(language, folders)
    if asr == "vosk" or (asr == "auto" and model is not None):
        if model is None:
            raise ModelMissing(*VOSK_MISSING)
        return Engine("vosk", model)
    if language != "en":
        raise ModelMissing(
            f"The bundled recogniser knows English only, and the language is '{language}'.",
            "Put a Vosk model for the language into the models folder; "
            "`voice-coach models list` shows where that is.",
        )
    return Engine("moonshine")


def open_engine(engine: Engine) -> Recognizer:
    """The loaded recogniser; raises ModelMissing where its model is not there or damaged."""
    return FACTORIES[engine.name](engine.model)
