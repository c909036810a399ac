"""The lines that the conversation declares are the lines that it says."""

from __future__ import annotations

import re
from pathlib import Path

from voice_coach import conversation
from voice_coach.conversation.lines import GROUPS, LINES

FOLDER = Path(conversation.__file__).parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py") if path.name != "lines.py"
)
COMPOSED = ("heard.", "recap.", "together.heard_", "situation.")
"""Lines whose names are put together from what was understood."""

SAID_BY_THE_DEVICE = ("session.", "setup.", "device.")


def test_every_line_that_is_named_is_declared() -> None:
    tables = {line.partition(".")[0] for line in LINES}
    named = {
        name
        for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', SOURCE)
        if name.partition(".")[0] in tables
    }
    assert named
    assert named <= LINES.keys()


def test_every_line_that_is_declared_is_named() -> None:
    unnamed = {line for line in LINES if f'"{line}"' not in SOURCE}
    assert not {line for line in unnamed if not line.startswith((*COMPOSED, *SAID_BY_THE_DEVICE))}


def test_every_group_is_asked() -> None:
    composed = ("ritual_offer_", "open_up_", "attention", "time_together", "appreciation")
    unnamed = {group for group in GROUPS if f'"{group}"' not in SOURCE}
    assert not {group for group in unnamed if not group.startswith(composed)}
