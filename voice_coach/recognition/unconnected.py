"""Importing what would touch the network merely by being imported."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unconnected() -> Iterator[None]:
    """While this holds, nobody who asks whether IPv6 is there opens a socket to find out.

    urllib3, which Moonshine's package brings along for its downloads, does when imported.
    """
    before, socket.has_ipv6 = socket.has_ipv6, False
    try:
        yield
    finally:
        socket.has_ipv6 = before
