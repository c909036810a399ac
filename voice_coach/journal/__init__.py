"""What is remembered: labels; and words only of somebody who turned that on.

`archive` (show, export, import) is imported where it is needed: an evening does not wait for it.
"""

from voice_coach.journal.entries import BOTH, GUEST, Manner, WordsWish, evening_of
from voice_coach.journal.forgetting import forget, set_aside_files
from voice_coach.journal.keeper import local_now
from voice_coach.journal.lock import one_session
from voice_coach.journal.memory import Cut, Memory, Memoryless
from voice_coach.journal.opening import Opened, open_journal, settle
from voice_coach.journal.store import FILE_NAME, Store
from voice_coach.journal.trouble import JournalTrouble, TroubleId

__all__ = [
    "BOTH",
    "FILE_NAME",
    "GUEST",
    "Cut",
    "JournalTrouble",
    "Manner",
    "Memory",
    "Memoryless",
    "Opened",
    "Store",
    "TroubleId",
    "WordsWish",
    "evening_of",
    "forget",
    "local_now",
    "one_session",
    "open_journal",
    "set_aside_files",
    "settle",
]
