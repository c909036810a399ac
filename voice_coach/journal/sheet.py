"""The words of tonight's answers, for somebody who turned that on: a sheet beside the draft.

A draft holds labels and never words. Whoever wants their own words kept has them on a sheet of
its own, as safe against a power cut as the draft, which says of each what number its label has
there. Where an evening is deleted its sheet goes first; where it went into the journal, the draft
does, and a sheet that is left alone by a power cut is deleted with the next evening. While there
is no sheet, no words are written.
"""

from __future__ import annotations

from pathlib import Path

from voice_coach.journal.files import create_private, erase
from voice_coach.journal.records import append, whole_lines

_NAMES = "words-*.jsonl"


def sheet_of(draft: Path) -> Path:
    """The file of the sheet that belongs to a draft, whether or not there is one."""
    return draft.with_name(draft.name.replace("draft-", "words-", 1))


def begin(draft: Path) -> None:
    """Begins a draft's sheet, empty. Raises OSError."""
    drop(draft)
    create_private(sheet_of(draft))


def is_begun(draft: Path) -> bool:
    """Whether words are written beside this draft."""
    return sheet_of(draft).exists()


def write(draft: Path, number: int, words: str) -> bool:
    """Adds the words of the label with this number (from 0) in the draft.

    They are on the disk when this returns. Returns False when there is no sheet (any more).
    Raises OSError.
    """
    return append(sheet_of(draft), {"note": number, "words": words})


def read(draft: Path) -> dict[int, str]:
    """The words on a draft's sheet by the number of their label; the last ones said count."""
    try:
        lines = whole_lines(sheet_of(draft).read_bytes())
        return {int(record["note"]): str(record["words"]) for _, record in lines}
    except FileNotFoundError:
        return {}


def drop(draft: Path) -> None:
    """Deletes a draft's sheet for good, if there is one. Raises OSError."""
    erase(sheet_of(draft))


def drop_those_left_alone(folder: Path) -> None:
    """Deletes sheets whose draft is gone. Raises OSError."""
    for path in folder.glob(_NAMES):
        if not path.with_name(path.name.replace("words-", "draft-", 1)).exists():
            erase(path)
