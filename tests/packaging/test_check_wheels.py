"""What a Raspberry Pi can install ready made is asked of an index; here of a folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

EVERYWHERE = "py3-none-any"
PI_BOOKWORM = "cp311-cp311-manylinux_2_28_aarch64"
PI_TRIXIE = "cp313-cp313-manylinux_2_39_aarch64"
PI_STABLE = "cp39-abi3-manylinux2014_aarch64"
PC = "cp311-cp311-manylinux_2_28_x86_64"


@pytest.fixture
def index(tmp_path):
    """Puts wheels of a package into a folder that stands for the index."""

    def put(name, *tags):
        for tag in tags:
            folder = f"{name}-1.0.dist-info"
            with zipfile.ZipFile(tmp_path / f"{name}-1.0-{tag}.whl", "w") as wheel:
                wheel.writestr(
                    f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
                )
                wheel.writestr(
                    f"{folder}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
                )
                wheel.writestr(f"{folder}/RECORD", "")

    return put


def asked(tmp_path, *names):
    """What the script says of a lock with these packages."""
    lock = tmp_path / "lock"
    lock.write_text("# a remark\n" + "".join(f"{name}==1.0\n" for name in names))
    return subprocess.run(
        [
            sys.executable,
            ROOT / "scripts/check_wheels.py",
            "--lock",
            lock,
            "--find-links",
            tmp_path,
        ],
        capture_output=True,
        text=True,
    )


def test_wheels_for_both_systems_are_enough(index, tmp_path):
    index("plain", EVERYWHERE)
    index("stable", PI_STABLE)
    index("exact", PI_BOOKWORM, PI_TRIXIE)
    done = asked(tmp_path, "plain", "stable", "exact")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("3 wheels, 0 of pure Python source, 0 to be compiled") == 2


def test_what_one_of_the_systems_cannot_take_is_named(index, tmp_path):
    index("plain", EVERYWHERE)
    index("oldonly", PI_BOOKWORM, PC)
    index("newer", "cp311-cp311-manylinux_2_39_aarch64", PI_TRIXIE)
    done = asked(tmp_path, "plain", "oldonly", "newer")
    assert done.returncode == 1
    bookworm, trixie = done.stdout.split("Raspberry Pi OS Trixie")
    assert "2 wheels" in bookworm
    assert "no wheel: newer==1.0" in bookworm
    assert "2 wheels" in trixie
    assert "no wheel: oldonly==1.0" in trixie
