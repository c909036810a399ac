"""A machine that reads late does not take the coach's last words for an answer."""

from dataclasses import dataclass

from voice_coach.soundcard import SoundCard


@dataclass
class Devices:
    """A microphone and a player whose state is set by hand; the real ones are beside this."""

    waiting_seconds: float = 0.0
    playing: bool = True

    def is_playing(self):
        return self.playing


def test_it_still_plays_for_whoever_has_not_read_that_sound_yet():
    card, devices = SoundCard(later=True), Devices()
    card._devices = (devices, devices)
    assert card.is_playing()
    devices.playing, devices.waiting_seconds = False, 60.0
    assert card.is_playing()
    devices.waiting_seconds = 0.0
    assert not card.is_playing()
