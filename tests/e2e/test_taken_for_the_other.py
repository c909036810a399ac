"""Somebody who was taken for the other of two says so in a word, and all is theirs."""

import pytest
from support.household_of_two import checkin, exported


@pytest.mark.parametrize("correction", ["no, it's Ben", "no, it's me, Ben"])
def test_what_was_said_is_kept_for_the_one_who_said_it(correction):
    answers = [
        "yes",
        "it's Anna",
        "that's all right",
        "half distracted, I was on my phone",
        "work",
        "we laughed about the dog",
        correction,
        "that's all right",
        "full attention",
        "goodnight",
    ]
    said = checkin(*answers)
    assert any(word in said for word in ("one's yours", "is yours", "it's you.")), said
    anna, ben = exported("Anna"), exported("Ben")
    assert anna["evenings"] == []
    assert anna["joined"] is None
    assert ben["joined"] is not None
    (evening,) = ben["evenings"]
    assert [(entry["question"], entry["answer"]) for entry in evening["answers"]] == [
        ("attention", "toward")
    ]


def test_a_name_in_what_somebody_tells_corrects_nothing():
    answers = ["yes", "it's Ben", "yes", "full attention", "it's Anna", "no thanks", "goodnight"]
    said = checkin(*answers)
    assert "mixed you" not in said
    assert exported("Ben")["joined"] is not None
