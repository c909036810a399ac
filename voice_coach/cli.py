"""The command line: options in, exit codes out.

Everything heavy is imported by the command that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from voice_coach import __version__, streams
from voice_coach.commands.bench import bench
from voice_coach.commands.journal import journal
from voice_coach.commands.listen import listen
from voice_coach.commands.models import models
from voice_coach.commands.prompts import prompts
from voice_coach.commands.service import service
from voice_coach.commands.setup import setup
from voice_coach.errors import StorageError, UsageError, VoiceCoachError

INTERRUPTED = 130
"""The exit code after Ctrl-C or SIGTERM."""

ASR = click.Choice(["auto", "moonshine", "vosk"])
TTS = click.Choice(["auto", "piper", "pyttsx3"])
LENGTH = click.Choice(["short", "normal", "long"])


def main() -> NoReturn:
    """Run the program and leave with its exit code."""
    code = run(sys.argv[1:])
    # What is left to do takes no time; an impatient second Ctrl-C must not end in a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed by whoever was reading
            stream.flush()
    # Everything is closed and kept. Threads of sound and speech libraries that are still running
    # have crashed while Python took itself apart around them, and the crash became the exit code.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; errors go to stderr in plain words."""
    streams.settle()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        # not cli.main(): that answers a closed stdout with an exit code of its own
        with cli.make_context("voice-coach", list(arguments)) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        _complain(error.format_message(), "")
        return 2
    except click.ClickException as error:
        _complain(error.format_message(), "Add --help to see how this command is used.")
        return 2
    except (KeyboardInterrupt, click.Abort):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _complain("Goodnight. What you have answered so far is kept.", "")
        return INTERRUPTED
    except VoiceCoachError as error:
        _complain(error.message, error.hint)
        return error.exit_code
    except BrokenPipeError:
        streams.let_go_of_stdout()
        return 0
    except OSError as error:
        _complain(*_refused(error))
        return StorageError.exit_code
    except Exception as error:  # noqa: BLE001 - the outermost frame: no traceback may escape
        _complain(*_unexpected(error))
        return 1
    return 0


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt


def _complain(message: str, hint: str) -> None:
    try:
        click.echo(message, err=True)
        if hint:
            click.echo(hint, err=True)
    except OSError:
        # Without a stderr there is nobody to tell; the exit code still speaks.
        pass


def _refused(error: OSError) -> tuple[str, str]:
    """A sentence and a hint for a file, a disk or an output that the system refused."""
    if error.filename is None:
        streams.let_go_of_stdout()  # what is still waiting to be written there never will be
    what = "Input or output" if error.filename is None else f"The file {error.filename}"
    return (
        f"{what} cannot be read or written: {error.strerror}.",
        "Check that there is room on the disk, and whose the files are.",
    )


def _unexpected(error: Exception) -> tuple[str, str]:
    """A sentence and a hint for an error nobody foresaw: where, never what was said."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
    return (
        f"Something unexpected went wrong ({type(error).__name__}{place}).",
        "Nothing you answered is lost. `voice-coach doctor` may show the cause.",
    )


def _between_minus_10_and_60(
    context: click.Context, option: click.Parameter, value: float | None
) -> float | None:
    """Checks decibels; click's own range would let `nan` pass."""
    if value is not None and not -10.0 <= value <= 60.0:
        raise click.BadParameter("it goes from -10 to 60.", context, option)
    return value


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="voice-coach")
def cli() -> None:
    """A nightly check-in for couples, spoken and understood offline.

    \b
    Example:
      voice-coach checkin --captions
    """


@cli.command()
@click.option("--text", "typed", is_flag=True, help="On the keyboard instead of aloud.")
@click.option("--explain", is_flag=True, help="With --text: show dimly what was understood.")
@click.option("--length", type=LENGTH, help="How long the evening may be.")
@click.option("--who", metavar="NAME", help="Who is there tonight.")
@click.option("--captions", is_flag=True, help="Show what is said.")
@click.option("--asr", type=ASR, help="The recogniser.")
@click.option("--tts", type=TTS, help="The voice.")
@click.option("--input-device", metavar="NAME", help="Part of the microphone's name.")
@click.option("--output-device", metavar="NAME", help="Part of the loudspeaker's name.")
@click.option(
    "--or-rehearse",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Without a microphone, run a rehearsal into this folder instead.",
)
def checkin(
    *,
    typed: bool,
    explain: bool,
    who: str | None,
    captions: bool,
    or_rehearse: Path | None,
    **overrides: Any,
) -> None:
    """Tonight's check-in, aloud.

    \b
    Example:
      voice-coach checkin --length short
    """
    from voice_coach import app, rehearse
    from voice_coach.house import open_house_early

    house = open_house_early(**overrides)
    if typed:
        app.check_in_typed(house, who=who, explain=explain)
    elif or_rehearse is not None and not app.has_microphone(house):
        click.echo("There is no microphone here, so here is a rehearsal to read along with.")
        wanted = rehearse.Rehearsing(day=date.today(), captions=True)  # noqa: DTZ011
        rehearse.rehearse(house, rehearse.bundled_script(), or_rehearse, wanted)
        click.echo(f"The whole conversation is in {or_rehearse / 'conversation.wav'}.")
    else:
        app.check_in_aloud(house, who=who, captions=captions)


@cli.command()
@click.argument("script", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where conversation.wav, transcript.jsonl and result.json go.",
)
@click.option("--partner-voice", type=TTS, default="auto", help="The partner's voice.")
@click.option(
    "--noise",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A sound that goes on in the room.",
)
@click.option(
    "--snr",
    type=float,
    metavar="DB",
    callback=_between_minus_10_and_60,
    help="Decibels of the partner over the noise.",
)
@click.option("--length", type=LENGTH, help="How long the evening may be.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The evening's date (today)."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses the wordings.")
@click.option("--asr", type=ASR, help="The recogniser.")
@click.option("--tts", type=TTS, help="The coach's voice.")
@click.option("--captions", is_flag=True, help="Show what is said.")
@click.option("--no-compute-time", is_flag=True, help="Work costs no time in the room.")
def rehearse(
    *,
    script: Path,
    out: Path,
    partner_voice: str,
    noise: Path | None,
    snr: float | None,
    day: Any,
    seed: int,
    captions: bool,
    no_compute_time: bool,
    **overrides: Any,
) -> None:
    """The check-in with a synthetic partner who answers aloud; needs no sound card.

    \b
    Example:
      voice-coach rehearse chatty.json --out /tmp/evening
    """
    from voice_coach import rehearse
    from voice_coach.house import open_house
    from voice_coach.rehearsal.report import prepare

    prepare(out)
    wanted = rehearse.Rehearsing(
        day=day.date() if day else date.today(),  # noqa: DTZ011 - the evening's own date
        seed=seed,
        partner_voice=partner_voice,
        noise=noise,
        snr=snr,
        captions=captions,
        compute_time=not no_compute_time,
    )
    rehearse.rehearse(open_house(**overrides), script, out, wanted)


@cli.command()
@click.option("--jsonl", is_flag=True, help="JSON lines in, JSON lines out.")
@click.option("--asr", type=ASR, help="The recogniser for sound files.")
def understand(*, jsonl: bool, asr: str | None) -> None:
    """What lines like {"text": …} or {"wav": path} mean, one JSON object a line.

    \b
    Example:
      echo '{"text": "not really", "asking": "attention"}' | voice-coach understand --jsonl
    """
    if not jsonl:
        raise UsageError(
            "understand reads JSON lines only.", "Call it as `voice-coach understand --jsonl`."
        )
    from voice_coach import app, understand_lines
    from voice_coach.house import open_house

    house = open_house(asr=asr)
    known = {question.id for question in house.content.questions.values()} | {"hold", "anything"}
    answers = understand_lines.answers(
        sys.stdin.buffer, house.understanding, app.hear_file(house), known
    )
    for line in answers:
        click.echo(line)
        sys.stdout.flush()


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def doctor(*, as_json: bool) -> None:
    """What works, what does not, and what to do about it.

    \b
    Example:
      voice-coach doctor
    """
    from voice_coach import doctor as examination

    click.get_current_context().exit(examination.report(as_json=as_json))


for command in (setup, models, prompts, journal, service, listen, bench):
    cli.add_command(command)
