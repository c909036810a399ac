"""Standard streams that are closed, full, narrow or in another encoding."""

import os
import subprocess

import pytest
from cli_program import NO_SOUND, PROGRAM, program

REHEARSAL = "rehearse script.json --captions --no-compute-time --tts pyttsx3"

TALKATIVE = [
    "--help",
    "models list",
    "checkin --text",
    "understand --jsonl",
]


def shell(line, **environment):
    """Runs a line of bash in which $P is the program; returns code, stdout, stderr."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        capture_output=True,
        text=True,
        input='{"text": "yes"}\n' * 40,
        timeout=60,
        env=os.environ | NO_SOUND | {"P": " ".join(PROGRAM)} | environment,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", TALKATIVE)
def test_a_reader_who_leaves_at_once_is_no_trouble(arguments):
    assert shell(f"$P {arguments} | true") == (0, "", "")


@pytest.mark.parametrize("arguments", TALKATIVE)
def test_streams_that_are_closed_are_no_trouble(arguments):
    assert shell(f"$P {arguments} <&- >&-") == (0, "", "")
    assert shell(f"$P {arguments} <&- 2>&- >/dev/null") == (0, "", "")


def test_an_output_that_is_full_cannot_be_written():
    code, _, told = shell("$P models list >/dev/full")
    assert code == 6
    assert len(told.splitlines()) == 2
    assert "No space left" in told


def test_captions_that_nobody_reads_do_not_end_a_rehearsal(tmp_path):
    (tmp_path / "script.json").write_text('{"answers": {"ready": ["not tonight"]}}')
    line = f"cd {tmp_path} && $P {REHEARSAL} --out out | head -n 1 >/dev/null"
    assert shell(line) == (0, "", "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "conversation.wav",
        "transcript.jsonl",
        "result.json",
    }


def test_without_stderr_nothing_is_written_into_other_files(home):
    code, _, _ = shell("echo 'not tonight' | $P checkin --text 2>&- >/dev/null", LANG="C")
    assert code == 0
    assert not any(b"Coach" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_terminal_without_umlauts_gets_question_marks():
    ended = program("understand", "--help", PYTHONIOENCODING="ascii", COLUMNS="20")
    assert ended.code == 0
    assert '{"text":' in ended.out


def test_bytes_that_are_no_text_are_an_answer_not_understood():
    ended = program("checkin", "--text", typed="caf\udce9\nnot tonight\n")
    assert ended.code == 0
    assert ended.err == ""
    assert ended.out.count("Coach:") >= 3
