"""Tonight's draft: every reply and label as it is given, safe against a power cut.

A draft is one append-only file of lines, each with a checksum and on the disk before the
next thing is said. A line that a power cut tore apart is recognised and ignored. There are
labels in it, never words (those of somebody who wants them kept are on a sheet of their own);
and what nobody should find, should the evening be cut off right then, is not in it either: a
clear sign that somebody is not safe deletes the draft, and after an ambiguous sign, or after
the help lines were asked for, no more replies are written (labels still are; such an evening
goes on from the question before).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from voice_coach.conversation.effects import (
    Consent,
    Done,
    Forgotten,
    Heard,
    Indeed,
    Recalled,
    Refused,
    Reply,
    Requested,
    Silence,
    Whole,
)
from voice_coach.journal import sheet
from voice_coach.journal.entries import Manner
from voice_coach.journal.files import create_private, erase
from voice_coach.journal.records import Record, append, as_line, whole_lines
from voice_coach.meaning import Entry, History, Meaning, Outcome, PlanMark
from voice_coach.ports import EveningKey
from voice_coach.settings import folded

Noted: TypeAlias = Entry | PlanMark

_NAMES = "draft-*.jsonl"

_KEY = TypeAdapter(EveningKey)
_ENTRY = TypeAdapter(Entry)
_MARK = TypeAdapter(PlanMark)
_MEANING = TypeAdapter(Meaning)
_OUTCOME = TypeAdapter(Outcome)
_MANNER = TypeAdapter(Manner)
_CONSENT = TypeAdapter(Consent)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was kept and of whom; `noted` is None for what is not kept of two."""

    who: str
    noted: Noted | None


@dataclass(slots=True)
class Draft:
    """What a draft file says. `began` and `last` (its last reply) are seconds since 1970.

    `steps` counts the replies up to and including the last one written, `replies` those of
    them that are not Done. `size` is how many bytes of the file are whole. `who` is the
    person now there, `outcome` how the evening ended, once it has. `is_replayable` is False
    when a reply was written by a version of the program that knew other labels, `is_unkept` says
    that nothing is to be kept of the evening. `recalled` has of whom something was remembered,
    and the fingerprint of what that was.
    """

    path: Path
    key: EveningKey
    began: float
    who: str
    size: int = 0
    last: float = 0.0
    steps: int = 0
    replies: dict[int, Heard | Silence | Indeed | Refused | Requested | str] = field(
        default_factory=dict
    )
    notes: list[Note] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    manner: Manner | None = None
    outcome: Outcome | None = None
    is_closing: bool = False
    is_replayable: bool = True
    is_unkept: bool = False
    recalled: list[tuple[str, str]] = field(default_factory=list)

    @property
    def people(self) -> frozenset[str]:
        """Everybody of whom something is kept here, and whoever is there now."""
        kept = {note.who for note in self.notes if note.noted is not None}
        agreed = {consent.who for consent in self.consents}
        return frozenset(kept | agreed | {who for who, _ in self.asked} | {self.who})

    @property
    def is_refused(self) -> bool:
        """Whether somebody said here that they would rather not be remembered."""
        return any(consent.to == "labels" and not consent.given for consent in self.consents)


def create(folder: Path, key: EveningKey, now: float, history: History) -> Path:
    """Begins a draft in `folder`, of an evening that `history` is known of; returns its file.

    Raises OSError.
    """
    path = folder / f"draft-{secrets.token_hex(8)}.jsonl"
    labels = _KEY.dump_python(key, mode="json")
    create_private(path, as_line({"key": labels, "at": now, "history": fingerprint(history)}))
    return path


def mark_unkept(folder: Path, key: EveningKey, now: float) -> None:
    """Writes that nothing is kept of this evening, whoever begins it again. Raises OSError."""
    append(create(folder, key, now, History()), {"unkept": True})


def fingerprint(history: History) -> str:
    """The same for the same history alone: an evening can only be replayed on what it knew."""
    return sha256(repr(history).encode()).hexdigest()[:16]


def mend(draft: Draft) -> None:
    """Cuts off a torn last line, so that a draft can be gone on with. Raises OSError."""
    os.truncate(draft.path, draft.size)


def drafts_in(folder: Path) -> list[Draft]:
    """All drafts, the oldest first. Raises OSError."""
    found = (read(path) for path in folder.glob(_NAMES))
    return sorted((draft for draft in found if draft), key=lambda draft: draft.began)


def remove(path: Path) -> None:
    """Deletes a draft for good, and the words beside it before. Raises OSError."""
    sheet.drop(path)
    erase(path)


def remove_torn(folder: Path) -> None:
    """Removes drafts that were cut off while their first line was written, and lone sheets.

    Raises OSError. Only for who holds the session lock: it would also take one that is just
    being begun.
    """
    for path in folder.glob(_NAMES):
        if read(path) is None:
            remove(path)
    sheet.drop_those_left_alone(folder)


def read(path: Path) -> Draft | None:
    """What a draft file says, as far as it is whole; None where not even its first line is."""
    try:
        lines = whole_lines(path.read_bytes())
    except FileNotFoundError:
        return None
    try:
        size, head = next(lines)
        key = _KEY.validate_python(head["key"])
        draft = Draft(path, key, float(head["at"]), who=key.who, size=size, last=float(head["at"]))
        draft.recalled.append((key.who, str(head.get("history"))))
    except (StopIteration, ValidationError, KeyError, TypeError, ValueError):
        return None
    for end, record in lines:
        draft.size = end
        _take(draft, record)
    return draft


def reply_record(step: int, reply: Reply, who: str, now: float) -> Record | None:
    """How the reply to effect number `step` is written; None for those that need not be."""
    record: Record = {"step": step, "at": now}
    match reply:
        case Heard(meaning, capped, whole):
            record |= {"heard": _labels(meaning), "capped": capped}
            if whole is not None:
                record |= {"whole": _labels(whole.meaning), "of": whole.question}
        case Silence(microphone):
            record["silence"] = microphone
        case Recalled(history):
            record |= {"recalled": who, "history": fingerprint(history)}
        case Indeed() | Refused():
            record["indeed"] = isinstance(reply, Indeed)
        case Requested():
            record["requested"] = True
        case Done() | Forgotten():  # after everything was forgotten there is no draft either
            return None
    return record


def _labels(meaning: Meaning) -> Record:
    """A meaning as it is written: never with words."""
    labels: Record = _MEANING.dump_python(meaning.without_words(), mode="json")
    return labels


def note_record(noted: Noted | None) -> Record:
    """How a label is written; None stands for one that is not kept."""
    match noted:
        case Entry():
            return {"entry": _ENTRY.dump_python(noted, mode="json")}
        case PlanMark():
            return {"mark": _MARK.dump_python(noted, mode="json")}
        case None:
            return {"nothing": True}


def manner_record(manner: Manner) -> Record:
    """How pace and volume are written."""
    return {"manner": _MANNER.dump_python(manner, mode="json")}


def consent_record(consent: Consent) -> Record:
    """How it is written what somebody agreed to, or not."""
    return {"consent": _CONSENT.dump_python(consent, mode="json")}


def said_to(found: Iterable[Draft], who: str, what: Literal["labels", "words"]) -> bool | None:
    """Whether somebody agreed to something in one of these drafts, the last time that counts.

    None where they were not asked.
    """
    said = [
        consent.given
        for draft in found
        for consent in draft.consents
        if consent.to == what and same(consent.who, who)
    ]
    return said[-1] if said else None


def closing_record(outcome: Outcome) -> Record:
    """How the end of an evening is written: from here on it is only carried over."""
    return {"closing": _OUTCOME.dump_python(outcome, mode="json")}


def is_delicate(reply: Reply) -> bool:
    """What nobody should read in a draft that a cut evening leaves behind."""
    if not isinstance(reply, Heard):
        return False
    meanings = (reply.meaning, *([reply.whole.meaning] if reply.whole else ()))
    return any(one.safety.level != "none" or one.command == "numbers" for one in meanings)


def same(name: str, other: str) -> bool:
    """Whether two names are one person's."""
    return folded(name) == folded(other)


def _take(draft: Draft, record: Record) -> None:
    """One more record; one that this version does not know leaves the draft as it was."""
    try:
        if "step" in record:
            _take_reply(draft, record)
        elif "present" in record:
            _take_present(draft, record["present"])
        else:
            _take_label(draft, record)
    except ValidationError:
        draft.is_replayable = draft.is_replayable and "step" not in record


def _take_reply(draft: Draft, record: Record) -> None:
    step = int(record["step"])
    match record:
        case {"heard": labels, "whole": whole, "of": str(question)}:
            told = Whole(question, _MEANING.validate_python(whole))
            draft.replies[step] = Heard(_MEANING.validate_python(labels), record["capped"], told)
        case {"heard": labels}:
            draft.replies[step] = Heard(_MEANING.validate_python(labels), record["capped"])
        case {"silence": bool(microphone)}:
            draft.replies[step] = Silence(microphone)
        case {"recalled": str(who)}:
            draft.replies[step] = who
            draft.recalled.append((who, str(record.get("history"))))
        case {"indeed": bool(indeed)}:
            draft.replies[step] = Indeed() if indeed else Refused()
        case {"requested": True}:
            draft.replies[step] = Requested()
    draft.steps = max(draft.steps, step + 1)
    draft.last = float(record["at"])


def _take_label(draft: Draft, record: Record) -> None:
    match record:
        case {"entry": labels}:
            draft.notes.append(Note(draft.who, _ENTRY.validate_python(labels)))
        case {"mark": labels}:
            draft.notes.append(Note(draft.who, _MARK.validate_python(labels)))
        case {"nothing": True}:
            draft.notes.append(Note(draft.who, None))
        case {"taken_back": int(notes)} if notes > 0:
            del draft.notes[-notes:]
        case {"asked": str(key)}:
            draft.asked.append((draft.who, key))
        case {"manner": manner}:
            draft.manner = _MANNER.validate_python(manner)
        case {"consent": consent}:
            draft.consents.append(_CONSENT.validate_python(consent))
        case {"unkept": True}:
            draft.is_unkept = True
        case {"closing": outcome}:
            draft.outcome = _OUTCOME.validate_python(outcome)
            draft.is_closing = True


def _take_present(draft: Draft, who: str) -> None:
    """What was kept before anybody said who they are belongs to the first who does.

    What somebody agreed to who was taken for another does not count.
    """
    draft.consents.clear()
    if not draft.who:
        draft.notes = [Note(note.who or who, note.noted) for note in draft.notes]
        draft.asked = [(asker or who, key) for asker, key in draft.asked]
    draft.who = who
