from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_house import Clock, House

NOBODY = 65534


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "journal", Clock())


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder of a user whom file modes hold back; tests may well run as root."""
    folder = Path(tempfile.mkdtemp(prefix="voice-coach-test-"))
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
            os.setegid(0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)
        shutil.rmtree(folder)
