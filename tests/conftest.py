"""What all tests share: a home of their own, the fixtures' folder, a virtual sound card."""

import shutil
import subprocess
from pathlib import Path

import hypothesis
import pytest
from support.virtual_card import NEEDED, Card

FIXTURES = Path(__file__).resolve().parents[2] / "shared" / "fixtures"


hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")


def pytest_collection_modifyitems(items):
    """A card made of processes tears sound on a machine that is busy elsewhere: one more try."""
    for item in items:
        if item.get_closest_marker("soundcard") is not None:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Settings, journal and cache of a test are its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("VOICE_COACH_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def fixtures():
    """The folder of real voices and noises beside the project."""
    if not FIXTURES.is_dir():
        pytest.skip("the folder of real voices and noises is not beside the project")
    return FIXTURES


@pytest.fixture(scope="session")
def card(tmp_path_factory):
    """A virtual sound card for the whole run."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"no virtual sound card without {', '.join(missing)}")
    virtual = Card(tmp_path_factory.mktemp("card"))
    virtual.start()
    yield virtual
    virtual.stop()


@pytest.fixture
def own_card(card, tmp_path):
    """A virtual sound card that a test may break."""
    virtual = Card(tmp_path / "card")
    virtual.start()
    yield virtual
    virtual.stop()


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for very little."""
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", str(place)]
    if subprocess.run(options, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)
