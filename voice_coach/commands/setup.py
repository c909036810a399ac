"""`voice-coach setup`: the first questions, or all their answers as options."""

from __future__ import annotations

import click


@click.command()
@click.option("--names", metavar="NAMES", help="Who lives here: one name, or two with a comma.")
@click.option("--country", metavar="CODE", help="For help lines: two letters, or none.")
@click.option("--time", metavar="HH:MM", help="When it begins by itself, or never.")
@click.option("--voice", metavar="NAME", help="auto, piper or pyttsx3.")
@click.option("--loudspeaker", metavar="NAME", help="Part of its name, or default.")
@click.option("--pace", metavar="PACE", help="normal, slower, slow, or a number like 0.8.")
@click.option("--volume", metavar="VOLUME", help="normal, louder, loudest, or decibels like 4.5.")
@click.option("--microphone", metavar="NAME", help="Part of its name, or default.")
@click.option("--wake", metavar="PHRASE", help="What it listens for, hands-free.")
@click.option("--no-sound", is_flag=True, help="Do not try microphone and loudspeaker.")
@click.option("--unattended", is_flag=True, help="Ask nothing: options, else what is set already.")
def setup(*, no_sound: bool, unattended: bool, **answers: str | None) -> None:
    """The first questions: who lives here, when, how it sounds, and whether it hears you.

    Everything can be asked again later; Enter keeps what is set.

    \b
    Example:
      voice-coach setup
      voice-coach setup --unattended --names "Ana, Ben" --country GB --time 20:30
    """
    from voice_coach.setting_up.flow import set_up
    from voice_coach.setting_up.questions import Given

    set_up(Given(answers, asks=not unattended, tries_sound=not (no_sound or unattended)))
