"""The unit's text, and what systemd itself says about it."""

import os
import subprocess
from pathlib import Path

import pytest

from voice_coach.service.unit import unit_text


@pytest.fixture
def verified(tmp_path):
    """What `systemd-analyze verify` says about a unit: nothing, when it is right."""

    def verify(text):
        file = tmp_path / "voice-coach.service"
        file.write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "--user", "verify", file],
            env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    return verify


def test_systemd_finds_nothing_wrong_with_it(verified):
    text = unit_text(["/bin/true", "listen"], [Path("/home/sam/journal")], {})
    assert verified(text) == (0, "")


def test_systemd_does_find_what_is_wrong(verified):
    text = unit_text(["/bin/no-such-program"], [], {})
    assert verified(text)[0] != 0


def test_odd_folders_are_quoted(verified):
    odd = 'a "b" 100% $HOME\\c'
    text = unit_text(["/bin/true", odd], [Path("/home") / odd], {"VOICE_COACH_HOME": odd})
    assert verified(text) == (0, "")
    quoted = '"a \\"b\\" 100%% $HOME\\\\c"'
    assert f'ExecStart=:"/bin/true" {quoted}\n' in text


@pytest.mark.parametrize(
    "line",
    [
        "NoNewPrivileges=yes",
        "RestrictAddressFamilies=AF_UNIX",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "Restart=on-failure",
        "WatchdogSec=30",
        "LimitCORE=0",
        "RuntimeDirectoryPreserve=restart",
        "WantedBy=default.target",
    ],
)
def test_it_holds(line):
    assert line in unit_text(["/bin/true"], [], {}).splitlines()
