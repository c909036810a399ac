"""`voice-coach listen`: the hands-free program."""

from __future__ import annotations

from typing import Any

import click

from voice_coach.errors import PanelUnavailable

ASR = click.Choice(["auto", "moonshine", "vosk"])
TTS = click.Choice(["auto", "piper", "pyttsx3"])


@click.command()
@click.option("--captions", is_flag=True, help="Show what is said; nothing is shown otherwise.")
@click.option("--asr", type=ASR, help="The recogniser.")
@click.option("--tts", type=TTS, help="The voice.")
@click.option("--input-device", metavar="NAME", help="Part of the microphone's name.")
@click.option("--output-device", metavar="NAME", help="Part of the loudspeaker's name.")
def listen(*, captions: bool, **overrides: Any) -> None:
    """Hands-free: wait for the wake phrase and for the evening, for weeks.

    \b
    Example:
      voice-coach listen
    """
    from voice_coach import screen
    from voice_coach.calling import wake_phrase
    from voice_coach.house import open_house
    from voice_coach.listen import Around
    from voice_coach.listen import listen as run
    from voice_coach.notify import Notifier
    from voice_coach.panel import NoPanel, open_panel

    house = open_house(**overrides)
    settings = house.settings
    click.echo(f'Say "{wake_phrase(house)}" to begin; Ctrl-C ends this.')
    notifier = Notifier()
    try:
        panel = open_panel(settings.button_pin, settings.light_pin, house.places.run)
    except PanelUnavailable as error:  # a voice is enough to go on with
        click.echo(f"{error.message} {error.hint}", err=True)
        panel = NoPanel()
    around = Around(
        panel=panel,
        heartbeat=notifier.alive,
        ready=notifier.ready,
        onlooker=screen.caption if captions else screen.nothing,
    )
    try:
        run(house, around)
    finally:
        notifier.stopping()
