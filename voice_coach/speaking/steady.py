"""A voice that goes on speaking when its engine does not."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_coach.errors import EngineFailed, VoiceMissing
from voice_coach.ports import Speech, Tell, Voice, nothing_to_tell
from voice_coach.speaking.engines import available_voices, open_voice


@dataclass(slots=True)
class SteadyVoice:
    """A Voice: the one called `preferred`, or another one from the moment that it fails.

    A helper process that fails has been started a second time by then; so one failure that
    arrives here is enough to change over for good. It loads at once, or `lazily` with the first
    line. `troubles` says what happened, one plain sentence each, and never what was being said;
    `tell` is told whenever a process was replaced. Construction raises VoiceMissing when the
    preferred voice is not installed.
    """

    preferred: str
    language: str
    tell: Tell = nothing_to_tell
    troubles: tuple[str, ...] = ()
    lazily: bool = False
    _voice: Voice = field(init=False)

    def __post_init__(self) -> None:
        self._voice = open_voice(self.preferred, self.language, self.tell, lazily=self.lazily)

    @property
    def name(self) -> str:
        """The name of the engine that speaks now."""
        return self._voice.name

    def render(self, text: str, pace: float = 1.0) -> Speech:
        """The text as sound, from whichever voice works.

        Raises EngineFailed (or VoiceMissing) when none does.
        """
        try:
            return self._voice.render(text, pace)
        except (EngineFailed, VoiceMissing) as error:
            failed = self._voice
            self._note(error)
            speech = self._rendered_by_another(text, pace)
            if speech is None:
                raise
            failed.close()
            return speech

    def close(self) -> None:
        """Let the engine go."""
        self._voice.close()

    def _rendered_by_another(self, text: str, pace: float) -> Speech | None:
        """The text from the first other voice that can say it, which then stays."""
        for name in available_voices():
            if name == self._voice.name:
                continue
            try:
                other = open_voice(name, self.language, self.tell)
            except VoiceMissing:
                continue  # it does not speak the language
            try:
                speech = other.render(text, pace)
            except (EngineFailed, VoiceMissing) as error:
                self._note(error)
                other.close()
                continue
            self._voice = other
            return speech
        return None

    def _note(self, error: EngineFailed | VoiceMissing) -> None:
        if error.message not in self.troubles:
            self.troubles += (error.message,)
