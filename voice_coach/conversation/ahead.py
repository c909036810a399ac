"""What the coach is likely to say next, so that it can be rendered while the person speaks.

Because a conversation is pure, it can be asked what it would say: it is played again up to
the question that stands, and handed a guess in place of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, zip_longest

from voice_coach.conversation.effects import Ask, Conversation, Done, Heard, Hold, Reply, Say
from voice_coach.meaning import Meaning

NOT_UNDERSTOOD = Heard(Meaning())

MOST_LINES = 8
"""More than this is not said before most people have answered."""


def likely_replies(question: str) -> tuple[Reply, ...]:
    """What people mostly answer to a question, the likeliest first."""
    yes = Meaning(answer="toward", about="self", decision="accept", confidence=1.0)
    no = Meaning(answer="away", about="self", decision="accept", confidence=1.0)
    match question:
        case "ritual_offer":
            accepted = Meaning(answer="toward", command="accept", decision="accept")
            declined = Meaning(answer="away", command="decline", decision="accept")
            return Heard(accepted), Heard(declined), NOT_UNDERSTOOD
        case "attention":
            phone = Meaning(answer="away", kinds=("phone",), about="self", decision="accept")
            return Heard(no), Heard(yes), Heard(phone), NOT_UNDERSTOOD
        case "ready" | "follow_up" | "time_together" | "appreciation":
            return Heard(yes), Heard(no), NOT_UNDERSTOOD
        case _:
            told = Meaning(answer="none", about="self", decision="accept", confidence=1.0)
            return (Heard(told),)


def lines_ahead(
    start: Callable[[], Conversation], replies: Sequence[Reply], question: str
) -> tuple[str, ...]:
    """The texts the coach would say after each likely answer to the question that stands.

    `replies` are all replies so far, from the first effect of a conversation begun by
    `start` on. First lines come first; nothing is in it twice.
    """
    followed = [_lines_after(start, replies, guess) for guess in likely_replies(question)]
    ordered = chain.from_iterable(zip_longest(*followed))
    return tuple(dict.fromkeys(text for text in ordered if text))[:MOST_LINES]


def _lines_after(
    start: Callable[[], Conversation], replies: Sequence[Reply], guess: Reply
) -> list[str]:
    """What is said from an answer to the next question, that question included."""
    talk = start()
    said = []
    try:
        effect = next(talk)
        for reply in replies:
            effect = talk.send(reply)
        effect = talk.send(guess)
        while not isinstance(effect, Ask | Hold):
            if isinstance(effect, Say):
                said.append(effect.line.text)
            effect = talk.send(Done())
        if isinstance(effect, Ask) and effect.line is not None:
            said.append(effect.line.text)
    except StopIteration:
        pass
    finally:
        talk.close()
    return said
