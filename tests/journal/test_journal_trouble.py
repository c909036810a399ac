from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from journal_house import Clock, House, said

from voice_coach.errors import StorageError
from voice_coach.journal import (
    FILE_NAME,
    JournalTrouble,
    Memoryless,
    Opened,
    Store,
    forget,
    open_journal,
    set_aside_files,
)
from voice_coach.journal.archive import export_json, show
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.forgetting import forget_words
from voice_coach.journal.migrations import NEWEST
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, History, Outcome, PlanMark

AWAY = Entry("attention", "away", ("phone",))


def opened_with(folder: Path, spoken: str) -> Opened:
    """The journal of a folder with which something is wrong."""
    opened = open_journal(folder, now=Clock())
    assert opened.trouble is not None
    assert opened.trouble.spoken == spoken
    assert opened.trouble.exit_code == StorageError.exit_code
    assert opened.trouble.message.endswith(".")
    assert opened.trouble.hint.endswith(".")
    return opened


def whole_evening(opened: Opened) -> None:
    """The evening takes place all the same."""
    memory = opened.memory
    key = House(Path(), Clock()).key()
    assert memory.unfinished("Anna") is None
    memory.begin(key)
    assert memory.present("Anna") == History()
    memory.keep_reply(said())
    memory.keep(AWAY)
    memory.keep_asked("attention")
    memory.keep_manner(0.9, 0.0)
    memory.take_back(1)
    memory.close_evening(Outcome("stopped"))


def spend_an_evening(folder: Path) -> None:
    memory = House(folder, Clock()).begin()
    memory.keep(AWAY)
    memory.keep(PlanMark("tea", "accepted"))
    memory.close_evening(Outcome("ritual_accepted", "tea"))


def test_a_journal_from_a_newer_version_is_left_as_it_is(house: House) -> None:
    spend_an_evening(house.folder)
    connection = sqlite3.connect(house.folder / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    connection.close()
    before = house.files()
    whole_evening(opened_with(house.folder, "journal_newer"))
    assert house.files() == before


@pytest.mark.parametrize("place", ["head", "middle", "cut short", "text"])
def test_a_damaged_journal_is_set_aside_and_a_new_one_begun(house: House, place: str) -> None:
    for _ in range(30):
        spend_an_evening(house.folder)
        house.clock.wait(days=1)
    path = house.folder / FILE_NAME
    data = bytearray(path.read_bytes())
    match place:
        case "head":
            data[:16] = b"SQLite format 9\0"
        case "middle":
            data[4096 : 4096 * 2] = os.urandom(4096)
        case "cut short":
            del data[len(data) // 2 :]
        case "text":
            data = bytearray(b"this is no database at all, just some text" * 30)
    path.write_bytes(data)
    opened = opened_with(house.folder, "journal_damaged")
    (aside,) = set_aside_files(house.folder)
    assert aside.read_bytes() == bytes(data)
    assert opened.trouble is not None
    assert str(aside) in opened.trouble.message
    whole_evening(opened)
    house.open()
    path.write_bytes(data)
    opened_with(house.folder, "journal_damaged")
    assert [file.read_bytes() for file in set_aside_files(house.folder)] == [bytes(data)] * 2


def test_the_new_journal_after_a_damaged_one_keeps(house: House) -> None:
    house.folder.mkdir()
    (house.folder / FILE_NAME).write_bytes(b"no database" * 100)
    memory = opened_with(house.folder, "journal_damaged").memory
    memory.begin(house.key())
    memory.keep(AWAY)
    memory.close_evening(Outcome("stopped"))
    house.clock.wait(days=1)
    assert house.open().history("Anna", house.clock.today).evenings[0].entries == (AWAY,)


def test_damage_in_old_pages_of_a_large_journal_is_found_when_the_evening_closes(
    house: House,
) -> None:
    house.open()
    path, today = house.folder / FILE_NAME, house.clock.today
    evenings = [
        KeptEvening(today - timedelta(days=night), "Anna", (), (PlanMark("tea", "happened"),))
        for night in range(1, 10_000)
    ]
    Store(path).put(lambda: Gathered(evenings), today)
    data = bytearray(path.read_bytes())
    page = data.index(b"2010-01-01") // 4096 * 4096
    data[page : page + 8] = b"\xff" * 8
    path.write_bytes(data)
    told: list[JournalTrouble] = []
    opened = open_journal(house.folder, now=house.clock, tell=told.append)
    assert opened.trouble is None
    opened.memory.begin(house.key())
    opened.memory.keep(AWAY)
    opened.memory.close_evening(Outcome("stopped"))
    assert [trouble.spoken for trouble in told] == ["journal_damaged"]
    assert [aside.read_bytes() for aside in set_aside_files(house.folder)] == [bytes(data)]
    house.clock.wait(days=1)
    assert house.open().history("Anna", house.clock.today).evenings[0].entries == (AWAY,)


def test_damage_that_shows_in_the_middle_of_an_evening_does_not_stop_it(house: House) -> None:
    spend_an_evening(house.folder)
    told: list[JournalTrouble] = []
    memory = open_journal(house.folder, now=house.clock, tell=told.append).memory
    memory.begin(house.key(""))
    (house.folder / FILE_NAME).write_bytes(b"no database" * 1000)
    assert memory.present("Anna") == History()
    memory.keep(AWAY)
    memory.close_evening(Outcome("stopped"))
    assert [trouble.spoken for trouble in told] == ["journal_damaged"]
    assert len(set_aside_files(house.folder)) == 1
    house.clock.wait(days=1)
    assert house.open().history("Anna", house.clock.today).evenings[0].entries == (AWAY,)


def test_a_journal_that_may_only_be_read_is_not_written(plain_user: Path) -> None:
    folder = plain_user / "journal"
    spend_an_evening(folder)
    path = folder / FILE_NAME
    path.chmod(0o400)
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode
    whole_evening(opened_with(folder, "journal_read_only"))
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) == before
    assert "attention" in export_json(Store(path), "Anna", Clock().today)


def test_a_folder_that_may_only_be_read_is_not_written(plain_user: Path) -> None:
    folder = plain_user / "journal"
    spend_an_evening(folder)
    folder.chmod(0o500)
    whole_evening(opened_with(folder, "journal_read_only"))
    assert "attention" in export_json(Store(folder / FILE_NAME), "Anna", Clock().today)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def refuses_to_forget(folder: Path) -> bool:
    """Nothing can be forgotten here, and it is said that nothing can be written."""
    store = Store(folder / FILE_NAME)
    forgets: list[Callable[[], object]] = [
        lambda: forget(folder),
        lambda: forget(folder, "Anna"),
        lambda: forget(folder, "Anna", Clock().today),
        lambda: forget_words(store, "Anna"),
    ]
    for forgets_it in forgets:
        with pytest.raises(JournalTrouble) as refused:
            forgets_it()
        assert refused.value.spoken == "journal_read_only"
        assert "mounted read-only" in refused.value.hint
    return True


@pytest.mark.parametrize("what", [".", FILE_NAME])
def test_forgetting_what_may_only_be_read_is_said_to_be_impossible(
    plain_user: Path, what: str
) -> None:
    folder = plain_user / "journal"
    spend_an_evening(folder)
    place = folder / what
    place.chmod(place.stat().st_mode & ~0o222)
    assert refuses_to_forget(folder)
    assert "attention" in export_json(Store(folder / FILE_NAME), "Anna", Clock().today)


def test_forgetting_an_evening_that_may_only_be_read_is_said_to_be_impossible(
    plain_user: Path,
) -> None:
    folder = plain_user / "journal"
    House(folder, Clock()).begin().keep(AWAY)
    folder.chmod(0o500)
    with pytest.raises(JournalTrouble) as refused:
        forget(folder, "Anna")
    assert refused.value.spoken == "journal_read_only"


def test_a_home_in_which_nothing_can_be_made_has_no_memory(plain_user: Path) -> None:
    plain_user.chmod(0o500)
    whole_evening(opened_with(plain_user / "journal", "journal_read_only"))
    plain_user.chmod(0o000)
    whole_evening(opened_with(plain_user / "journal", "journal_read_only"))


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file")
    whole_evening(opened_with(tmp_path / "journal", "journal_unreachable"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("what", [".", FILE_NAME])
def test_a_journal_of_another_user_is_left_alone(house: House, what: str) -> None:
    spend_an_evening(house.folder)
    os.chown(house.folder / what, 12345, 12345)
    before = house.files()
    whole_evening(opened_with(house.folder, "journal_not_yours"))
    assert house.files() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for very little."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


def test_forgetting_on_a_disk_that_is_mounted_read_only_is_said_to_be_impossible(
    small_disk: Path,
) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert refuses_to_forget(folder)


def test_a_full_disk_is_said_once_and_the_evening_goes_on(small_disk: Path) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    before = (folder / FILE_NAME).read_bytes()
    told: list[JournalTrouble] = []
    clock = Clock()
    clock.wait(days=1)
    opened = open_journal(folder, now=clock, tell=told.append)
    memory = opened.memory
    memory.begin(House(folder, clock).key())
    memory.keep(Entry("time_together", "toward"))
    fill(small_disk)
    for number in range(100):
        memory.keep(Entry(f"question_{number}", "away", ("phone",)))
        memory.keep_reply(said())
    memory.close_evening(Outcome("stopped"))
    assert [trouble.spoken for trouble in told] == ["journal_full"]
    assert (folder / FILE_NAME).read_bytes() == before
    (small_disk / "filler").unlink()
    clock.wait(days=1)
    evenings = open_journal(folder, now=clock).memory.history("Anna", clock.today).evenings
    assert Entry("time_together", "toward") in evenings[-1].entries


def test_a_disk_too_full_to_begin_with_leaves_an_evening_without_memory(
    small_disk: Path,
) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    before = (folder / FILE_NAME).read_bytes()
    fill(small_disk)
    whole_evening(opened_with(folder, "journal_full"))
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_draft_that_cannot_be_begun_leaves_an_evening_without_memory(
    small_disk: Path,
) -> None:
    folder, told = small_disk / "journal", list[JournalTrouble]()
    memory = open_journal(folder, now=Clock(), tell=told.append).memory
    fill(small_disk)
    whole_evening(Opened(memory))
    assert [trouble.spoken for trouble in told] == ["journal_full"]
    assert list(folder.iterdir()) == []


def test_an_evening_that_the_full_disk_did_not_take_goes_in_when_there_is_room(
    small_disk: Path,
) -> None:
    folder, clock = small_disk / "journal", Clock()
    spend_an_evening(folder)
    clock.wait(days=1)
    told: list[JournalTrouble] = []
    memory = open_journal(folder, now=clock, tell=told.append).memory
    memory.begin(House(folder, clock).key())
    memory.keep(Entry("time_together", "toward"))
    memory.keep_reply(said())
    draft = next(folder.glob("draft-*"))
    size = draft.stat().st_size
    fill(small_disk)
    memory.close_evening(Outcome("ritual_declined"))
    assert [trouble.spoken for trouble in told] == ["journal_full"]
    assert draft.stat().st_size >= size
    again = open_journal(folder, now=clock)
    assert isinstance(again.memory, Memoryless)
    (small_disk / "filler").unlink()
    clock.wait(days=1)
    evenings = open_journal(folder, now=clock).memory.history("Anna", clock.today).evenings
    assert [evening.day for evening in evenings] == [date(2026, 11, 3), date(2026, 11, 4)]


def cut_off_while_writing(path: Path) -> None:
    """A program that is killed right after a commit, which is only in the log then."""
    program = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("INSERT INTO entry SELECT evening, 'only_in_the_log', 9, answer, '' FROM entry")
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    for ending in ("-shm", "-wal"):
        assert path.with_name(path.name + ending).exists()


@pytest.mark.parametrize("killed", [False, True])
def test_on_a_full_disk_the_journal_can_still_be_shown_and_taken_along(
    small_disk: Path, *, killed: bool
) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    store, today = Store(folder / FILE_NAME), Clock().today
    if killed:
        cut_off_while_writing(store.path)
        store.path.with_name(f"{FILE_NAME}-shm").unlink()
    fill(small_disk)
    assert "attention" in export_json(store, "Anna", today)
    assert "attention" in "\n".join(show(store, "Anna", today))
    assert ("only_in_the_log" in export_json(store, "Anna", today)) == killed
    assert store.people() == ("Anna",)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    with pytest.raises(JournalTrouble) as refused:
        store.join("Ben", today)
    assert refused.value.spoken == "journal_full"


def test_on_a_full_disk_it_can_be_shown_beside_a_program_that_has_it_open(
    small_disk: Path,
) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    path = folder / FILE_NAME
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM entry").fetchall()
        fill(small_disk)
        assert "attention" in export_json(Store(path), "Anna", Clock().today)
        assert other.execute("SELECT count(*) FROM entry").fetchone() == (1,)


def test_where_nothing_can_be_written_what_is_only_in_the_log_is_not_missed(
    small_disk: Path,
) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    store, today = Store(folder / FILE_NAME), Clock().today
    cut_off_while_writing(store.path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "only_in_the_log" in export_json(store, "Anna", today)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    store.path.with_name(f"{FILE_NAME}-shm").unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(JournalTrouble) as refused:
        export_json(store, "Anna", today)
    assert refused.value.spoken == "journal_read_only"


def test_everything_can_be_forgotten_on_a_full_disk(small_disk: Path) -> None:
    folder = small_disk / "journal"
    spend_an_evening(folder)
    fill(small_disk)
    from voice_coach.journal import forget

    forget(folder)
    assert not any(b"attention" in path.read_bytes() for path in folder.iterdir())


def test_a_file_size_limit_counts_as_a_full_disk(house: House) -> None:
    """The same where no small disk can be mounted: the system refuses the file's growth."""
    program = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from journal_house import Clock, House, said
from voice_coach.journal import open_journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
told = []
folder, clock = Path(sys.argv[1]), Clock()
memory = open_journal(folder, now=clock, tell=told.append).memory
memory.begin(House(folder, clock).key())
for _ in range(20):
    memory.keep_reply(said())
print(*[trouble.spoken for trouble in told])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(house.folder), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["journal_full"]
    cut = house.open().unfinished("Anna")
    assert cut is not None
    assert len(cut.replies) > 1
