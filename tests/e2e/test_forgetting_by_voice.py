"""What one of two wants deleted is theirs, and is gone when the coach says so."""

from support.household_of_two import checkin, exported

from voice_coach.content import load_content

GONE = load_content("en").lines["command.forget_everything"]


def kept_evenings(who):
    return exported(who)["evenings"]


def an_evening(who):
    checkin("yes", f"it's {who}", "yes", "full attention", "he made me tea", "goodnight")


def test_everything_is_forgotten_of_the_one_who_says_it_to_the_greeting():
    an_evening("Anna")
    an_evening("Ben")
    said = checkin("forget everything", "it's Anna", "yes", "goodnight")
    assert any(text in said for text in GONE)
    assert kept_evenings("Anna") == []
    assert len(kept_evenings("Ben")) == 1


def test_nothing_is_said_to_be_gone_of_somebody_who_could_not_be_made_out():
    an_evening("Anna")
    said = checkin("forget everything", "skip", "goodnight")
    assert not any(text in said for text in GONE)
    assert len(kept_evenings("Anna")) == 1


def test_tonight_is_forgotten_although_it_was_closed_before():
    an_evening("Anna")
    an_evening("Ben")
    said = checkin("forget tonight", "it's Anna", "goodnight")
    assert "Tonight is forgotten" in said or "Nothing from tonight" in said
    assert kept_evenings("Anna") == []
    assert len(kept_evenings("Ben")) == 1
