"""A picture of an evening: who sounds when, and the gaps between them, as an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

ROW_SECONDS = 15.0
WIDTH, LEFT, ROW, BAR = 1000, 70, 70, 20
COLOURS = {"coach": "#4c72b0", "partner": "#dd8452"}
LATEST_GAP = 3.0
"""Seconds after which somebody's next words are no answer any more."""

Turns = Sequence[Mapping[str, Any]]
"""Turns as in transcript.jsonl."""


def timeline(turns: Turns) -> str:
    """The turns as bars, fifteen seconds a row; behind each of the partner's the gap in seconds.

    The gaps shown are between the turns as the program knows them; the numbers of the bench
    come from the sound itself.
    """
    sounding = [turn for turn in turns if turn["end"] > turn["start"]]
    last = max((turn["end"] for turn in sounding), default=0.0)
    rows = int(last // ROW_SECONDS) + 1
    parts = [part for row in range(rows) for part in _row(row)]
    parts += [bar for turn in sounding for bar in _bars(turn)]
    parts += list(_gaps(sounding))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{rows * ROW + 10}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _row(row: int) -> Iterator[str]:
    top = row * ROW + 10
    for line, who in enumerate(COLOURS):
        yield f'<text x="4" y="{top + line * (BAR + 4) + 14}">{who}</text>'
    for second in range(int(ROW_SECONDS) + 1):
        x = _x(second)
        yield f'<line x1="{x}" y1="{top}" x2="{x}" y2="{top + 2 * BAR + 4}" stroke="#ddd"/>'
    label = f"{row * ROW_SECONDS:.0f} s"
    yield f'<text x="{_x(0)}" y="{top + 2 * BAR + 16}" fill="#888">{label}</text>'


def _bars(turn: Mapping[str, Any]) -> Iterator[str]:
    """One bar a row that the turn touches, with what was said as its tooltip."""
    line = list(COLOURS).index(turn["who"])
    row = int(turn["start"] // ROW_SECONDS)
    while row * ROW_SECONDS < turn["end"]:
        first = max(turn["start"], row * ROW_SECONDS) - row * ROW_SECONDS
        until = min(turn["end"], (row + 1) * ROW_SECONDS) - row * ROW_SECONDS
        y = row * ROW + 10 + line * (BAR + 4)
        title = escape(str(turn["said"] or turn["heard"] or turn["id"]))
        yield (
            f'<rect x="{_x(first):.1f}" y="{y}" width="{_x(until) - _x(first):.1f}" '
            f'height="{BAR}" fill="{COLOURS[turn["who"]]}"><title>{title}</title></rect>'
        )
        row += 1


def _gaps(turns: Turns) -> Iterator[str]:
    for turn, following in pairwise(turns):
        gap = following["start"] - turn["end"]
        if turn["who"] == "partner" and following["who"] == "coach" and gap < LATEST_GAP:
            row = int(turn["end"] // ROW_SECONDS)
            x, y = _x(turn["end"] % ROW_SECONDS) + 2, row * ROW + 10 + 2 * BAR
            yield f'<text x="{x:.1f}" y="{y}">{gap:.2f}</text>'


def _x(second: float) -> float:
    return LEFT + second * (WIDTH - LEFT - 10) / ROW_SECONDS
