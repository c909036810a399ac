"""One's own words, from the first wish to the last byte."""

import pytest

from voice_coach.content import load_content
from voice_coach.conversation.lines import GROUPS
from voice_coach.journal import FILE_NAME
from voice_coach.meaning import Hypothesis, Recognition
from voice_coach.understanding import load_understanding

ANSWER = "half distracted, I was on my phone under the pergola"
EVENING = ["full attention", "he made tea", "yes alright", "my phone stays there"]


def every_byte(home) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def lines(identifier: str) -> tuple[str, ...]:
    return load_content("en").lines[identifier]


@pytest.fixture
def evening(command):
    def held(*answers: str) -> str:
        done = command("checkin", "--text", typed="\n".join(["yes", *answers, *EVENING, ""]))
        assert done.code == 0, done.err
        return done.out

    return held


def test_they_are_kept_from_the_evening_after_a_spoken_yes_until_a_spoken_no(
    home, command, evening
):
    evening("yes that's fine", ANSWER)  # the first evening: may labels be kept?
    assert b"pergola" not in every_byte(home)
    assert "not kept" in command("journal", "words").out
    asked = evening("remember my words", "yes please", ANSWER)
    assert any(line in asked for line in lines("words.notice"))
    assert b"pergola" not in every_byte(home)
    told = evening(ANSWER)
    assert any(line in told for line in lines("words.kept"))
    assert f'"{ANSWER}"' in command("journal", "show").out
    assert "pergola" in command("journal", "export", "--format", "csv").out
    ended = evening("keep no words", ANSWER)
    assert any(line in ended for line in lines("words.gone"))
    assert b"pergola" not in every_byte(home)
    assert b"attention" in (home / "journal" / FILE_NAME).read_bytes()


def test_whoever_is_to_be_asked_is_asked_and_only_their_own_yes_counts(home, command, evening):
    early = command("journal", "words", "--ask")
    assert early.code == 2
    assert "said yes to being remembered" in early.err
    evening("yes that's fine", ANSWER)
    assert "at their next check-in" in command("journal", "words", "--ask").out
    asked = evening("yes please", ANSWER)
    assert any(line in asked for line in lines("words.notice"))
    assert b"pergola" not in every_byte(home)
    assert "says so every evening" in command("journal", "words").out
    evening(ANSWER)
    assert b"pergola" in every_byte(home)
    assert "not kept" in command("journal", "words", "--off").out
    assert b"pergola" not in every_byte(home)


def test_on_an_evening_with_a_sign_of_danger_none_are_left(home, command, evening):
    evening("yes that's fine", ANSWER)
    evening("remember my words", "yes please", ANSWER)
    before = (home / "journal" / FILE_NAME).read_bytes()
    command("checkin", "--text", typed=f"yes\n{ANSWER}\nhe hit me last night\ngoodnight\n")
    assert (home / "journal" / FILE_NAME).read_bytes() == before
    assert b"pergola" not in every_byte(home)


@pytest.mark.parametrize("asking", sorted({group.id for group in GROUPS.values()}))
def test_the_words_for_it_are_understood_whatever_was_asked(asking):
    understand = load_understanding("en").meaning
    for words, command in (("remember my words", "keep_words"), ("keep no words", "keep_no_words")):
        meaning = understand(Recognition((Hypothesis(words),)), asking)
        assert meaning.command == command
        assert meaning.safety.level == "none"
