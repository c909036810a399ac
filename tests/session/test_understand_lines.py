"""`understand --jsonl` answers every line in its place, whatever the line is."""

import json

from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import AudioFileError
from voice_coach.meaning import Hypothesis, Meaning, Recognition
from voice_coach.understand_lines import answers


class Echo:
    """An understanding that gives back the text and the question as `who`."""

    def meaning(self, recognition, asking=None):
        return Meaning(text=recognition.text, who=asking)

    def finished(self, text, asking=None):
        return 1.0

    def expected(self, asking):
        return ()


def hear(path, asking):
    if path.name == "silence.wav":
        raise AudioFileError("No sound.", "Record it again.")
    return Recognition((Hypothesis("from the file"),))


def answered(*lines: bytes) -> list[dict]:
    return [json.loads(line) for line in answers(lines, Echo(), hear, {"attention"})]


def test_a_line_of_text_is_understood_under_its_question():
    (meaning,) = answered(b'{"text": "not really", "asking": "attention"}\n')
    assert (meaning["text"], meaning["who"]) == ("not really", "attention")


def test_a_line_that_names_a_file_is_heard():
    (meaning,) = answered(b'{"wav": "a.wav"}')
    assert meaning["text"] == "from the file"


def test_trouble_with_one_line_is_answered_in_its_place_and_the_stream_goes_on():
    found = answered(b'{"wav": "silence.wav"}', b"{", b"\xff\xfe", b'{"text": 1}', b'{"text": "a"}')
    assert [("error" in one) for one in found] == [True, True, True, True, False]
    assert all(one["hint"] for one in found[:4])


def test_a_line_needs_either_text_or_a_file():
    assert all("error" in one for one in answered(b"{}", b'{"text": "a", "wav": "b"}', b"[]", b"1"))


def test_a_question_that_does_not_exist_is_said_to_be_unknown_with_those_that_do():
    (found,) = answered(b'{"text": "yes", "asking": "atention"}')
    assert "asking" in found["error"]
    assert "attention" in found["hint"]


def test_a_number_beyond_all_bounds_is_no_json():
    (found,) = answered(b"9" * 5000)
    assert "JSON" in found["error"]


def test_a_mark_of_byte_order_is_no_obstacle():
    (meaning,) = answered(b'\xef\xbb\xbf{"text": "a"}')
    assert meaning["text"] == "a"


def test_half_a_character_is_no_valid_text():
    (found,) = answered(b'{"text": "\\ud800"}')
    assert "error" in found


def test_blank_lines_are_passed_over():
    assert answered(b"\n", b"  \n") == []


@given(st.lists(st.binary(max_size=60)))
def test_any_bytes_get_one_json_answer_a_line(lines):
    assert len(answered(*lines)) == sum(bool(line.strip()) for line in lines)
