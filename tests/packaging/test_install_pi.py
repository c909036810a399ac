"""scripts/install-pi on a made-up Raspberry Pi: what it asks of the system, and what it refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PACKAGES = {"pipewire", "pipewire-alsa", "pipewire-pulse", "wireplumber", "libspa-0.2-modules"}


class Pi:
    """A checkout on a Raspberry Pi whose system tools write down what they are asked."""

    def __init__(self, folder):
        self.folder = folder
        self.tools = folder / "tools"
        self.asked_file = folder / "asked"
        checkout = folder / "a checkout"
        (checkout / "scripts").mkdir(parents=True)
        self.tools.mkdir()
        self.asked_file.touch()
        self.script = shutil.copy2(ROOT / "scripts/install-pi", checkout / "scripts")
        self.put("id", "case $1 in -un) echo sam ;; -nG) echo sam adm ;; *) echo 1000 ;; esac")
        self.put("dpkg", '[ "$1" = --print-architecture ] && echo arm64')
        self.put("getent", "exit 0")
        for tool in ("sudo", "systemctl"):
            self.put(tool, f'echo {tool} "$@" >>"{self.asked_file}"')
        self.put("setup", f'echo setup "$@" >>"{self.asked_file}"', checkout / "scripts")
        (checkout / ".venv/bin").mkdir(parents=True)
        (checkout / ".venv/bin/python").symlink_to(sys.executable)

    def put(self, name, script, folder=None):
        tool = (folder or self.tools) / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)

    def run(self, *arguments):
        return subprocess.run(
            [self.script, *arguments],
            env={"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
        )

    @property
    def asked(self):
        return self.asked_file.read_text().splitlines()


@pytest.fixture
def pi(tmp_path):
    return Pi(tmp_path)


def test_it_sets_up_and_lets_services_run_without_login(pi):
    done = pi.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert pi.asked == ["setup", "sudo usermod -aG audio sam", "sudo loginctl enable-linger sam"]
    assert "log out and in again" in done.stdout
    for command in ("setup", "doctor", "service install"):
        assert f".venv/bin/voice-coach {command} " in done.stdout


def test_what_is_so_already_is_left_alone(pi):
    pi.put("id", "case $1 in -un) echo sam ;; -nG) echo sam audio gpio ;; *) echo 1000 ;; esac")
    done = pi.run()
    assert pi.asked == ["setup", "sudo loginctl enable-linger sam"]
    assert "log out" not in done.stdout


def test_echo_cancelling_makes_a_microphone_without_the_coach_in_it(pi):
    done = pi.run("--echo-cancel")
    assert done.returncode == 0
    (config,) = (pi.folder / ".config/pipewire/pipewire.conf.d").iterdir()
    text = config.read_text()
    assert "libpipewire-module-echo-cancel" in text
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")
    installed = next(line for line in pi.asked if "install" in line.split())
    assert set(installed.split()) >= PACKAGES
    assert "systemctl --user restart pipewire wireplumber pipewire-pulse" in pi.asked


def test_a_driver_that_does_not_fit_is_told(pi):
    done = pi.run("--button")
    assert done.returncode == 1
    assert "driver of the pins does not load" in done.stderr
    assert any("python3-lgpio" in line for line in pi.asked)
    assert "setup --gpio" in pi.asked


def test_not_as_root(pi):
    pi.put("id", "echo 0")
    done = pi.run()
    assert done.returncode == 2
    assert "not as root" in done.stderr
    assert pi.asked == []


def test_not_on_a_32_bit_system(pi):
    pi.put("dpkg", "echo armhf")
    done = pi.run()
    assert done.returncode == 1
    assert "64-bit Raspberry Pi OS" in done.stderr
    assert pi.asked == []


def test_an_unknown_option_is_wrong_usage(pi):
    done = pi.run("--lamp")
    assert done.returncode == 2
    assert "does not know '--lamp'" in done.stderr


def test_without_a_network_it_says_so(pi):
    pi.put("sudo", "exit 100")
    done = pi.run("--echo-cancel")
    assert done.returncode == 6
    assert "apt-get could not install pipewire" in done.stderr
