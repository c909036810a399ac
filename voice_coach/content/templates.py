"""Texts with variables in braces, checked and filled in."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter


def variables(text: str) -> Iterator[str]:
    """The names in braces in a text; raises ValueError where the braces do not match."""
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"only a plain name may stand in braces, not {{{name}}}")
        yield name


def complaint(text: str, allowed: frozenset[str]) -> str | None:
    """What is wrong with the variables of a text, or None."""
    try:
        unknown = sorted(set(variables(text)) - allowed)
    except ValueError as error:
        return f"the braces cannot be read ({error})"
    if not unknown:
        return None
    names = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
    return f"{{{unknown[0]}}} is not known here; variables that may stand here: {names}"
