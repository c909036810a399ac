"""Everything that can go wrong, each with one plain sentence, a hint and an exit code.

VoiceCoachError (1)
├── UsageError (2)            the command line, a script or an input file is wrong
│   ├── SettingsError         a settings file or environment variable is wrong
│   ├── ContentError          a file in prompts/ is wrong
│   └── AudioFileError        a file that should hold sound does not
├── AudioDeviceError (3)      no microphone or loudspeaker can be used
│   ├── MicrophoneLost        the microphone stopped delivering sound
│   └── LoudspeakerLost       the loudspeaker stopped taking sound
├── ModelMissing (4)          a recognition model is not there or is damaged
│   └── VoiceMissing          a voice is not there or cannot be used
├── SessionRunning (5)        another check-in holds the lock
├── StorageError (6)          something cannot be read or written
│   └── NetworkError          a download did not work
├── PanelUnavailable (1)      the button and the light cannot be used
├── ServiceUnavailable (1)    systemd cannot be reached, or refuses
└── EngineFailed (1)          a recogniser or a voice died or hung at work
"""

from __future__ import annotations

from typing import ClassVar


class VoiceCoachError(Exception):
    """The root of all errors that a user may see.

    `message` is one plain sentence, `hint` says what to do about it; `exit_code` is what
    the program ends with (0 fine, 2 usage, 3 sound, 4 model, 5 running, 6 storage).
    Neither text ever contains what a person said.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(VoiceCoachError):
    """The command line, a rehearsal script or an input line is wrong."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file or an environment variable holds something that cannot be used."""


class ContentError(UsageError):
    """A file in prompts/ is wrong; the message names file, place and what was expected."""


class AudioFileError(UsageError):
    """A file that should hold sound is missing, empty, truncated or something else."""


class AudioDeviceError(VoiceCoachError):
    """No microphone or no loudspeaker can be used."""

    exit_code = 3


class MicrophoneLost(AudioDeviceError):
    """The microphone stopped delivering sound in the middle of an evening."""


class LoudspeakerLost(AudioDeviceError):
    """The loudspeaker stopped taking sound in the middle of an evening."""


class ModelMissing(VoiceCoachError):
    """A recognition model is not installed, or its folder is not a model."""

    exit_code = 4


class VoiceMissing(ModelMissing):
    """A voice is not installed or cannot be used."""


class SessionRunning(VoiceCoachError):
    """Another check-in is running and holds the lock."""

    exit_code = 5


class StorageError(VoiceCoachError):
    """Something cannot be read or written: disk full, no permission, damaged file."""

    exit_code = 6


class NetworkError(StorageError):
    """A download could not be made or did not match its checksum."""


class PanelUnavailable(VoiceCoachError):
    """The button and the light cannot be used: no driver, no rights, or no such pin."""


class ServiceUnavailable(VoiceCoachError):
    """The systemd of this user is not there, cannot be reached, or refuses what it was asked."""


class EngineFailed(VoiceCoachError):
    """A recogniser or a voice died or hung while it was at work."""
