from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from journal_house import House

from voice_coach.errors import SessionRunning
from voice_coach.journal import forget, one_session
from voice_coach.journal.archive import show
from voice_coach.journal.store import Store
from voice_coach.meaning import Entry, Outcome

HOLD = """
import sys
from pathlib import Path
from voice_coach.journal import one_session
with one_session(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_session_is_refused_until_the_first_is_killed(house: House) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(house.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(SessionRunning) as refused, one_session(house.folder):
            pass
        assert refused.value.exit_code == 5
        other.kill()
    with one_session(house.folder):
        pass


def test_the_journal_can_be_looked_at_and_deleted_beside_a_session(house: House) -> None:
    memory = house.begin()
    memory.keep(Entry("attention", "away"))
    memory.close_evening(Outcome("stopped"))
    with one_session(house.folder):
        assert len(show(Store(house.folder / "journal.sqlite"), "Anna", house.clock.today)) == 1
        assert forget(house.folder) == 1


def test_the_lock_does_not_tell_when_the_last_session_was(house: House) -> None:
    with one_session(house.folder):
        pass
    lock = house.folder / "session.lock"
    before = lock.stat().st_mtime_ns, lock.read_bytes(), lock.stat().st_mode & 0o777
    with one_session(house.folder):
        pass
    assert (lock.stat().st_mtime_ns, lock.read_bytes(), lock.stat().st_mode & 0o777) == before
    assert before[1:] == (b"", 0o600)


def test_where_no_lock_can_be_made_there_is_still_one_session_at_a_time(
    plain_user: Path,
) -> None:
    plain_user.chmod(0o500)
    folder = plain_user / "journal"
    with one_session(folder), pytest.raises(SessionRunning), one_session(folder):
        pass
    with one_session(folder):
        assert not folder.exists()
