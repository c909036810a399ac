"""scripts/setup says what is wrong and what to do, and has nothing to do the second time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOOLS = (
    *("awk", "bash", "cat", "cut", "df", "dirname", "env", "flock", "grep", "head", "id"),
    *("ldconfig", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "sh", "sha256sum"),
    *("tail", "tee", "touch", "true"),
)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A machine with a few tools, Python and the speech synthesiser, and without apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    search = f"{os.environ['PATH']}:/sbin:/usr/sbin"
    for tool in TOOLS:
        place = shutil.which(tool, path=search)
        assert place is not None, tool
        (folder / tool).symlink_to(place)
    (folder / "espeak-ng").symlink_to("true")
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def put(folder: Path, name: str, script: str) -> None:
    tool = folder / name
    tool.unlink(missing_ok=True)
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)


@pytest.fixture
def setup_here(tmp_path: Path, bin_folder: Path) -> Run:
    """Runs scripts/setup of a bare checkout that has no environment yet."""
    checkout = tmp_path / "a checkout"
    (checkout / "scripts").mkdir(parents=True)
    shutil.copy2(ROOT / "scripts/setup", checkout / "scripts/setup")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy2(ROOT / name, checkout / name)

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [checkout / "scripts/setup", *arguments],
            env={"PATH": str(bin_folder), "HOME": str(tmp_path), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_second_run_finds_nothing_to_do() -> None:
    nowhere = os.environ | {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    done = subprocess.run(
        [ROOT / "scripts/setup", "--test", "--quiet"],
        env=nowhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_option_is_wrong_usage(setup_here: Run) -> None:
    done = setup_here("--everything")
    assert done.returncode == 2
    assert "does not know '--everything'" in done.stderr


def test_a_missing_library_without_apt_is_named(setup_here: Run, bin_folder: Path) -> None:
    (bin_folder / "espeak-ng").unlink()
    done = setup_here()
    assert done.returncode == 1
    assert "lacks espeak-ng, and there is no apt-get" in done.stderr
    assert "run this again" in done.stderr


def test_a_missing_library_is_explained_before_it_is_installed(
    setup_here: Run, bin_folder: Path
) -> None:
    (bin_folder / "espeak-ng").unlink()
    put(bin_folder, "id", "echo 0")
    put(bin_folder, "apt-get", 'echo "apt-get $*" >&2; exit 100')
    done = setup_here()
    assert done.returncode == 6
    assert "espeak-ng            the voice that is always there" in done.stdout
    assert "Installing now: apt-get install espeak-ng" in done.stdout
    assert "could not install espeak-ng" in done.stderr


def test_a_user_without_sudo_is_told_what_root_has_to_run(
    setup_here: Run, bin_folder: Path
) -> None:
    (bin_folder / "espeak-ng").unlink()
    put(bin_folder, "id", "echo 1000")
    put(bin_folder, "apt-get", "exit 100")
    done = setup_here()
    assert done.returncode == 1
    assert "As root, run: apt-get install espeak-ng" in done.stderr


def test_an_old_python_is_not_enough(setup_here: Run, bin_folder: Path) -> None:
    put(bin_folder, "python3", "exit 1")
    done = setup_here()
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_too_little_disk_is_said_before_anything_is_made(
    setup_here: Run, bin_folder: Path, tmp_path: Path
) -> None:
    put(bin_folder, "df", "echo Filesystem; echo /dev/x 1000 900 100 90% /")
    done = setup_here("--minimal")
    assert done.returncode == 6
    assert "There are 100 MB free" in done.stderr
    assert not (tmp_path / "a checkout/.venv").exists()


def test_without_a_network_it_says_so_and_can_be_run_again(setup_here: Run) -> None:
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    for _ in range(2):
        done = setup_here("--minimal", **offline)
        assert done.returncode == 6
        assert "The package registry cannot be reached." in done.stderr
        assert "Traceback" not in done.stderr
