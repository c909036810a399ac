"""Each person is remembered only after their own spoken yes, and their words after another."""

from __future__ import annotations

from voice_coach.conversation.asking import ask, offer_words
from voice_coach.conversation.effects import (
    Consent,
    Discard,
    Indeed,
    KeepWords,
    Newcomer,
    Refused,
    Requested,
    WantsWords,
)
from voice_coach.conversation.night import Night, Talk, say
from voice_coach.conversation.words import may_keep_words
from voice_coach.meaning import History


def join(night: Night, who: str) -> Talk[None]:
    """Say what would be kept and ask, once; without everybody's yes nothing is kept."""
    people = night.context.household if night.together else (who,)
    new = []
    for name in people:
        standing = yield Newcomer(name, night.context.day)
        if isinstance(standing, Refused):
            _keep_nothing(night)
        elif isinstance(standing, Indeed):
            new.append(name)
    if not new or not night.keeping:
        return
    # What two planned before one of them is remembered (again) is not that one's.
    night.history = History()
    yield from say(night, "join.notice")
    yield from _all_agree(night, new)


def keep_words(night: Night) -> Talk[None]:
    """Keep the words of somebody who wants that, and say so; ask whoever is to be asked."""
    if not may_keep_words(night):
        return
    wish = yield WantsWords(night.who)
    if isinstance(wish, Indeed):
        yield KeepWords()
        yield from say(night, "words.kept")
    elif isinstance(wish, Requested):
        yield from offer_words(night)


def _all_agree(night: Night, people: list[str]) -> Talk[None]:
    """Ask one after the other until somebody would rather not."""
    consents = []
    for name in people:
        given = yield from _agrees(night, name)
        if given is not None:
            consents.append(Consent(name, night.context.day, given))
        if given and night.keeping:
            yield consents[-1]
        if not given or not night.keeping:
            # Who had everything forgotten meanwhile is asked again another evening.
            kept = [consent for consent in consents if night.keeping or not consent.given]
            _keep_nothing(night)
            yield Discard()
            # After the deleting, which takes back every yes.
            for consent in kept:  # noqa: UP028 - a list takes no replies
                yield consent
            break
    yield from say(night, "join.yes" if night.keeping else "join.no")


def _agrees(night: Night, name: str) -> Talk[bool | None]:
    """Ask one person; None where there was no clear answer, which is no yes either."""
    group = "join_by_name" if night.together else "join"
    meaning = yield from ask(night, night.group(group)[0], aside=True, name=name)
    known = meaning is not None and meaning.answer in ("toward", "away")
    return meaning.answer == "toward" if meaning is not None and known else None


def _keep_nothing(night: Night) -> None:
    night.keeping = False
    night.history = History()
    # Of two, one of whom would rather not, something may be kept of the other.
    night.stranger = not night.together
