"""Driving a check-in with labels instead of words, and writing it down readably.

A reply is written as labels in brackets: `[away phone]`, `[/slower]`, `[silence]`,
`[confirm toward]`, `[danger:fear]`, `[words]` for something said that is no answer.
`[words, in all mixed]` goes on with the answer before, just when the coach begins to speak.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args

from voice_coach.content import load_content
from voice_coach.conversation.effects import (
    Adjust,
    Ask,
    Asked,
    Consent,
    Conversation,
    Discard,
    Done,
    Effect,
    Forget,
    ForgetEvening,
    ForgetWords,
    Forgotten,
    Heard,
    Hold,
    KeepWords,
    Newcomer,
    Note,
    Present,
    Reply,
    Resume,
    Say,
    Silence,
    TakeBack,
    Unfinished,
    WantsWords,
    Whole,
)
from voice_coach.meaning import (
    ANSWERS,
    KINDS,
    SITUATIONS,
    About,
    Command,
    Content,
    Entry,
    Meaning,
    Outcome,
    PlanMark,
    Safety,
)

IN_ALL = ", in all "


@cache
def english() -> Content:
    return load_content("en")


def reply(labels: str, before: str = "") -> Reply:
    """The reply that these labels describe; `before` is the question answered before."""
    alone, _, in_all = labels.strip("[]").partition(IN_ALL)
    if in_all:
        heard, whole = reply(alone), reply(in_all)
        assert isinstance(heard, Heard)
        assert isinstance(whole, Heard)
        return replace(heard, whole=Whole(before, whole.meaning))
    words = labels.strip().strip("[]").split()
    if words[0] in ("silence", "microphone"):
        return Silence(microphone=words[0] == "microphone")
    meaning: dict[str, Any] = {"decision": "accept"}
    for word in words:
        meaning |= _label(word, meaning.get("kinds", ()))
    capped = "capped" in words
    return Heard(Meaning(**meaning), capped=capped)


def _label(word: str, kinds: tuple[str, ...]) -> dict[str, Any]:  # noqa: PLR0911 - a table
    name, _, value = word.partition(":")
    if word.startswith("/"):
        assert word[1:] in get_args(Command), word
        return {"command": word[1:]}
    if name in ("danger", "doubt"):
        return {"safety": Safety("clear" if name == "danger" else "ambiguous", value)}
    if name in ("who", "situation", "about"):
        assert name != "situation" or value in SITUATIONS
        assert name != "about" or value in get_args(About)
        return {name: value}
    if word in ANSWERS:
        return {"answer": word}
    if word in KINDS:
        return {"kinds": (*kinds, word), "about": "self"}
    if word in ("confirm", "reject"):
        return {"decision": word}
    assert word in ("words", "capped"), word
    return {}


@dataclass
class Evening:
    """What happened: every effect and reply, the turns in writing, and the outcome."""

    effects: list[Effect] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    outcome: Outcome | None = None

    @property
    def asks(self) -> list[Ask]:
        return [effect for effect in self.effects if isinstance(effect, Ask)]

    @property
    def questions(self) -> list[str]:
        """The ids of the questions asked, without reprompts."""
        return [ask.question for ask in self.asks if not ask.again]

    @property
    def answered(self) -> str:
        """The question that the last answer belonged to."""
        for effect, given in reversed(list(zip(self.effects, self.replies, strict=False))):
            if isinstance(effect, Ask) and isinstance(given, Heard):
                return given.whole.question if given.whole else effect.question
        return ""

    @property
    def said(self) -> list[str]:
        """The ids of all lines said, questions among them."""
        lines = [effect.line for effect in self.effects if isinstance(effect, Say | Ask)]
        return [line.id for line in lines if line is not None]

    @property
    def noted(self) -> list[Entry | PlanMark]:
        """What is kept in the end: notes less those taken back or deleted."""
        notes: list[Entry | PlanMark] = []
        for effect in self.effects:
            match effect:
                case Note(noted):
                    notes.append(noted)
                case TakeBack(count):
                    assert 0 < count <= len(notes)
                    del notes[-count:]
                case Discard():
                    notes.clear()
        return notes


FORGETTING: Mapping[type[Effect], Reply] = {
    Forget: Forgotten(),
    ForgetEvening: Forgotten(),
    ForgetWords: Forgotten(),
}
"""Replies of a journal from which everything can be deleted."""


def drive(
    conversation: Conversation,
    replies: Iterable[str],
    *,
    replied: Mapping[type[Effect], Reply] = FORGETTING,
    interruption: Callable[[Say], Reply] = lambda _: Done(),
) -> Evening:
    """Hold a conversation with these replies; silence when there are no more.

    `replied` are the replies to effects that ask something of the journal.
    """
    evening = Evening()
    coming = iter(replies)
    answer: Reply | None = None
    spoken: list[str] = []
    try:
        effect = next(conversation)
        while True:
            evening.effects.append(effect)
            _write(evening, effect, spoken)
            answer = _answer(effect, coming, evening, interruption)
            answer = replied.get(type(effect), answer)
            evening.replies.append(answer)
            effect = conversation.send(answer)
    except StopIteration as stop:
        _turn_over(evening, spoken)
        evening.outcome = stop.value
    return evening


def _answer(
    effect: Effect,
    coming: Iterator[str],
    evening: Evening,
    interruption: Callable[[Say], Reply],
) -> Reply:
    match effect:
        case Ask() | Hold():
            labels = next(coming, "[silence]")
            evening.script.append(f"Person: {labels}")
            return reply(labels, evening.answered if IN_ALL in labels else "")
        case Say():
            return interruption(effect)
    return Done()


def _write(evening: Evening, effect: Effect, spoken: list[str]) -> None:
    match effect:
        case Say(line):
            _coach(evening, line.text, spoken)
        case Ask(line=line):
            if line is not None:
                _coach(evening, line.text, spoken)
            _turn_over(evening, spoken)
        case Asked() | Unfinished() | Newcomer() | WantsWords():
            pass
        case _:
            evening.script.append(f"        ({_stage_direction(effect)})")
            if isinstance(effect, Hold):
                _turn_over(evening, spoken)


def _coach(evening: Evening, text: str, spoken: list[str]) -> None:
    spoken.append(text)
    if evening.script and evening.script[-1].startswith("Coach:"):
        evening.script[-1] += f" {text}"
    else:
        evening.script.append(f"Coach:  {text}")


def _turn_over(evening: Evening, spoken: list[str]) -> None:
    """Everything said until somebody may answer is one turn."""
    if spoken:
        evening.turns.append(" ".join(spoken))
        spoken.clear()


def _stage_direction(effect: Effect) -> str:  # noqa: C901, PLR0911, PLR0912 - a table
    match effect:
        case Note(Entry(question, answer, kinds)):
            return " ".join(["keeps", question, answer, *kinds])
        case Note(PlanMark(ritual, outcome, smaller)):
            return f"keeps plan {ritual} {outcome}{' smaller' if smaller else ''}"
        case TakeBack(count):
            return f"takes back {count}"
        case Discard():
            return "deletes everything from tonight"
        case Adjust(what):
            return what
        case Forget():
            return "deletes everything ever kept"
        case ForgetEvening():
            return "deletes what was kept of them today"
        case Consent(who, _, given, "words"):
            return f"{who or 'the person'} {'wants' if given else 'does not want'} their words kept"
        case KeepWords():
            return "keeps their words from here on"
        case ForgetWords():
            return "deletes every word of theirs"
        case Consent(who, _, given):
            return f"{who or 'the person'} {'may' if given else 'does not want to'} be remembered"
        case Resume():
            return "goes on with the evening that was cut off"
        case Present(who):
            return f"now with {who}"
        case Hold(seconds):
            return f"waits up to {seconds:.0f} seconds"
    raise AssertionError(effect)
