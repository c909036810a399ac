"""`voice-coach models`: what can recognise speech, and fetching it."""

from __future__ import annotations

import sys

import click


@click.group()
def models() -> None:
    """Recognition models: list, fetch, verify.

    \b
    Example:
      voice-coach models fetch vosk-small-en
    """


@models.command("list")
def models_list() -> None:
    """Which models there are, and which of them are here.

    \b
    Example:
      voice-coach models list
    """
    from voice_coach.house import model_folders, open_house
    from voice_coach.recognition.manifest import read_manifest

    folders = model_folders(open_house())
    for name, model in read_manifest().items():
        here = model.bundled or any((folder / model.folder).is_dir() for folder in folders)
        click.echo(f"{'here ' if here else '     '} {name:20} {model.language}  {model.about}")
        click.echo(f"{'':26} {model.megabytes} MB, {model.licence}")
    click.echo(f"Models of your own belong into {folders[0]}.")


@models.command("fetch")
@click.argument("name")
def models_fetch(name: str) -> None:
    """Fetch a model, check it and unpack it.

    \b
    Example:
      voice-coach models fetch vosk-small-en
    """
    from voice_coach.recognition.fetching import fetch
    from voice_coach.recognition.manifest import named, read_manifest
    from voice_coach.settings import places

    model = named(read_manifest(), name)
    if model.bundled:
        click.echo("That one comes with the program; there is nothing to fetch.")
        return
    folder = fetch(model, places().models, progress=sys.stderr.isatty())
    click.echo(f"The model is in {folder}; `asr = auto` uses it from now on.")


@models.command("verify")
@click.argument("name", required=False)
def models_verify(name: str | None) -> None:
    """Are the models that are here whole? Loads each of them, or the one called NAME.

    \b
    Example:
      voice-coach models verify
    """
    from voice_coach.house import model_folders, open_house
    from voice_coach.recognition.engines import Engine, open_engine
    from voice_coach.recognition.fetching import verify
    from voice_coach.recognition.manifest import named, read_manifest

    known = read_manifest()
    folders = model_folders(open_house())
    chosen = {name: named(known, name)} if name else known
    for each, model in chosen.items():
        folder = next((f for f in folders if (f / model.folder).is_dir()), None)
        if not model.bundled and folder is None and name is None:
            continue
        engine = (
            Engine(model.engine)
            if model.bundled
            else Engine(model.engine, verify(model, folder or folders[0]))
        )
        open_engine(engine)
        click.echo(f"{each} is whole.")
