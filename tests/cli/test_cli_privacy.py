"""What a person says stays in the room: in no file, whatever the journal keeps."""

import json

import pytest
from cli_program import program

RARE = ("zanzibar", "quokka", "marzipan")

ANSWERS = [
    "yes",
    "that's all right",
    "half distracted, I was on my phone about zanzibar",
    "the quokka at work",
    "he made me marzipan",
    "yes alright",
    "zanzibar, two minutes",
]


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def traces(*folders):
    """The files, by name or content, in which one of the rare words stands."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files, "an evening leaves something behind"
    return [
        path
        for path in files
        for word in RARE
        if word.encode() in path.read_bytes().lower() or word in str(path).lower()
    ]


def test_a_written_evening_leaves_no_word_behind(home, temporary):
    ended = program("checkin", "--text", typed="\n".join(ANSWERS), TMPDIR=str(temporary))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("Coach:") > 5
    assert traces(home, temporary) == []


def test_an_evening_that_is_cut_off_leaves_no_word_behind(home, temporary):
    typed = "\n".join(ANSWERS[:5]) + "\n"
    ended = program("checkin", "--text", "--length", "long", typed=typed, TMPDIR=str(temporary))
    assert ended.code == 0
    assert traces(home, temporary) == []


def test_a_rehearsal_leaves_words_in_its_report_only(home, temporary, tmp_path):
    script = tmp_path / "script.json"
    answers = {"ready": ["yes"], "attention": ANSWERS[2:3], "anything": ["the quokka at work"]}
    script.write_text(json.dumps({"answers": answers}))
    ended = program(
        "rehearse",
        script,
        "--out",
        tmp_path / "out",
        "--length",
        "short",
        "--no-compute-time",
        "--tts=pyttsx3",
        TMPDIR=str(temporary),
    )
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert traces(tmp_path / "out"), "the report is there to be read"
    assert traces(home, temporary) == []


def test_an_error_does_not_repeat_what_was_said():
    lines = ['{"text": "marzipan", "asking": "quokka"}', '{"text": ["zanzibar"]}', '{"text": "q']
    ended = program("understand", "--jsonl", typed="\n".join(lines))
    assert not any(word in ended.out + ended.err for word in RARE)
