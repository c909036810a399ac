"""Lines that never change, rendered once and kept."""

import os
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from voice_coach.errors import EngineFailed
from voice_coach.ports import Speech
from voice_coach.speaking import cache
from voice_coach.speaking.cache import CachedVoice
from voice_coach.speaking.engines import open_voice

FULL = Path("/dev/full")
"""A device on which every write fails for want of space."""

LINE = "Evening. Good time for a few minutes?"


@dataclass
class CountingVoice:
    """Renders noise quickly, and counts; one test below uses a real voice."""

    name: str = "pyttsx3"
    rendered: list[tuple[str, float]] = field(default_factory=list)
    closed: bool = False

    def render(self, text, pace=1.0):
        self.rendered.append((text, pace))
        noise = np.random.default_rng(len(text)).uniform(-0.5, 0.5, 2_205)
        return Speech(noise.astype(np.float32), 22_050)

    def close(self):
        self.closed = True


@pytest.fixture
def inner():
    return CountingVoice()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "lines"


@pytest.fixture
def voice(inner, folder):
    return CachedVoice(inner, folder, is_fixed=lambda text: not text.startswith("Hello"))


def test_a_real_voice_sounds_the_same_from_the_cache_and_is_not_needed_again(folder):
    real = open_voice("pyttsx3", "en")
    kept = CachedVoice(real, folder, is_fixed=lambda text: True)
    try:
        fresh = kept.render(LINE)
        real.close()
        again = kept.render(LINE)
        assert real.pid is None
    finally:
        kept.close()

    assert again.rate == fresh.rate
    assert again.words
    assert again.samples.dtype == np.float32
    assert np.abs(again.samples - fresh.samples).max() < 1e-4


def test_a_fixed_line_is_rendered_once_even_across_evenings(voice, inner, folder):
    voice.render(LINE)
    voice.render(LINE)
    CachedVoice(inner, folder, is_fixed=lambda text: True).render(LINE)

    assert inner.rendered == [(LINE, 1.0)]


def test_a_line_with_somebody_in_it_is_never_kept(voice, inner, folder):
    voice.render("Hello Sam.")
    voice.render("Hello Sam.")

    assert len(inner.rendered) == 2
    assert not folder.exists()


def test_engine_language_pace_and_words_are_all_told_apart(voice, inner, folder):
    voice.render(LINE)
    voice.render(LINE, 0.8)
    voice.render(LINE + " ")
    CachedVoice(inner, folder, voice.is_fixed, language="ko").render(LINE)
    inner.name = "piper"
    voice.render(LINE)

    assert len(inner.rendered) == 5
    assert len(list(folder.iterdir())) == 5


def test_a_line_that_another_engine_had_to_say_is_kept_under_that_engines_name(voice, inner):
    def fall_back(text, pace=1.0):
        inner.name = "other"
        return Speech(np.full(100, 0.25, np.float32), 8_000)

    inner.render = fall_back
    voice.render(LINE)
    del inner.render

    assert voice.name == "other"
    assert voice.render(LINE).rate == 8_000
    inner.name = "pyttsx3"
    assert voice.render(LINE).rate == 22_050


def test_entries_are_for_their_owner_alone_and_their_names_tell_no_words(voice, folder):
    voice.render(LINE)
    (entry,) = folder.iterdir()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert "vening" not in entry.name
    assert b"vening" not in entry.read_bytes()


def test_using_an_entry_leaves_no_trace_on_it(voice, folder):
    voice.render(LINE)
    (entry,) = folder.iterdir()
    os.utime(entry, (1e9, 1e9))
    voice.render(LINE)

    assert entry.stat().st_mtime == 1e9


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
        lambda content: b"\0" * len(content),
        lambda content: content + b"x",
    ],
    ids=["empty", "half", "one bit", "zeros", "longer"],
)
def test_a_damaged_entry_is_rendered_anew_and_replaced(damage, voice, inner, folder):
    voice.render(LINE)
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))

    voice.render(LINE)
    assert len(inner.rendered) == 2
    assert entry.read_bytes() == whole


def test_the_cache_stays_within_its_bound_and_the_oldest_entries_go_first(
    voice, inner, folder, monkeypatch
):
    voice.render("line 0")
    (first,) = folder.iterdir()
    os.utime(first, (1e9, 1e9))
    limit = 4 * first.stat().st_size + 200
    monkeypatch.setattr(cache, "LARGEST_BYTES", limit)
    for number in range(1, 9):
        voice.render(f"line {number}")

    assert not first.exists()
    assert 3 <= len(list(folder.iterdir())) <= 4
    assert sum(entry.stat().st_size for entry in folder.iterdir()) <= limit
    voice.render("line 8")
    assert len(inner.rendered) == 9


def test_clearing_removes_entries_and_what_a_power_cut_left(voice, inner, folder):
    voice.render(LINE)
    (entry,) = folder.iterdir()
    (folder / f"{entry.name}-half").write_bytes(b"half")
    voice.clear()

    assert list(folder.iterdir()) == []
    voice.render(LINE)
    assert len(inner.rendered) == 2


def test_clearing_where_nothing_was_ever_kept_is_fine(voice):
    voice.clear()


def test_a_folder_that_cannot_be_made_costs_only_time(inner, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    voice = CachedVoice(inner, tmp_path / "file" / "lines", is_fixed=lambda text: True)

    assert voice.render(LINE).seconds > 0
    assert voice.render(LINE).seconds > 0
    assert len(inner.rendered) == 2


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_full_disk_costs_only_time_and_leaves_nothing_half_written(
    voice, inner, folder, monkeypatch
):
    def open_full(handle, mode):
        os.close(handle)
        return FULL.open(mode)

    monkeypatch.setattr(cache.os, "fdopen", open_full)

    assert voice.render(LINE).seconds > 0
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    voice.render(LINE)
    assert len(list(folder.iterdir())) == 1


def test_several_programs_may_write_the_same_lines_at_once(folder):
    lines = [f"line {number}" for number in range(12)]
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from voice_coach.ports import Speech\n"
        "from voice_coach.speaking import cache\n"
        "class Voice:\n"
        "    name = 'pyttsx3'\n"
        "    def render(self, text, pace=1.0):\n"
        "        noise = np.random.default_rng(len(text)).uniform(-0.5, 0.5, 22_050)\n"
        "        return Speech(noise.astype(np.float32), 22_050)\n"
        "cache.LARGEST_BYTES = 200_000\n"  # about five lines: they also remove each other's
        "voice = cache.CachedVoice(Voice(), Path(sys.argv[1]), lambda text: True)\n"
        "for _ in range(4):\n"
        "    for number in range(12):\n"
        "        assert len(voice.render(f'line {number}').samples) == 22_050\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", script, folder], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    complaints = [program.communicate()[1].decode() for program in programs]

    assert complaints == ["", "", ""]
    assert all(entry.suffix == ".line" for entry in folder.iterdir())
    counting = CountingVoice()
    voice = CachedVoice(counting, folder, is_fixed=lambda text: True)
    for line in lines:
        voice.render(line)
    assert 0 < len(counting.rendered) < len(lines)


def test_a_failing_engine_is_no_cache_entry(voice, inner, folder):
    def fail(text, pace=1.0):
        raise EngineFailed("It failed.", "Try again.")

    inner.render = fail
    with pytest.raises(EngineFailed):
        voice.render(LINE)
    assert not folder.exists()


def test_closing_closes_the_engine(voice, inner):
    voice.close()
    assert inner.closed
