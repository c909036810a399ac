"""What the machine's clock tells about itself."""

import os
import shutil
import struct
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from voice_coach import clock


def test_the_zone_is_the_machines_own(monkeypatch):
    monkeypatch.delenv("TZ", raising=False)
    here = datetime(2026, 7, 1, 12).astimezone()
    assert here.utcoffset() == here.astimezone(clock.local_zone()).utcoffset()


@pytest.mark.parametrize("name", ["Asia/Kathmandu", ":Asia/Kathmandu"])
def test_the_environment_can_name_another_zone(monkeypatch, name):
    monkeypatch.setenv("TZ", name)
    assert clock.local_zone().key == "Asia/Kathmandu"


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Lets the machine's own zone be that of Kathmandu, and `TZ` anything."""
    localtime = tmp_path / "localtime"
    shutil.copy("/usr/share/zoneinfo/Asia/Kathmandu", localtime)
    monkeypatch.setattr(clock, "LOCAL_ZONE_FILE", localtime)

    def with_tz(text):
        monkeypatch.setenv("TZ", text)
        return datetime(2026, 7, 1, tzinfo=clock.local_zone()).utcoffset()

    return with_tz


KATHMANDU, TOKYO = timedelta(hours=5, minutes=45), timedelta(hours=9)


@pytest.mark.parametrize("colon", ["", ":"])
def test_the_environment_can_name_the_file_of_a_zone(machine, tmp_path, colon):
    assert machine(f"{colon}/usr/share/zoneinfo/Asia/Tokyo") == TOKYO
    shutil.copy("/usr/share/zoneinfo/Asia/Tokyo", tmp_path / "here")
    assert machine(f"{colon}{tmp_path / 'here'}") == TOKYO
    assert machine(f"{colon}{clock.LOCAL_ZONE_FILE}") == KATHMANDU


@pytest.mark.parametrize("path", ["/usr/share/zoneinfo/Asia/Tokyo", ":/etc/localtime"])
def test_a_file_in_the_environment_is_followed_as_the_c_library_does(monkeypatch, path):
    program = (
        "from datetime import datetime\n"
        "from voice_coach import clock\n"
        "here = datetime(2026, 7, 1, 12).astimezone()\n"
        "print(here.utcoffset() == here.astimezone(clock.local_zone()).utcoffset())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"TZ": path}, capture_output=True
    )
    assert done.stdout == b"True\n", done.stderr


@pytest.mark.parametrize(
    "text",
    ["", ":", "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Loondon", "Europe", "../up", "/nowhere", "/"],
)
def test_what_names_no_zone_leaves_the_machine_its_own(machine, text):
    assert machine(text) == KATHMANDU


def test_the_file_of_a_zone_that_was_cut_off_anywhere_is_none(machine, tmp_path):
    whole = Path("/usr/share/zoneinfo/Asia/Tokyo").read_bytes()
    damaged = tmp_path / "damaged"
    for size in range(len(whole)):
        damaged.write_bytes(whole[:size])
        assert machine(str(damaged)) == KATHMANDU


def test_a_machine_whose_file_is_damaged_has_utc(machine):
    clock.LOCAL_ZONE_FILE.write_bytes(b"TZif2")
    assert machine("/nowhere") == timedelta(0)


def test_the_file_of_the_zone_knows_both_changes_of_the_clocks(monkeypatch):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(clock, "LOCAL_ZONE_FILE", Path("/usr/share/zoneinfo/Europe/London"))
    hours = {
        clock.now().replace(month=m).astimezone(clock.local_zone()).utcoffset() for m in (1, 7)
    }
    assert hours == {timedelta(0), timedelta(hours=1)}


def test_a_machine_without_a_zone_has_utc(monkeypatch):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(clock, "LOCAL_ZONE_FILE", Path("/nowhere"))
    assert clock.local_zone().key == "UTC"


def test_time_since_boot_goes_on_and_is_the_kernels():
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    assert abs(clock.since_boot().total_seconds() - uptime) < 5


def test_the_kernel_can_be_asked_whether_the_clock_is_kept_right():
    assert clock.is_synchronised() in {True, False}


@pytest.mark.parametrize(
    ("answer", "largest_error", "kept_right"),
    [(0, 250_000, True), (5, 16_000_000, False), (-1, 0, False)],
    ids=["set by the network", "never set", "not allowed to ask"],
)
def test_a_clock_is_kept_right_where_its_error_has_a_bound(
    monkeypatch, answer, largest_error, kept_right
):
    class Kernel:
        def __init__(self, name):
            pass

        def adjtimex(self, timex):
            struct.pack_into("lllq", timex, 0, 0, 0, 0, largest_error)
            return answer

    monkeypatch.setattr(clock.ctypes, "CDLL", Kernel)
    assert clock.is_synchronised() == kept_right


def test_a_zone_that_is_set_is_the_whole_programs():
    program = (
        "from voice_coach import clock\n"
        "from voice_coach.house import open_house\n"
        "from voice_coach.journal import local_now\n"
        "open_house()\n"
        "print(local_now().utcoffset(), clock.local_zone().key)\n"
    )
    zone = os.environ | {"VOICE_COACH_TIME_ZONE": "Asia/Kathmandu"}
    done = subprocess.run([sys.executable, "-c", program], env=zone, capture_output=True, text=True)
    assert done.stdout == "5:45:00 Asia/Kathmandu\n", done.stderr
