"""A service that gets ready, then tries what it may not do, and writes what came of it.

`python service_probe.py OUT FORBIDDEN_FOLDER`; it stays until it is stopped, and tells that it
is alive as long as it can.
"""

import ctypes
import json
import os
import resource
import socket
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voice_coach import clock
from voice_coach.notify import Notifier
from voice_coach.settings import places
from voice_coach.status import Status, write_status

UNSHARE_NET = 0x40000000


def outcome(attempt):
    """What came of an attempt: "done", or the error's name."""
    try:
        attempt()
    except OSError as error:
        return type(error).__name__ if error.errno is None else os.strerror(error.errno)
    return "done"


def unshare():
    if ctypes.CDLL(None, use_errno=True).unshare(UNSHARE_NET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def probe(forbidden):
    status = dict(
        line.split(":\t", 1)
        for line in Path("/proc/self/status").read_text().splitlines()
        if ":\t" in line
    )
    return {
        "internet": outcome(lambda: socket.socket(socket.AF_INET).close()),
        "internet, newer": outcome(lambda: socket.socket(socket.AF_INET6).close()),
        "kernel's network": outcome(lambda: socket.socket(socket.AF_NETLINK).close()),
        "sound server": outcome(lambda: socket.socket(socket.AF_UNIX).close()),
        "system files": outcome(lambda: Path("/etc/voice-coach-probe").touch()),
        "own home": outcome((forbidden / "probe").touch),
        "namespaces": outcome(unshare),
        "journal": outcome(lambda: Path(os.environ["OUT"]).touch()),
        "device of its group": outcome((forbidden.parent / "device").read_bytes),
        "temporary": outcome(lambda: tempfile.TemporaryFile().close()),
        "others' temporary files": [path.name for path in Path(tempfile.gettempdir()).iterdir()],
        "no new privileges": status["NoNewPrivs"].strip(),
        "filtered": status["Seccomp"].strip(),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "clock": clock.is_synchronised() in {True, False},
        "umask": f"{os.umask(0o077):04o}",
    }


def main():
    os.environ["OUT"] = sys.argv[1]
    found = probe(Path(sys.argv[2]))
    Path(sys.argv[1]).write_text(json.dumps(found))
    now = datetime.now(UTC)
    write_status(places().run, Status(os.getpid(), "waiting", now, now + timedelta(hours=1)))
    notifier = Notifier()
    notifier.ready()
    while True:
        notifier.alive()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
