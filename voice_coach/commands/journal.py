"""`voice-coach journal`: what is kept, to look at, to take along and to delete.

It works beside a check-in that is running.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach.errors import StorageError, UsageError

if TYPE_CHECKING:
    from voice_coach.journal.entries import WordsWish
    from voice_coach.journal.store import Store

WHO = click.option("--who", metavar="NAME", default="", help="Whose; not needed for one person.")
WISHES: Mapping[WordsWish, str] = {
    "no": "Their own words are not kept.",
    "asked": "They are asked at their next check-in; until then their own words are not kept.",
    "yes": "Their own words are kept, and the coach says so every evening.",
}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def journal() -> None:
    """What is kept of your evenings: show, export, import, forget, words.

    \b
    Example:
      voice-coach journal show
    """


@journal.command()
@WHO
def show(who: str) -> None:
    """What is kept of one person, one line an evening.

    \b
    Example:
      voice-coach journal show --who Ana
    """
    from voice_coach.journal.archive import show as lines

    for line in lines(_store(), _person(who), _today()):
        click.echo(line)


@journal.command()
@WHO
@click.option("--format", "shape", type=click.Choice(["json", "csv"]), default="json")
def export(who: str, shape: str) -> None:
    """Everything that is kept of one person, on stdout.

    \b
    Example:
      voice-coach journal export > evenings.json
    """
    from voice_coach.journal.archive import export_csv, export_json

    written = export_json if shape == "json" else export_csv
    click.echo(written(_store(), _person(who), _today()), nl=False)


@journal.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def bring_back(file: Path) -> None:
    """Bring back what `export` wrote, for instance after an SD card has died.

    \b
    Example:
      voice-coach journal import evenings.json
    """
    from voice_coach.journal.archive import import_json

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"The file {file} cannot be read: {error.strerror}.", "Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"The file {file} is no export of a journal.",
            "Give the JSON file that `voice-coach journal export` wrote.",
        ) from error
    count = import_json(_store(), text, _today(), has_names=bool(_household()))
    click.echo(f"Evenings brought back: {count}.")


@journal.command()
@WHO
@click.option("--day", type=DAY, help="Only this evening.")
@click.option("--tonight", is_flag=True, help="Only tonight's evening; it ends at 04:00.")
@click.option("--together", is_flag=True, help="Evenings of both, instead of one person's.")
@click.option("--everything", is_flag=True, help="All that is kept of everybody.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(
    who: str, day: datetime | None, *, tonight: bool, together: bool, everything: bool, yes: bool
) -> None:
    """Delete for good: an evening, a person, or everything.

    \b
    Example:
      voice-coach journal forget --day 2026-11-20
      voice-coach journal forget --tonight --who Ana
      voice-coach journal forget --together
    """
    from voice_coach.journal.entries import BOTH

    _refuse_unclear(
        people=[bool(who), together], days=[day is not None, tonight], everything=everything
    )
    evening = _today() if tonight else day.date() if day else None
    whose = (BOTH,) if together else (None,) if everything else _names(who)
    if yes or click.confirm("This cannot be undone. Delete it?"):
        _delete(whose, evening)
    else:
        click.echo("Nothing is deleted.")


def _refuse_unclear(*, people: Sequence[bool], days: Sequence[bool], everything: bool) -> None:
    """Raises UsageError where nothing was chosen to be forgotten, or two things at once."""
    if not (any(people) or any(days) or everything):
        raise UsageError(
            "Say what to forget.",
            "Use --tonight, --day 2026-11-20, --who NAME, --together or --everything.",
        )
    if everything and (any(people) or any(days)):
        raise UsageError(
            "Everything is all that is kept of everybody, not of one person or day.",
            "Leave --everything out, or use it alone.",
        )
    if all(people):
        raise UsageError("An evening is one person's or of both.", "Use --who or --together.")
    if all(days):
        raise UsageError("That is two evenings at once.", "Use --day or --tonight.")


def _delete(whose: Sequence[str | None], evening: date | None) -> None:
    """Delete it, and say how much that was; None is everybody."""
    from voice_coach.evenings import forget_evenings
    from voice_coach.journal.forgetting import begun
    from voice_coach.journal.forgetting import forget as delete
    from voice_coach.settings import places

    folder = places().journal
    unclosed = any(begun(folder, name, evening) for name in whose)
    count = sum(delete(folder, name, evening) for name in whose)
    if None in whose or (evening is None and not _store().people()):
        # What was rendered tells which lines were spoken, and the schedule when somebody was there.
        shutil.rmtree(places().cache / "lines", ignore_errors=True)
        forget_evenings(folder)
    click.echo(f"Evenings deleted: {count}.")
    if unclosed:
        click.echo("What was kept of an evening that was not closed yet is deleted, too.")
    elif not count and evening is not None and _was_together(evening):
        click.echo("What is kept of that evening was done together; --together deletes it.")


def _was_together(evening: date) -> bool:
    """Whether anything is kept of both of that evening."""
    from voice_coach.journal.entries import BOTH
    from voice_coach.journal.forgetting import begun

    store = _store()
    kept = (each.day for each in store.evenings(BOTH, _today()))
    return evening in kept or bool(begun(store.path.parent, BOTH, evening))


@journal.command()
@WHO
@click.option("--ask", "wish", flag_value="asked", help="Ask this person at their next check-in.")
@click.option("--off", "wish", flag_value="no", help="Keep no words, and delete those kept.")
def words(who: str, wish: WordsWish | None) -> None:
    """Whether a person's own words are kept beside the labels.

    Nobody's are, unless they said yes to it themselves, aloud: "remember my words". "Keep no words"
    ends it, and so does --off.

    \b
    Example:
      voice-coach journal words --who Ana --off
    """
    from voice_coach.journal.forgetting import forget_words

    store, person = _store(), _person(who)
    if wish == "no":
        forget_words(store, person)
    elif wish is not None and store.wish_for_words(person) != "yes":
        _have_asked(store, person)
    click.echo(WISHES[store.wish_for_words(person)])


def _have_asked(store: Store, person: str) -> None:
    if not store.keep_wish_for_words(person, "asked"):
        raise UsageError(
            "This person has not said yes to being remembered yet.",
            "The coach asks each person at their first check-in.",
        )


def _store() -> Store:
    from voice_coach.journal.store import FILE_NAME, Store
    from voice_coach.settings import load_settings, places

    where = places()
    return Store(where.journal / FILE_NAME, load_settings(where.settings_file).keep_days)


def _person(who: str) -> str:
    """The person meant: the one that was named, or the only one there is."""
    return _names(who)[0]


def _names(who: str) -> tuple[str, ...]:
    """The person meant, in every spelling that is known of their name.

    Raises UsageError where that is nobody's name, or not clear.
    """
    from voice_coach.journal.people import known_people, spellings
    from voice_coach.settings import TAKEN_NAMES, folded

    household = _household()
    if folded(who) in TAKEN_NAMES:
        raise UsageError(
            "A journal is one person's: there is none of two together, and none of a guest.",
            "Use --who with one name; evenings together are in each person's journal, and "
            "`journal forget --together` deletes them.",
        )
    if not who and len(household) > 1:
        raise UsageError("Say whose journal.", _known_are(household))
    if not (who or household):
        return ("",)
    known = known_people(_store(), household)
    found = spellings(who or household[0], known)
    if not found:
        raise UsageError("Nobody of that name is known here.", _known_are(known))
    return found


def _household() -> tuple[str, ...]:
    from voice_coach.settings import load_settings, places

    return load_settings(places().settings_file).household


def _known_are(people: Sequence[str]) -> str:
    """A hint that names who is known, each once."""
    from voice_coach.settings import folded

    once = {folded(name): name for name in reversed(people)}
    if not once:
        return "Nobody's name is known yet; leave --who out."
    return f"Use --who with one of {', '.join(reversed(once.values()))}."


def _today() -> date:
    from voice_coach.journal.entries import evening_of
    from voice_coach.journal.keeper import local_now

    return evening_of(local_now())
