"""A sound card made of a private PulseAudio daemon.

What is played into its `micfeed` sink is what its microphone hears; what its `speaker` sink
plays can be listened to. Programs under test find it through `Card.environment`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

NEEDED = ("pulseaudio", "pactl", "paplay", "parec")

ASOUNDRC = """
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.kitchenmic { type pulse device mic }
"""

MODULES = (
    "module-native-protocol-unix auth-anonymous=1",
    "module-cli-protocol-unix",
    "module-null-sink sink_name=speaker rate=48000 channels=2",
    "module-null-sink sink_name=micfeed rate=48000 channels=2",
    "module-remap-source master=micfeed.monitor source_name=mic",
)

RATE = 16_000


@dataclass
class Card:
    """A running virtual card below `folder`."""

    folder: Path
    daemon: subprocess.Popen | None = None
    listeners: list[subprocess.Popen] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which programs find this card and no other."""
        return {
            **os.environ,
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "PULSE_RUNTIME_PATH": str(self.folder / "run" / "pulse"),
            "PULSE_STATE_PATH": str(self.folder / "state"),
            "PULSE_CONFIG_PATH": str(self.folder / "state"),
            "ALSA_CONFIG_PATH": str(self.folder / "asoundrc"),
            "HOME": str(self.folder),
        }

    def start(self) -> None:
        """Start the daemon, and keep both monitors open: idle ones deliver nothing for a while."""
        for name in ("run/pulse", "state"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.configure()
        loads = [f"--load={module}" for module in MODULES]
        self.daemon = subprocess.Popen(
            ["pulseaudio", "-n", "--exit-idle-time=-1", "--disallow-exit", *loads],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_for_daemon()
        self._pactl("set-default-sink", "speaker")
        self._pactl("set-default-source", "mic")
        self.listeners = [self._keep_open("speaker.monitor"), self._keep_open("micfeed.monitor")]
        self._wait_for_sound()

    def configure(self) -> None:
        """Point programs at the daemon, whether or not it runs yet."""
        system = Path("/usr/share/alsa/alsa.conf")
        included = f"<{system}>\n" if system.exists() else ""
        (self.folder / "asoundrc").write_text(included + ASOUNDRC)

    def stop(self) -> None:
        """Kill the daemon, as a crash would."""
        for process in [*self.listeners, self.daemon]:
            if process is not None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        self.listeners = []
        self.daemon = None

    def say(self, file: Path) -> subprocess.Popen:
        """Begin to play a file into the microphone."""
        return subprocess.Popen(
            ["paplay", "--device=micfeed", "--latency-msec=20", str(file)], env=self.environment
        )

    def unplug_microphone(self) -> None:
        """Take the microphone away, as a plug that is pulled."""
        listed = self._pactl_says("list", "short", "source-outputs")
        microphone = self._microphone
        self._pactl("unload-module", "module-remap-source")
        # The server moves whoever listened to another source; a card that is gone has none.
        for line in listed.splitlines():
            index, source = line.split()[:2]
            if source == microphone:
                subprocess.run(
                    ["pacmd", "kill-source-output", index],
                    env=self.environment,
                    check=True,
                    capture_output=True,
                )

    def plug_microphone_in(self) -> None:
        """Bring it back."""
        self._pactl("load-module", *MODULES[-1].split())
        self._pactl("set-default-source", "mic")

    @contextmanager
    def room_tone(self):
        """A quiet room at the microphone, while the block runs: no room is digitally silent."""
        noise = np.random.default_rng(0).normal(0.0, 0.001, 600 * RATE)
        process = self.say(write_sound(self.folder / "room.wav", noise, RATE))
        try:
            yield
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def echo(self):
        """What the loudspeaker plays is heard by the microphone, while the block runs."""
        options = ("source=speaker.monitor", "sink=micfeed", "latency_msec=60", "adjust_time=0")
        module = self._pactl_says("load-module", "module-loopback", *options).strip()
        try:
            yield
        finally:
            self._pactl("unload-module", module)

    @contextmanager
    def recording(self, file: Path, source: str = "speaker.monitor"):
        """Record what the loudspeaker (or the microphone) plays, while the block runs.

        Yields the monotonic time at which the recording began.
        """
        with file.open("wb") as sink:
            process = self._parec(source, sink)
            while file.stat().st_size == 0:
                time.sleep(0.005)
            began = time.monotonic() - file.stat().st_size / 2 / RATE
            try:
                yield began
            finally:
                time.sleep(0.3)
                process.terminate()
                process.wait()

    def _parec(self, source: str, sink) -> subprocess.Popen:
        options = ["--latency-msec=20", "--format=s16le", f"--rate={RATE}", "--channels=1"]
        return subprocess.Popen(
            ["parec", f"--device={source}", *options], stdout=sink, env=self.environment
        )

    def _keep_open(self, source: str) -> subprocess.Popen:
        return self._parec(source, subprocess.DEVNULL)

    def _wait_for_daemon(self) -> None:
        for _ in range(100):
            if self._pactl("info", check=False) == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("pulseaudio did not start")

    def _wait_for_sound(self) -> None:
        """A null sink that nobody has listened to yet begins with a block of two seconds."""
        probe = self.folder / "probe.raw"
        for _ in range(30):
            with self.recording(probe):
                time.sleep(0.2)
            if len(recorded(probe)) > 0.5 * RATE:
                return
        raise RuntimeError("the virtual sound card delivers no sound")

    @property
    def _microphone(self) -> str:
        """The index of the microphone's source."""
        sources = self._pactl_says("list", "short", "sources").splitlines()
        return next(line.split()[0] for line in sources if line.split()[1] == "mic")

    def _pactl_says(self, *arguments: str) -> str:
        return subprocess.run(
            ["pactl", *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def _pactl(self, *arguments: str, check: bool = True) -> int:
        return subprocess.run(
            ["pactl", *arguments], env=self.environment, check=check, capture_output=True
        ).returncode


def recorded(file: Path) -> np.ndarray:
    """What `Card.recording` wrote: mono float32 at 16 kHz."""
    raw = file.read_bytes()
    return np.frombuffer(raw[: len(raw) // 2 * 2], np.int16).astype(np.float32) / 32768


def write_sound(file: Path, samples: np.ndarray, rate: int) -> Path:
    """A WAV file of these samples."""
    soundfile.write(file, samples, rate, "PCM_16")
    return file
