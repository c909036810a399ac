"""`voice-coach service`: the hands-free service under systemd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from voice_coach.service.report import Report


@click.group()
def service() -> None:
    """The hands-free service: install, status, uninstall.

    \b
    Example:
      voice-coach service install
    """


@service.command("install")
def service_install() -> None:
    """Let `voice-coach listen` run by itself, now and after every restart.

    \b
    Example:
      voice-coach service install
    """
    from voice_coach.service.installing import how_it_is, start, unit_file, write_unit
    from voice_coach.service.manager import ask_to_run_without_login

    write_unit()
    click.echo(f"Written: {unit_file()}")
    click.echo("Starting; this can take half a minute.")
    start()
    ask_to_run_without_login()
    _tell(how_it_is())


@service.command("status")
def service_status() -> None:
    """How the service is, and when the next check-in is; ends with 1 when it needs you.

    \b
    Example:
      voice-coach service status
    """
    from voice_coach.service.installing import how_it_is

    found = how_it_is()
    _tell(found)
    click.get_current_context().exit(0 if found.well else 1)


@service.command("uninstall")
def service_uninstall() -> None:
    """Stop the service and remove it; the journal and the settings stay.

    \b
    Example:
      voice-coach service uninstall
    """
    from voice_coach.service.installing import uninstall

    removed = uninstall()
    click.echo("The service is removed." if removed else "There was no service to remove.")


def _tell(found: Report) -> None:
    click.echo(found.text)
    if found.hint:
        click.echo(found.hint)
