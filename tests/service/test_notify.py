"""What systemd is told: over the socket it gives, and only where it gives one."""

import socket

import pytest

from voice_coach import notify


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the manager's socket has received since it was last asked."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "notify"))
    listener.setblocking(False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))

    def received():
        messages = []
        try:
            while True:
                messages.append(listener.recv(1000).decode())
        except BlockingIOError:
            return messages

    yield received
    listener.close()


def test_it_is_told_what_matters(told, monkeypatch):
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    notifier = notify.Notifier()
    notifier.ready()
    notifier.alive()
    notifier.stopping()
    assert told() == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_it_is_told_four_times_within_its_limit_however_often_it_is_called(told, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    clock = iter(range(10_000))
    monkeypatch.setattr(notify, "monotonic", lambda: next(clock) * 0.032)
    notifier = notify.Notifier()
    for _ in range(round(60 / 0.032)):
        notifier.alive()
    assert told() == ["WATCHDOG=1"] * 8
    notifier.stopping()


def test_being_stopped_while_it_is_told_stops_the_program(told, monkeypatch):
    def interrupted(self, message):
        raise KeyboardInterrupt

    class Interrupted(socket.socket):
        sendall = interrupted

    monkeypatch.setattr(socket, "socket", Interrupted)
    notifier = notify.Notifier()
    with pytest.raises(KeyboardInterrupt):
        notifier.alive()
    monkeypatch.undo()
    notifier._manager.socket.close()


def test_without_a_manager_nothing_happens(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notifier = notify.Notifier()
    notifier.ready()
    notifier.alive()
    notifier.stopping()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its socket
def test_a_manager_that_is_not_there_disturbs_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "none"))
    notifier = notify.Notifier()
    notifier.alive()
    notifier.stopping()


def test_a_manager_that_is_gone_disturbs_nothing(monkeypatch, tmp_path, told):
    notifier = notify.Notifier()
    (tmp_path / "notify").unlink()
    notifier.ready()
    notifier.stopping()
