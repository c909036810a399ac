"""Words to meaning: the one place that puts the readers of this stage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voice_coach.meaning import GRAVITY, Command, Meaning, Recognition, Safety
from voice_coach.understanding import decide
from voice_coach.understanding.data import Language, load_language
from voice_coach.understanding.endings import Endings, load_endings
from voice_coach.understanding.model import Model, Prediction, load_model
from voice_coach.understanding.phrases import CALLED, PhraseReader, Said
from voice_coach.understanding.reading import Heard, Reader
from voice_coach.understanding.who import WhoReader

_EAGERNESS = {"accept": 2, "confirm": 1, "reject": 0}


class Engine:
    """Understanding of one language, as `ports.Understanding` describes it."""

    def __init__(
        self,
        language: Language,
        model: Model,
        endings: Endings,
        household: Sequence[str] = (),
    ) -> None:
        self._reader = Reader(language)
        self._phrases = PhraseReader(
            language.phrases, lambda text: self._reader.normalise(text).text, household
        )
        self._who = WhoReader(language)
        self._model = model
        self._endings = endings
        self._limits = language.thresholds
        self._household = tuple(household)

    def meaning(self, recognition: Recognition, asking: str | None = None) -> Meaning:
        """What an utterance means under the question `asking`, every hypothesis considered."""
        texts = [hypothesis.text for hypothesis in recognition.hypotheses] or [""]
        meanings = [self._in_the_end(text, asking) for text in texts]
        gravest = max(meanings, key=lambda found: GRAVITY[found.safety.level]).safety
        best = max(meanings, key=lambda found: _EAGERNESS[found.decision])
        return replace(best, text=texts[0], safety=gravest)

    def finished(self, text: str, asking: str | None = None) -> float:
        """The chance that somebody who said this under a question has said all of it."""
        return self._endings.finished(text, asking)

    def expected(self, asking: str | None) -> Sequence[str]:
        """Phrases that a closed question expects, for a recogniser's grammar; empty if open."""
        return self._phrases.expected(asking)

    def _in_the_end(self, text: str, asking: str | None) -> Meaning:
        """What a text means once what it takes back is left out; danger counts all the same."""
        heard = self._reader.read(text, asking)
        whole = self._read(heard, asking)
        # A plan is whatever is said; the conversation knows what to do with "I take it back".
        instead = None if asking in (None, "say_the_plan") else self._reader.corrected(heard)
        if instead is None:
            return whole
        last = self._read(self._reader.read(instead, asking), asking)
        gravest = max(whole.safety, last.safety, key=lambda look: GRAVITY[look.level])
        tells = last.command or last.who or last.answer in decide.POLES
        if last.decision == "accept" and tells:
            return replace(last, safety=gravest, who=last.who or whole.who)
        if whole.command is None and whole.answer in decide.POLES and asking not in decide.OPEN:
            # What was taken back is no answer any more, and what it is instead is not clear.
            asked_back = last if last.answer in decide.POLES else whole
            return replace(asked_back, decision="confirm", safety=gravest, who=whole.who)
        return whole

    def _read(self, heard: Heard, asking: str | None) -> Meaning:
        if not heard.words.text:
            return self._only_called(heard, asking)
        prediction = self._model.predict(self._reader.features(heard, asking))
        called = heard.called or decide.called(heard.named, prediction, asking, self._limits)
        who = self._who_is_there(heard, asking)
        said = self._phrases(heard.words.text, asking or (CALLED if heard.called else None))
        # "No, it's me" or "stop" is all that was said: nothing in it is to be suspected of more.
        is_all = (who is not None and asking != "who") or (said is not None and said.is_all)
        safety = heard.safety if is_all else self._danger(heard, prediction, asking)
        meaning = (
            _of_phrase(said, prediction)
            if said is not None and safety.level == "none"
            else self._of_sentence(heard, prediction, asking)
        )
        return replace(
            meaning,
            safety=safety,
            wake=called,
            who=who,
            decision="accept" if called else meaning.decision,
        )

    def _only_called(self, heard: Heard, asking: str | None) -> Meaning:
        """What it means that nothing was said beside the coach's name: "yes, coach" answers."""
        said = self._phrases(heard.greeting, asking or CALLED) if heard.greeting else None
        return Meaning(
            answer="none" if said is None else said.answer,
            command=None if said is None else said.command,
            wake=heard.called,
            decision="accept" if heard.called else "reject",
            confidence=1.0,
        )

    def _of_sentence(self, heard: Heard, prediction: Prediction, asking: str | None) -> Meaning:
        command, sure = decide.command(prediction, asking, self._limits)
        meaning = (
            self._of_answer(heard, prediction, asking)
            if command is None
            else _of_command(command, sure, asking)
        )
        situation = decide.situation(prediction, self._limits)
        if situation is None:
            return meaning
        # Life was told of: that is understood, whatever it answers.
        decision = "accept" if meaning.decision == "reject" else meaning.decision
        return replace(meaning, situation=situation, decision=decision)

    def _danger(self, heard: Heard, under: Prediction, asking: str | None) -> Safety:
        """The graver of two looks: a sign is a sign whatever was asked."""
        safety = decide.safety(heard.safety, under, self._limits)
        if asking is None or safety.level == "clear":
            return safety
        freely = self._model.predict(self._reader.features(heard, None))
        again = decide.safety(heard.safety, freely, self._limits)
        return max(safety, again, key=lambda look: GRAVITY[look.level])

    def _who_is_there(self, heard: Heard, asking: str | None) -> str | None:
        """Who is there, where that was asked; else who it is after all, if that was said."""
        if asking is None:
            return None
        look = self._who if asking == "who" else self._who.corrected
        return look(heard.words.text, self._household)

    def _of_answer(self, heard: Heard, prediction: Prediction, asking: str | None) -> Meaning:
        count = len(heard.words.words)
        answer, sure, decision = decide.answer(prediction, asking, count, self._limits)
        about = decide.about(prediction)
        return Meaning(
            answer=answer,
            kinds=decide.kinds(prediction, about, self._limits),
            about=about,
            decision=decision,
            confidence=sure,
        )


def _of_phrase(said: Said, prediction: Prediction) -> Meaning:
    return Meaning(
        answer=said.answer,
        about=decide.about(prediction) if said.command is None else "nobody",
        command=said.command,
        decision="accept",
        confidence=said.closeness,
    )


def _of_command(command: Command, sure: float, asking: str | None) -> Meaning:
    offered = asking == "ritual_offer"
    return Meaning(
        answer=decide.COMMAND_ANSWERS.get(command, "none") if offered else "none",
        command=command,
        decision="accept",
        confidence=sure,
    )


def load_understanding(
    language: str = "en", directory: Path | None = None, household: Sequence[str] = ()
) -> Engine:
    """Understanding for a language; `directory` is a user's prompts folder that overrides.

    Raises ContentError where a file of the content is wrong.
    """
    loaded = load_language(language, directory)
    model, endings = load_model(loaded.file("model.npz")), load_endings(loaded.file("endings.npz"))
    return Engine(loaded, model, endings, household)
