#!/usr/bin/env python
"""Asks the package index whether a Raspberry Pi can install every pinned version ready made.

    .venv/bin/python scripts/check_wheels.py

For each system that is supported, pip looks up every version in requirements.lock as that
system's pip would, and downloads nothing but metadata where the index offers it. A package of
pure Python source is as good as a wheel: it is built here to see that it is. Ends with 1 when
a package would have to be compiled, 6 when the index cannot be asked.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"

UNREACHABLE = ("NewConnectionError", "ConnectionError", "name resolution", "unreachable")


@dataclass(frozen=True)
class System:
    """A system to install on: its name, its Python, its C library's version."""

    name: str
    python: str
    glibc: int
    machine: str = "aarch64"

    @property
    def platforms(self) -> list[str]:
        """The platforms of wheels that it takes, newest first."""
        named = [f"manylinux_2_{minor}_{self.machine}" for minor in range(self.glibc, 16, -1)]
        return [*named, f"manylinux2014_{self.machine}", f"linux_{self.machine}"]


SYSTEMS = (
    System("Raspberry Pi OS Bookworm", "3.11", 36),
    System("Raspberry Pi OS Trixie", "3.13", 41),
)


def pins(lock: Path) -> list[str]:
    """Every pinned package, as `name==version`."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What pip answers; ends the program where the index cannot be reached."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 and any(sign in done.stderr for sign in UNREACHABLE):
        print("The package index cannot be reached.", file=sys.stderr)
        sys.exit(6)
    return done


def lacking_one(wanted: Sequence[str], system: System, options: Sequence[str]) -> str | None:
    """The first of these packages that has no wheel for this system, or None where all have."""
    with tempfile.TemporaryDirectory() as folder:
        where = [part for name in system.platforms for part in ("--platform", name)]
        done = pip(
            *("install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"),
            *("--only-binary", ":all:", "--python-version", system.python, *where),
            *("--target", folder, *options, *wanted),
        )
    if done.returncode == 0:
        return None
    named = re.search(r"No matching distribution found for (\S+)", done.stderr)
    if named is None:
        sys.exit(done.stderr)
    return named[1]


def is_pure_source(pin: str, options: Sequence[str]) -> bool:
    """Whether a package without a wheel is Python alone: what is built of it fits everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        built = pip("wheel", "--no-deps", "--quiet", "--wheel-dir", folder, *options, pin)
        return built.returncode == 0 and all(
            wheel.name.endswith("-none-any.whl") for wheel in Path(folder).glob("*.whl")
        )


def without_wheel(wanted: Sequence[str], system: System, options: Sequence[str]) -> list[str]:
    """The packages that have no wheel for this system."""
    lacking: list[str] = []
    while rest := [pin for pin in wanted if pin not in lacking]:
        one = lacking_one(rest, system, options)
        if one is None:
            break
        lacking.append(one)
    return lacking


def main() -> int:
    """Prints what was found; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lock", type=Path, default=LOCK, help="the list of versions")
    parser.add_argument("--find-links", metavar="DIR", help="a folder in place of the index")
    arguments = parser.parse_args()
    folder = arguments.find_links
    options = ["--no-index", "--find-links", folder] if folder else []
    wanted = pins(arguments.lock)
    compiled = False
    for system in SYSTEMS:
        lacking = without_wheel(wanted, system, options)
        pure = [pin for pin in lacking if is_pure_source(pin, options)]
        missing = [pin for pin in lacking if pin not in pure]
        ready = len(wanted) - len(lacking)
        print(
            f"{system.name} (Python {system.python}, {system.machine}): {ready} wheels, "
            f"{len(pure)} of pure Python source, {len(missing)} to be compiled"
        )
        for pin in missing:
            print(f"  no wheel: {pin}")
        compiled = compiled or bool(missing)
    return 1 if compiled else 0


if __name__ == "__main__":
    sys.exit(main())
