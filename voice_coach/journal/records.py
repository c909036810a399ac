"""Append-only files of records, each a line with a checksum, on the disk once it is added."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from voice_coach.journal.files import write_all

Record: TypeAlias = dict[str, Any]


def as_line(record: Record) -> bytes:
    """A record as one line: checksum, space, JSON."""
    text = json.dumps(record, separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x} {text}\n".encode()


def append(path: Path, record: Record) -> bool:
    """Adds a record; it is on the disk when this returns.

    Returns False when the file was deleted meanwhile: the evening was forgotten. Raises
    OSError when the disk does not serve; the file then still says what it said before.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:
        return False
    try:
        size = os.fstat(descriptor).st_size
        try:
            write_all(descriptor, as_line(record))
            os.fdatasync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    return True


def whole_lines(data: bytes) -> Iterator[tuple[int, Record]]:
    """The records of a file and where each ends, up to the first line that is not whole."""
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        checksum, _, text = data[start:end].partition(b" ")
        if checksum != b"%08x" % zlib.crc32(text):
            return
        yield end + 1, json.loads(text)
        start = end + 1
