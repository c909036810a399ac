"""`voice-coach setup`: the first questions, asked in the terminal, and the file they go into.

Each question shows what holds now and takes Enter for it, so that the whole can be gone
through again. What was given on the command line is not asked.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import click

from voice_coach import app
from voice_coach.errors import AudioDeviceError, UsageError
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.devices import quiet_stderr
from voice_coach.house import House, open_house
from voice_coach.journal import one_session, open_journal
from voice_coach.ports import Room
from voice_coach.setting_up import trying
from voice_coach.setting_up.file import changed, write_settings
from voice_coach.setting_up.questions import (
    LOUDSPEAKER,
    MICROPHONE,
    PACE,
    VOLUME,
    Draft,
    Given,
    answered,
    asked,
    questions,
)
from voice_coach.soundcard import SoundCard

WATCHED_SECONDS = 6.0
"""How long the microphone's level can be watched."""

INTERRUPTED = 130
"""The exit code after Ctrl-C or SIGTERM."""

TEST_SENTENCE = "Could we leave the phones in the kitchen tonight?"


def set_up(given: Given) -> None:
    """Ask what is not given, try the devices, and write the settings file.

    Interrupted it changes nothing. Raises UsageError where nobody is there to answer or an
    answer on the command line cannot be used, SessionRunning while a check-in runs,
    StorageError.
    """
    try:
        _set_up(given)
    except (click.Abort, KeyboardInterrupt) as interrupted:
        if given.asks and not sys.stdin.isatty() and isinstance(interrupted, click.Abort):
            raise UsageError(
                "Setup has questions, and nobody is there to answer them.",
                "Add --unattended to take what is set already, and options for the rest.",
            ) from None
        click.echo("\nNothing was changed.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


def _set_up(given: Given) -> None:
    house = open_house()
    file = house.places.settings_file
    with one_session(house.places.journal):
        memory = open_journal(house.places.journal, keep_days=house.settings.keep_days).memory
        kept = memory.manner()
        draft = Draft(house.settings, {})
        if kept is not None:
            # Pace and volume that were asked for aloud are the ones that hold.
            manner = {"pace": round(kept.pace, 2), "volume_db": kept.volume_db}
            draft = replace(draft, settings=house.settings.model_copy(update=manner))
        for question in questions(house.content):
            draft = answered(question, draft, given)
        if given.tries_sound:
            draft = _tried(draft, house)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        write_settings(file, changed(text, draft.changes))
        if kept is not None:
            memory.keep_manner(draft.settings.pace, draft.settings.volume_db)
    click.echo(f"\nThat is kept in {file}.")
    click.echo("Next: `voice-coach checkin`, or `voice-coach service install` for every evening.")


def _tried(draft: Draft, house: House) -> Draft:
    """Loudspeaker and microphone tried until they please; without sound this is put off."""
    click.echo()
    try:
        draft = _loudspeaker_tried(draft, house)
        return _microphone_tried(draft)
    except AudioDeviceError as error:
        click.echo(f"{error.message} {error.hint}")
        click.echo("Run `voice-coach setup` again once that is mended; the rest is kept.")
        return draft


def _loudspeaker_tried(draft: Draft, house: House) -> Draft:
    text = house.content.lines["setup.sample"][0]
    while True:
        settings = draft.settings
        chosen = replace(house, settings=settings)
        with _sound(draft) as room, closing(app.fresh_voice(chosen)) as voice:
            trying.speak(room, voice, text, pace=settings.pace, volume_db=settings.volume_db)
        if click.confirm("Could you hear that, and was it slow and loud enough?", default=True):
            return draft
        for question in (LOUDSPEAKER, PACE, VOLUME):
            draft = asked(question, draft)


def _microphone_tried(draft: Draft) -> Draft:
    while True:
        with _sound(draft) as room:
            click.echo("Talk for a moment, from where you will be, and watch the bar.")
            levels = trying.watched_levels(room, SileroActivity(), WATCHED_SECONDS, _show)
            click.echo(f"\n{levels.advice or 'That is a good level.'}")
            click.echo(f'Now one sentence, for example: "{TEST_SENTENCE}"')
            sentence = trying.recorded_sentence(room, SileroActivity())
            if sentence is None:
                click.echo("Nobody was heard.")
            else:
                click.echo("And this is what I heard:")
                trying.play(room, sentence)
        if click.confirm("Was that you, and clear?", default=sentence is not None):
            return draft
        draft = asked(MICROPHONE, draft)


@contextmanager
def _sound(draft: Draft) -> Iterator[Room]:
    """The devices that are chosen, open while they are tried."""
    settings = draft.settings
    with (
        quiet_stderr(),
        closing(SoundCard(settings.input_device, settings.output_device)) as room,
    ):
        yield room


def _show(bar: str) -> None:
    click.echo(f"\r{bar}", nl=False)
