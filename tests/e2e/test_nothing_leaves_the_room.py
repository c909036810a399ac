"""Over a whole evening no network is touched, and no word of an answer stays anywhere."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "voice_coach")

RARE = ("zanzibar", "pineapple", "marmalade")

ANSWERS = [
    "yes",
    "that's all right",
    "half distracted, I was on my phone about zanzibar",
    "the pineapple at work",
    "he made me marmalade",
    "yes alright",
    "zanzibar, two minutes",
]

LOCAL = frozenset({"AF_UNIX", "AF_LOCAL"})

WRITTEN = re.compile(r'(?:openat\([^"]*|creat\()"([^"]+)"[^\n]*(?:O_WRONLY|O_RDWR|O_CREAT)')


@dataclass
class Traced:
    """A run under strace: which kinds of sockets were opened, and which files written."""

    families: set[str]
    written: set[Path]
    output: str
    code: int


@pytest.fixture
def traced(home, tmp_path):
    """Runs the program with all its helpers under strace."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here")
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def run(*arguments, typed=""):
        log = tmp_path / "trace"
        watch = [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-s",
            "4096",
            "-e",
            "trace=socket,openat,creat",
        ]
        done = subprocess.run(
            [*watch, "-o", str(log), *PROGRAM, *map(str, arguments)],
            input=typed,
            env={**os.environ, "TMPDIR": str(temporary), "ALSA_CONFIG_PATH": "/dev/null"},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        if "ptrace" in done.stderr:
            pytest.skip("nothing may be traced here")
        trace = log.read_text()
        written = {Path(name) for name in WRITTEN.findall(trace) if not name.startswith("/dev/")}
        families = set(re.findall(r"socket\((\w+)", trace))
        return Traced(families, written, done.stdout + done.stderr, done.returncode)

    return run


def traces(*places):
    """The files below these places, and these files, in which one of the rare words stands."""
    files = {path for place in places for path in (place, *place.rglob("*")) if path.is_file()}
    return [
        path
        for path in files
        for word in RARE
        if word.encode() in path.read_bytes().lower() or word in path.name.lower()
    ]


def test_a_written_evening_opens_no_socket_and_leaves_no_word(home, traced, tmp_path):
    evening = traced("checkin", "--text", typed="\n".join(ANSWERS))
    assert evening.code == 0, evening.output
    assert evening.output.count("Coach:") > 6
    assert evening.families <= LOCAL
    assert any(path.is_relative_to(home) for path in evening.written)
    assert traces(home, tmp_path / "temporary", *evening.written - {tmp_path / "trace"}) == []
    assert not any(word in evening.output.lower() for word in RARE)


def test_an_evening_aloud_opens_no_socket_and_leaves_words_in_its_report_only(
    home, traced, tmp_path
):
    script = tmp_path / "script.json"
    answers = {
        "ready": ["Yes, go on."],
        "attention": ["Half distracted. I was on my phone about zanzibar."],
        "what_pulled_you_away": ["The pineapple at work."],
        "good_moment": ["He made me marmalade."],
        "anything": ["Yes, alright."],
    }
    script.write_text(json.dumps({"household": ["Anna"], "answers": answers}))
    out = tmp_path / "out"
    evening = traced("rehearse", script, "--out", out, "--tts", "piper")
    assert evening.code == 0, evening.output
    assert evening.families <= LOCAL
    outside = {path for path in evening.written if not path.is_relative_to(out)}
    assert traces(home, tmp_path / "temporary", *outside) == []
    assert "phone" in (out / "transcript.jsonl").read_text(), "the report is there to be read"


def test_a_program_that_is_aborted_in_the_middle_leaves_no_word(home, tmp_path):
    with subprocess.Popen(
        [*PROGRAM, "checkin", "--text"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONFAULTHANDLER": "1"},
        cwd=tmp_path,
        text=True,
    ) as process:
        for answer in ANSWERS[:4]:
            process.stdin.write(f"{answer}\n")
            process.stdin.flush()
            while not process.stdout.readline().rstrip().endswith("?"):
                pass
        process.send_signal(signal.SIGABRT)
        rest = process.communicate(timeout=30)[0]
    assert process.returncode == -signal.SIGABRT
    assert not any(word in rest.lower() for word in RARE)
    assert traces(home, *(path for path in tmp_path.iterdir() if path.is_file())) == []
