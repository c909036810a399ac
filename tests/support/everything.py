"""What lies on the disk, to be compared byte for byte."""

from __future__ import annotations

from pathlib import Path


def everything(*folders: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below, by name: its bytes and mode."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mode)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
