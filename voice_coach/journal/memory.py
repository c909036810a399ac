"""What a whole evening needs of memory, and the memory that keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from voice_coach.conversation.effects import Consent, Reply
from voice_coach.journal.entries import Manner, Standing, WordsWish
from voice_coach.journal.trouble import JournalTrouble
from voice_coach.meaning import Entry, History, Outcome, PlanMark
from voice_coach.ports import EveningKey, Journal


@dataclass(frozen=True, slots=True)
class Cut:
    """An evening that was cut off: what it began with, and every reply given until then.

    Sending `replies` one by one into a conversation that begins with `key`, performing
    nothing, brings it back to its question. `draft` is the name of the file it is in.
    """

    draft: str
    key: EveningKey
    who: str
    replies: tuple[Reply, ...]


class Memory(Journal, Protocol):
    """The journal as an evening uses it.

    An evening: `begin`, then `keep_reply` for every reply of the conversation in its order
    (Done too; it costs nothing) and the other `keep`s as they come, then `close_evening` or
    `discard`. After `discard`, and while a guest is there, everything else does nothing.

    When the disk does not serve, the one who opened the journal is told (a JournalTrouble),
    and the evening goes on without memory; what was kept until then is not lost. Only
    `forget` always raises: nobody is told that something was deleted when it was not.
    """

    def begin(self, key: EveningKey) -> None:
        """Begin tonight's draft."""

    def present(self, who: str) -> History:
        """From here on it is `who` that is there; returns what is remembered of them."""

    def unfinished(self, who: str) -> Cut | None:
        """The evening of this person that was cut off less than two hours ago, if any.

        One that began with another history than the journal has by now is not gone on with;
        what it kept stays kept.
        """

    def resume(self, cut: Cut) -> None:
        """Go on with an evening that was cut off; a draft begun meanwhile is dropped."""

    def keep_reply(self, reply: Reply) -> None:
        """Keep the reply to the next effect, labels only; durable once this returns.

        A clear sign that somebody is not safe is not kept: it discards the evening.
        """

    def keep_manner(self, pace: float, volume_db: float) -> None:
        """Keep how the coach was asked to speak, beyond this evening."""

    def manner(self) -> Manner | None:
        """How the coach was last asked to speak, if anybody ever did."""

    def keep_consent(self, consent: Consent) -> None:
        """Keep what a person agreed to, or not; it survives a power cut once this returns.

        It goes where the evening goes, and with a `discard` after it, it is gone.
        """

    def standing(self, name: str, today: date) -> Standing:
        """Whether a person said yes to being remembered, no, or is still to be asked.

        Whoever said no is asked once more, a while later.
        """

    def wish_for_words(self, who: str) -> WordsWish:
        """Whether a person wants their own words kept, or is to be asked."""

    def forget_words(self, who: str) -> bool:
        """Delete for good every word that is kept of a person, tonight's too, and keep no more.

        Returns whether it is done.
        """

    def keep_words(self) -> None:
        """From here on keep the words of each answer beside its labels.

        For the one person who is there, who wants that and was told so tonight. It ends with
        anything that sounds as if somebody may not be safe: then none of tonight's are kept.
        """

    def hear(self, question: str, words: str) -> None:
        """What was last said to a question, in case that the answer's words are kept.

        Nothing is written here, and nothing remembered unless `keep_words` was called.
        """

    def forget_person(self, who: str) -> bool:
        """Delete for good everything that is kept of a person.

        Nothing of an evening that is running is kept either. Returns whether it is done: for
        a guest, or for somebody without a name among others who have one, nothing is.
        """

    def forget_evening(self, who: str, day: date, *, nothing_more: bool = False) -> bool:
        """Delete for good what is kept of a person from this day, closed or running.

        With `nothing_more` nothing of theirs is kept on that day any more: a mark of that stays
        beside the journal until the day is over. Where no evening of that day was closed the
        journal is not touched. Returns whether it is done.
        """

    def forget(self, who: str | None = None, day: date | None = None) -> int:
        """Delete for good what is kept of a person, of a day, or (with neither) everything.

        That includes an evening that is running. Returns how many evenings were deleted.
        """


@dataclass(frozen=True, slots=True)
class Memoryless:
    """The memory of an evening whose journal cannot be used: it keeps nothing.

    `trouble` is why; it is raised again where somebody asks for something to be deleted,
    because that cannot be promised.
    """

    trouble: JournalTrouble

    def history(self, who: str, today: date) -> History:
        """Nothing."""
        del who, today
        return History()

    def begin(self, key: EveningKey) -> None:
        """Does nothing."""

    def present(self, who: str) -> History:
        """Nothing is remembered of anybody."""
        del who
        return History()

    def unfinished(self, who: str) -> Cut | None:
        """There is none."""

    def resume(self, cut: Cut) -> None:
        """Does nothing."""

    def keep(self, noted: Entry | PlanMark) -> None:
        """Does nothing."""

    def keep_asked(self, key: str) -> None:
        """Does nothing."""

    def keep_reply(self, reply: Reply) -> None:
        """Does nothing."""

    def keep_manner(self, pace: float, volume_db: float) -> None:
        """Does nothing."""

    def manner(self) -> Manner | None:
        """Nothing is known of it."""

    def take_back(self, notes: int) -> None:
        """Does nothing."""

    def discard(self, *, unsafe: bool = False) -> None:
        """Does nothing."""
        del unsafe

    def close_evening(self, outcome: Outcome) -> None:
        """Does nothing."""

    def keep_consent(self, consent: Consent) -> None:
        """Does nothing."""

    def standing(self, name: str, today: date) -> Standing:
        """Nothing is kept anyway, so nobody need be asked."""
        del name, today
        return "joined"

    def wish_for_words(self, who: str) -> WordsWish:
        """Nothing is kept, and so no words are."""
        del who
        return "no"

    def forget_words(self, who: str) -> bool:
        """It cannot be done."""
        del who
        return False

    def keep_words(self) -> None:
        """Does nothing."""

    def hear(self, question: str, words: str) -> None:
        """Does nothing."""

    def forget_person(self, who: str) -> bool:
        """It cannot be done."""
        del who
        return False

    def forget_evening(self, who: str, day: date, *, nothing_more: bool = False) -> bool:
        """It cannot be done."""
        del who, day, nothing_more
        return False

    def forget(self, who: str | None = None, day: date | None = None) -> int:
        """Raises the trouble: nothing can be deleted."""
        del who, day
        raise self.trouble
