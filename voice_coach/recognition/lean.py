"""Lets the C library give memory back as soon as it is free, instead of keeping it for later."""

from __future__ import annotations

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Names of glibc's malloc.h."""

AT_ONCE_BYTES = 128 * 1024
"""glibc's own default. Setting it keeps glibc from raising it to 32 MB as large blocks come and
go, which keeps 30 MB of what loading a model and recognising long answers has used."""


def give_memory_back() -> None:
    """Set glibc's thresholds for this process; does nothing where there is no glibc."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(M_TRIM_THRESHOLD, AT_ONCE_BYTES)
        libc.mallopt(M_MMAP_THRESHOLD, AT_ONCE_BYTES)
