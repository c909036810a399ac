"""The lock names every package that can come along, and nothing else."""

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin) for pin in pins), pins
    return dict(pin.split("==") for pin in pins)


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    texts = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    return [Requirement(text) for text in [*texts, *(one for extra in extras for one in extra)]]


def installed_closure(roots: Iterable[Requirement]) -> dict[str, str]:
    """Versions of the installed packages that these requirements lead to, by name."""
    found: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        wanted_here = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if name in found or not wanted_here:
            continue
        distribution = metadata.distribution(name)
        found[name] = distribution.version
        waiting += [Requirement(text) for text in distribution.requires or []]
    return found


def test_what_the_project_declares_is_locked_at_the_same_version() -> None:
    pins = locked()
    for requirement in declared():
        assert str(requirement.specifier) == f"=={pins[canonicalize_name(requirement.name)]}"


def test_everything_that_is_installed_for_the_project_is_locked_and_nothing_more() -> None:
    closure = installed_closure([*declared(), Requirement("setuptools")])
    assert locked() == closure
