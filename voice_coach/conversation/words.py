"""One's own words: whose may be kept tonight, and deleting those that were."""

from __future__ import annotations

from voice_coach.conversation.effects import ForgetWords, Forgotten
from voice_coach.conversation.night import Night, Talk, say


def may_keep_words(night: Night) -> bool:
    """Of one person, whose evening is kept, and who has said nothing that may be a sign."""
    return night.keeping and not night.cautious and _is_known(night)


def forget_words(night: Night) -> Talk[None]:
    """Delete every word that is kept of the one who is there, and keep no more."""
    if not _is_known(night):
        yield from not_tonight(night)
        return
    reply = yield ForgetWords(night.who)
    yield from say(night, "words.gone" if isinstance(reply, Forgotten) else "words.not_gone")


def not_tonight(night: Night) -> Talk[None]:
    """Leave what concerns somebody's words for an evening on which it is known whose they are."""
    yield from say(night, "words.on_your_own" if night.together else "words.another_time")


def _is_known(night: Night) -> bool:
    """Whether one person of the household is there, and it is known who."""
    return night.knows_who and not night.together and night.who != "guest"
