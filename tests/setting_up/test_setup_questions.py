"""The first questions: asked, given as options, asked again, and written down readably."""

import resource
import stat
import tomllib
from contextlib import suppress

import pytest
from click.testing import CliRunner

from voice_coach.commands.setup import setup
from voice_coach.errors import SettingsError, StorageError, UsageError
from voice_coach.journal import open_journal
from voice_coach.setting_up.file import changed, write_settings
from voice_coach.settings import load_settings

ALL = ["--names", "Ana, Ben", "--country", "gb", "--time", "20:15", "--voice", "pyttsx3"]
SOUND = ["--loudspeaker", "USB", "--microphone", "USB", "--pace", "slow", "--volume", "louder"]
WAKE = ["--wake", "Hello Kitchen"]


@pytest.fixture(autouse=True)
def no_sound_card(monkeypatch):
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/dev/null")
    monkeypatch.setattr("voice_coach.setting_up.questions.devices", lambda direction: [])


@pytest.fixture
def answered(home):
    """Goes through setup with these options and these lines typed; returns its output."""

    def go(*options, typed=""):
        done = CliRunner().invoke(setup, list(options), input=typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    return go


def kept(home):
    return tomllib.loads((home / "settings.toml").read_text())


def test_every_answer_can_be_given_as_an_option(home, answered):
    answered("--unattended", *ALL, *SOUND, *WAKE)
    assert kept(home) == {
        "household": ["Ana", "Ben"],
        "country": "GB",
        "checkin_at": "20:15",
        "tts": "pyttsx3",
        "output_device": "USB",
        "pace": 0.7,
        "volume_db": 6.0,
        "input_device": "USB",
        "wake": "phrase",
        "wake_phrase": "hello kitchen",
    }
    assert load_settings(home / "settings.toml").household == ("Ana", "Ben")


def test_unattended_with_nothing_given_is_what_holds_anyway(home, answered, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    before = load_settings(home / "settings.toml")
    answered("--unattended")
    assert load_settings(home / "settings.toml") == before


def test_questions_are_asked_one_by_one_and_enter_keeps_what_is_set(home, answered):
    answered("--no-sound", typed="Sam\nIE\n21:00\npyttsx3\n\nslower\n\n\n\n")
    first = kept(home)
    assert (first["household"], first["country"], first["pace"]) == (["Sam"], "IE", 0.85)
    answered("--no-sound", typed="\n" * 9)
    assert kept(home) == first


def test_what_was_given_is_not_asked(home, answered):
    asked = answered("--no-sound", *ALL, typed="\n" * 5)
    assert "Who lives here" not in asked
    assert "Which microphone" in asked


def test_an_answer_that_cannot_be_is_asked_about_again(home, answered):
    shown = answered(
        "--no-sound", typed="both\nAna\nEngland\nGB\nlate\n20:15\nrobot\n2\n\n\n\n\n\n"
    )
    assert kept(home)["household"] == ["Ana"]
    assert kept(home)["country"] == "GB"
    assert kept(home)["checkin_at"] == "20:15"
    assert kept(home)["tts"] in ("piper", "pyttsx3")
    assert "nobody can be called both" in shown


@pytest.mark.parametrize(
    "wrong", [("--time", "25:00"), ("--country", "England"), ("--pace", "quick"), ("--pace", "9")]
)
def test_an_option_that_cannot_be_is_an_error_and_nothing_is_written(home, answered, wrong):
    with pytest.raises(UsageError):
        answered("--unattended", *wrong)
    assert not (home / "settings.toml").exists()


@pytest.mark.parametrize(
    ("at", "quiet"), [("23:00", ("00:00", "07:00")), ("06:30", ("22:30", "06:30"))]
)
def test_quiet_hours_make_room_for_the_time_that_was_chosen(home, answered, at, quiet):
    answered("--unattended", "--time", at)
    settings = load_settings(home / "settings.toml")
    assert f"{settings.checkin_at:%H:%M}" == at
    assert (f"{settings.quiet_from:%H:%M}", f"{settings.quiet_until:%H:%M}") == quiet


def test_never_is_a_time_and_can_be_taken_back(home, answered):
    answered("--unattended", "--time", "never")
    assert kept(home)["checkin_days"] == []
    answered("--unattended")
    assert kept(home)["checkin_days"] == []
    answered("--unattended", "--time", "20:00")
    assert len(load_settings(home / "settings.toml").checkin_days) == 7


@pytest.mark.parametrize("answer", ["okay nabu", "okay_nabu", "2"])
def test_a_wake_word_with_its_own_detector_is_known_by_its_name(home, answered, answer):
    answered("--no-sound", typed=f"{chr(10) * 8}{answer}\n")
    assert kept(home)["wake"] == "okay_nabu"


def test_what_somebody_wrote_into_the_file_stays(home, answered):
    home.mkdir()
    file = home / "settings.toml"
    file.write_text('# my own remark\nlength = "short"  # we are tired\npace = 0.9  # for mum\n')
    answered("--unattended", "--pace", "slower", "--microphone", "USB")
    text = file.read_text()
    assert "# my own remark" in text
    assert 'length = "short"  # we are tired' in text
    assert "pace = 0.85  # for mum" in text
    answered("--unattended", "--microphone", "default")
    assert "input_device" not in kept(home)


def test_each_new_setting_has_a_remark_above_it(home, answered):
    answered("--unattended", *ALL, *SOUND, *WAKE)
    lines = (home / "settings.toml").read_text().splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), line


def test_the_file_is_for_its_user_alone(home, answered):
    answered("--unattended", "--names", "Ana")
    assert stat.S_IMODE((home / "settings.toml").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir() if path.is_file()] == ["settings.toml"]


def test_a_pace_that_was_asked_for_aloud_holds_until_setup_changes_it(home, answered):
    open_journal(home / "journal").memory.keep_manner(0.7, 4.0)
    answered("--unattended")
    assert (kept(home)["pace"], kept(home)["volume_db"]) == (0.7, 4.0)
    answered("--unattended", "--pace", "normal")
    manner = open_journal(home / "journal").memory.manner()
    assert manner is not None
    assert (manner.pace, manner.volume_db) == (1.0, 4.0)


def test_nobody_there_to_answer_is_said_and_nothing_is_written(home, answered):
    with pytest.raises(UsageError, match="nobody is there"):
        answered("--no-sound", typed="Ana\n")
    assert not (home / "settings.toml").exists()


@pytest.mark.parametrize("name", ["?!", "1, 2", "A" * 41, "Ana\x1b[2J"])
def test_what_is_no_name_is_said_so_and_asked_about_again(home, answered, name):
    shown = answered("--no-sound", typed=f"{name}\nAna\n" + "\n" * 9)
    assert shown.count("a name has letters in it") == 1
    assert kept(home)["household"] == ["Ana"]
    with pytest.raises(UsageError, match="a name has letters in it"):
        answered("--unattended", "--names", name)
    assert kept(home)["household"] == ["Ana"]


@pytest.mark.parametrize("name", ["Zoë", "Anne-Marie O'Neill", "Li", "J.", "Ana 2", "شهرزاد"])
def test_names_of_all_sorts_are_names(home, answered, name):
    answered("--unattended", "--names", name)
    assert load_settings(home / "settings.toml").household == (name,)


def test_a_full_disk_leaves_the_settings_as_they_were_and_nothing_beside_them(tmp_path):
    file = tmp_path / "settings.toml"
    write_settings(file, "pace = 0.9\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(StorageError, match=r"cannot be written: .+\."):
            write_settings(file, "pace = 0.8\n" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_text() == "pace = 0.9\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_without_any_room_keeps_no_half_of_the_settings(small_disk):
    with suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)
    with pytest.raises(StorageError, match="cannot be written"):
        write_settings(small_disk / "settings.toml", "pace = 0.8\n")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_file_that_is_no_toml_is_left_alone():
    with pytest.raises(SettingsError):
        changed("household = [", {"pace": 1.0})
