"""The table of labels counts what it says it counts."""

from by_label import by_label

from voice_coach.meaning import Meaning


def row(answer="none", command=None, kinds=()):
    return {
        "asking": "attention", "answer": answer, "kinds": kinds, "about": "self", "wake": False,
        "command": command, "situation": None, "safety": {"level": "none", "family": None},
    }  # fmt: skip


PAIRS = [
    (row("toward"), Meaning(answer="toward", about="self", decision="accept")),
    (row("toward"), Meaning(answer="toward", about="self", decision="confirm")),
    (row("toward"), Meaning(answer="away", about="self", decision="accept")),
    (row("away", kinds=["phone"]), Meaning(answer="away", about="partner", decision="accept")),
    (row(command="stop"), Meaning(command="stop", decision="accept")),
]


def scores():
    return {score.label: score for score in by_label(PAIRS, lambda labels: not labels["command"])}


def test_precision_and_recall_count_what_is_asked_back_about_too():
    toward = scores()["answer: toward"]
    assert (toward.sentences, toward.precision, toward.recall) == (3, 1.0, 2 / 3)
    assert scores()["answer: away"].precision == 0.5


def test_what_is_accepted_as_something_else_is_a_wrong_accept():
    toward = scores()["answer: toward"]
    assert (toward.accepted, toward.accepted_wrongly) == (2 / 3, 1 / 3)
    assert scores()["about: self"].accepted_wrongly == 1 / 4


def test_a_label_that_was_never_given_has_no_precision():
    phone = scores()["kinds: phone"]
    assert (phone.precision, phone.recall) == (None, 0.0)
    assert phone.line() == "| kinds: phone | 1 |  | 0.0% | 100.0% | 100.0% |"


def test_labels_that_no_sentence_means_have_no_line():
    assert "command: stop" in scores()
    assert "command: pause" not in scores()
