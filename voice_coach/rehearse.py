"""A rehearsal: the check-in with a synthetic partner, wired together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import voice_coach
from voice_coach import app, screen
from voice_coach.aloud import Aloud
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.errors import UsageError
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.ears import Ears
from voice_coach.house import House
from voice_coach.journal import (
    JournalTrouble,
    Memory,
    Memoryless,
)
from voice_coach.manner import Manner
from voice_coach.meaning import Outcome
from voice_coach.ports import (
    EveningKey,
    Recognizer,
    Samples,
    Voice,
)
from voice_coach.rehearsal.cost import CostlyRecognizer, CostlyUnderstanding, CostlyVoice, FreeVoice
from voice_coach.rehearsal.noise import at_snr, made_up_noise, speech_rms
from voice_coach.rehearsal.partner import Rehearsed, Transcript
from voice_coach.rehearsal.past import remembered
from voice_coach.rehearsal.report import gaps, result, write_report
from voice_coach.rehearsal.room import RehearsalRoom
from voice_coach.rehearsal.script import Answering as Answers
from voice_coach.rehearsal.script import Noise, Script, load_script
from voice_coach.session import Again, Start, run
from voice_coach.sound_files import read_sound
from voice_coach.speaking.engines import choose_voice
from voice_coach.speaking.steady import SteadyVoice
from voice_coach.typed import Typed
from voice_coach.understanding import load_understanding

DEFAULT_SNR_DB = 10.0
"""How far a partner is above a noise where nobody says."""

FORGETFUL = Memoryless(
    JournalTrouble("journal_unreachable", "A rehearsal keeps nothing.", "There is nothing to do.")
)
"""The memory of a rehearsal."""


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """How a rehearsal is to go: see the options of `voice-coach rehearse`."""

    day: date
    seed: int = 0
    partner_voice: str = "auto"
    noise: Path | None = None
    snr: float | None = None
    captions: bool = False
    compute_time: bool = True


def rehearse(house: House, script: Path, out: Path, wanted: Rehearsing) -> Outcome:
    """The check-in with a synthetic partner, on virtual time; writes its report to `out`.

    Raises UsageError for what is no script, StorageError when the report cannot be written.
    """
    known = {question.id for question in house.content.questions.values()} | {"hold"}
    written = load_script(script, known)
    house = at_home(house, written)
    room = RehearsalRoom(seed=wanted.seed)
    with closing(app.voice(house)) as speaking, closing(_partner(house, wanted)) as partner:
        hearing: Recognizer = app.recognizer(house)
        understanding = house.understanding
        if wanted.compute_time:
            hearing = CostlyRecognizer(hearing, room.spend)
            understanding = CostlyUnderstanding(understanding, room.spend)
        transcript = Transcript(room, screen.overheard if wanted.captions else screen.nothing)
        aloud = Aloud(
            room=room,
            ears=Ears(SileroActivity(), hearing),
            voice=CostlyVoice(speaking, room) if wanted.compute_time else FreeVoice(speaking),
            understanding=understanding,
            patience=app.patience(house.settings),
            turns=house.content.turns,
            answer_early=house.settings.answer_early,
            onlooker=transcript,
            keep_manner=_keep_nothing,
            manner=Manner(house.settings.pace, house.settings.volume_db),
        )
        room.noise = _noise(written, wanted, partner)
        exchange = Rehearsed(aloud, room, Answers(written), partner, transcript)
        with evening(house, written, wanted) as (context, memory):
            outcome = run(partial(checkin, context), exchange, memory, as_it_began(context))
        aloud.finish()
    found = gaps(room, exchange.spoken)
    summary = result(outcome, transcript.turns, found, room.seconds)
    write_report(out, room.recording(), transcript.turns, summary)
    return outcome


def at_home(house: House, script: Script) -> House:
    """The house with the script's household living in it, in the script's country.

    Raises UsageError for names, people and rituals that cannot be.
    """
    changed: dict[str, object] = {}
    if script.household:
        changed["household"] = script.household
    if script.country is not None:
        changed["country"] = script.country
    plan = script.history.plan if script.history else None
    if plan is not None and plan.ritual not in house.content.rituals:
        raise UsageError(
            f"The script's history has a ritual that does not exist: {plan.ritual}.",
            "The rituals are in prompts/en/rituals.toml.",
        )
    if script.who is not None and script.who not in script.household:
        raise UsageError(
            "The script's 'who' is nobody of its household.",
            'It looks like {"household": ["Ann", "Ben"], "who": "Ann"}.',
        )
    if not changed:
        return house
    settings = house.settings.model_copy(update=changed)
    understanding = load_understanding(settings.language, settings.prompts, settings.household)
    return replace(house, settings=settings, understands=lambda: understanding)


@contextmanager
def evening(house: House, script: Script, wanted: Rehearsing) -> Iterator[tuple[Context, Memory]]:
    """What a script's evening begins with, and its memory, which is gone afterwards."""
    if not script.remembers:
        yield _beginning(house, script, wanted, FORGETFUL), FORGETFUL
        return

    def cut_off(memory: Memory) -> None:
        _hold_until_cut(house, script, _beginning(house, script, wanted, memory), memory)

    with remembered(script, wanted.day, cut_off) as memory:
        yield _beginning(house, script, wanted, memory), memory


def as_it_began(context: Context) -> Again:
    """How an evening that was cut off began: as this one."""

    def again(key: EveningKey) -> Start:
        del key
        return partial(checkin, context)

    return again


def _beginning(house: House, script: Script, wanted: Rehearsing, memory: Memory) -> Context:
    """The starting point of a script's evening, and the draft that belongs to it."""
    who = script.who or (script.household[0] if len(script.household) == 1 else None)
    key = EveningKey(wanted.day, who or "", "", wanted.seed, house.settings.length)
    memory.begin(key)
    return Context(
        content=house.content,
        day=wanted.day,
        seed=wanted.seed,
        length=house.settings.length,
        household=script.household,
        who=who,
        country=house.settings.country,
        history=memory.history(key.who, wanted.day),
    )


class _PowerCut(Exception):
    """The evening ends here, in the middle. Not an error."""


def _hold_until_cut(house: House, script: Script, context: Context, memory: Memory) -> None:
    """The first answers of a script's evening, in writing, and then nothing more."""
    answers = Answers(script)

    def read(question: str) -> str | None:
        if script.history is None or sum(answers.given.values()) >= script.history.cut_after:
            raise _PowerCut
        return answers.next(question)

    with suppress(_PowerCut):
        exchange = Typed(house.understanding, read, screen.nothing)
        run(partial(checkin, context), exchange, memory)


def bundled_script(name: str = "sample") -> Path:
    """A rehearsal script that comes with the program."""
    return Path(voice_coach.__file__).parent / "rehearsal" / "scripts" / f"{name}.json"


def _partner(house: House, wanted: Rehearsing) -> Voice:
    language = house.settings.language
    return SteadyVoice(choose_voice(wanted.partner_voice, language), language)


def _noise(script: Script, wanted: Rehearsing, partner: Voice) -> Samples | None:
    """What goes on in the room beside the talk, at its level under the partner's voice."""
    if wanted.noise is None and script.noise is None:
        return None
    spoken = speech_rms(partner.render("I was listening to you all evening.").samples)
    if wanted.noise is not None:
        return at_snr(
            read_sound(wanted.noise), spoken, DEFAULT_SNR_DB if wanted.snr is None else wanted.snr
        )
    made = script.noise or Noise(like="hum")
    return at_snr(
        made_up_noise(made.like, wanted.seed),
        spoken,
        made.snr if wanted.snr is None else wanted.snr,
    )


def _keep_nothing(manner: Manner) -> None:
    del manner
