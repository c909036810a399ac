"""The one place that picks concrete engines and wires them together."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from zlib import crc32

import voice_coach
from voice_coach import screen
from voice_coach.aloud import Aloud, Apologies
from voice_coach.asides import Candid
from voice_coach.attended import Aside, AttendedExchange, AttendedRoom, Pressed
from voice_coach.conversation.checkin import checkin
from voice_coach.conversation.context import Context
from voice_coach.conversation.effects import Answering
from voice_coach.errors import AudioDeviceError, UsageError
from voice_coach.hearing.activity import SileroActivity
from voice_coach.hearing.devices import devices, quiet_stderr
from voice_coach.hearing.ears import Ears, recognised
from voice_coach.hearing.interrupting import Interruptions
from voice_coach.house import House, model_folders
from voice_coach.journal import Memory, Memoryless, evening_of, local_now
from voice_coach.keys import open_keys
from voice_coach.manner import Manner
from voice_coach.meaning import Content, Outcome, Recognition
from voice_coach.ports import (
    EveningKey,
    Patience,
    ReadyVoice,
    Recognizer,
    Room,
    Tell,
    Voice,
    VoiceActivity,
    nothing_to_tell,
)
from voice_coach.recognition.apart import ApartRecognizer
from voice_coach.recognition.background import Loading, load_in_background
from voice_coach.recognition.engines import choose_engine, open_engine
from voice_coach.remembering import opened_memory
from voice_coach.session import Again, Onlooker, Start, run
from voice_coach.settings import Settings
from voice_coach.sound_files import read_sound
from voice_coach.soundcard import SoundCard
from voice_coach.speaking.ahead import AheadVoice
from voice_coach.speaking.cache import CachedVoice
from voice_coach.speaking.engines import choose_voice
from voice_coach.speaking.repertoire import repertoire
from voice_coach.speaking.sentences import pieces
from voice_coach.speaking.steady import SteadyVoice
from voice_coach.typed import Typed
from voice_coach.understand_lines import HearFile

TURN_TRAILING = 8.0
"""Seconds of silence after which somebody who speaks to their partner has said it all."""

TURN_LONGEST = 90.0
"""Seconds that each of two has while the coach is silent."""

CLOSED_GLANCE = 0.1
"""Seconds of silence after which an answer to a closed question is looked at: it is recognised
by the time that it may be over."""

EVERY_EVENING = frozenset({"ready", "attention", "time_together", "appreciation", "good_moment"})
"""Questions that are asked whatever the person answers."""


def patience(settings: Settings) -> dict[Answering, Patience]:
    """How long the ears wait, by how a question can be answered."""
    return {
        "closed": Patience(
            settings.closed_first_word,
            settings.closed_trailing,
            settings.closed_longest,
            CLOSED_GLANCE,
        ),
        "open": Patience(settings.open_first_word, settings.open_trailing, settings.open_longest),
        "turn": Patience(settings.open_first_word, TURN_TRAILING, TURN_LONGEST),
    }


def recognizer(house: House) -> Loading:
    """The recogniser that the settings mean; it begins to load and is waited for at first use."""
    engine = choose_engine(house.settings.asr, house.settings.language, model_folders(house))
    return load_in_background(engine.name, lambda: open_engine(engine))


def recognizer_apart(house: House, tell: Tell) -> ApartRecognizer:
    """The same in a process of its own, for programs that run for weeks."""
    settings = house.settings
    return ApartRecognizer(
        choose_engine(settings.asr, settings.language, model_folders(house)), tell
    )


def voice(house: House, tell: Tell = nothing_to_tell) -> CachedVoice:
    """The voice that the settings mean; lines that never change are rendered only once.

    The engine loads at once where the greeting is not kept yet, else only when it is needed.
    """
    kept = _kept_by(fresh_voice(house, tell, lazily=True), house)
    greetings = repertoire(house.content, house.settings.country)[:1]
    if all(kept.holds(piece, house.settings.pace) for piece in greetings):
        return kept
    return _kept_by(fresh_voice(house, tell), house)


def _kept_by(engine: Voice, house: House) -> CachedVoice:
    everyday = said_any_evening(house.content)
    folder = house.places.cache / "lines"
    return CachedVoice(engine, folder, everyday.__contains__, house.settings.language)


def unrendered(house: House, voice: CachedVoice) -> tuple[str, ...]:
    """Everything that could be kept as sound at the settings' pace, and is not yet."""
    everything = repertoire(house.content, house.settings.country)
    return tuple(piece for piece in everything if not voice.holds(piece, house.settings.pace))


def said_any_evening(content: Content) -> frozenset[str]:
    """The sentences that may be kept as sound.

    Only what is said whatever the person answers: a file's name and time tell that its line
    was spoken, so a line that follows from an answer would tell the answer.
    """
    texts = chain(
        content.lines["close.goodnight"],
        *(question.ask for question in content.questions.values() if question.id in EVERY_EVENING),
    )
    return frozenset(piece for text in texts for piece in pieces(text))


def fresh_voice(house: House, tell: Tell = nothing_to_tell, *, lazily: bool = False) -> SteadyVoice:
    """The voice that the settings mean, without the cache of rendered lines."""
    settings = house.settings
    name = choose_voice(settings.tts, settings.language)
    return SteadyVoice(name, settings.language, tell, lazily=lazily)


def has_microphone(house: House) -> bool:
    """Whether there is anything to hear the person with."""
    del house
    try:
        return bool(devices("input"))
    except AudioDeviceError:
        return False


def check_in_typed(house: House, *, who: str | None, explain: bool) -> Outcome:
    """Tonight's check-in on keyboard and screen; returns how it ended."""
    with opened_memory(house.places, house.settings) as (memory, troubles):
        shown = screen.shown(explain=explain)
        typed = Typed(house.understanding, screen.read_line, shown, memory.hear)
        start = partial(checkin, tonight(house, memory, who))
        candid = Candid(typed, house.content, troubles)
        return run(start, candid, memory, as_it_began(house, memory))


def check_in_aloud(house: House, *, who: str | None, captions: bool) -> Outcome:
    """Tonight's check-in on the sound card; returns how it ended.

    What the greeting waits for begins to load first, and the recogniser last: it is needed when the
    greeting has sounded.
    """
    kept_lines = voice(house)
    with closing(AheadVoice(kept_lines, kept_lines.rest)) as speaking:
        house.understands()
        return _held_aloud(house, speaking, recognizer(house), who=who, captions=captions)


def _held_aloud(
    house: House, speaking: ReadyVoice, hearing: Loading, *, who: str | None, captions: bool
) -> Outcome:
    """The same, with this voice and this recogniser."""
    with (
        opened_memory(house.places, house.settings) as (memory, troubles),
        quiet_stderr(),
        closing(sound_card(house.settings)) as card,
        closing(open_keys()) as keys,
    ):
        room = AttendedRoom(card, keys, _nobody_counts, nothing_to_tell, interruptible=True)
        onlooker = screen.caption if captions else screen.nothing
        ears = Ears(SileroActivity(), hearing)
        over = Interruptions(hearing, hearing.is_ready, echoes=not house.settings.barge_in)
        means = Means(room, ears, speaking, onlooker, interruptions=over)
        aloud = spoken(house, memory, means)
        start = partial(checkin, tonight(house, memory, who))
        exchange = Candid(AttendedExchange(aloud, room, Aside()), house.content, troubles)
        outcome = run(start, exchange, memory, as_it_began(house, memory))
        with suppress(Pressed):
            aloud.finish()
        return outcome


def sound_card(settings: Settings, *, later: bool = False) -> SoundCard:
    """The devices of the settings; with `later` they are only opened by `reopen`.

    Raises AudioDeviceError.
    """
    return SoundCard(
        settings.input_device, settings.output_device, later=later, echoes=not settings.barge_in
    )


def _nobody_counts() -> None:
    """The heartbeat where nobody listens to it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an evening aloud is held with, besides memory and what the settings say.

    `softer_db` is taken off the volume for this evening; `apologies` are said after failures.
    """

    room: Room
    ears: Ears
    voice: ReadyVoice
    onlooker: Onlooker = screen.nothing
    softer_db: float = 0.0
    apologies: Apologies | None = None
    interruptions: Interruptions | None = None


def spoken(house: House, memory: Memory, means: Means) -> Aloud:
    """The exchange by voice, in the manner that was last asked for."""
    settings = house.settings
    manner = memory.manner() or settings
    return Aloud(
        room=means.room,
        ears=means.ears,
        voice=means.voice,
        understanding=house.understanding,
        patience=patience(settings),
        turns=house.content.turns,
        answer_early=settings.answer_early,
        onlooker=means.onlooker,
        keep_manner=lambda manner: memory.keep_manner(manner.pace, manner.volume_db),
        hear=memory.hear,
        manner=Manner(manner.pace, manner.volume_db),
        barge_in=settings.barge_in,
        softer_db=means.softer_db,
        apologies=means.apologies,
        interruptions=means.interruptions,
    )


def tonight(house: House, memory: Memory, who: str | None) -> Context:
    """Tonight's starting point, and the draft that belongs to it.

    Raises UsageError when `who` is nobody of the household.
    """
    settings = house.settings
    known = who or (settings.household[0] if len(settings.household) == 1 else None)
    if who is not None and settings.household and who not in settings.household:
        raise UsageError(
            "That name is not one of this household.",
            f"These are: {', '.join(settings.household)}.",
        )
    key = _key(house, known or "")
    memory.begin(key)
    return _context(house, memory, key)


def in_passing(house: House, memory: Memory) -> Context:
    """The starting point for something asked for outside of an evening; begins no draft."""
    household = house.settings.household
    known = household[0] if len(household) == 1 else ""
    return _context(house, memory, _key(house, known))


def as_it_began(house: House, memory: Memory) -> Again:
    """How an evening that was cut off begins, unless what can be said has changed since."""

    def again(key: EveningKey) -> Start | None:
        if key.digest != _digest(house):
            return None
        return partial(checkin, _context(house, memory, key))

    return again


def _key(house: House, who: str) -> EveningKey:
    """Tonight's evening, of this person as far as that is known."""
    day, length = evening_of(local_now()), house.settings.length
    return EveningKey(day, who, _digest(house), _seed(house), length)


def _seed(house: House) -> int:
    """What chooses wordings and rituals: another one in each household, the same every night.

    Were it another one each night, the next wording could be last night's.
    """
    return crc32(" ".join(house.settings.household).encode())


def _digest(house: House) -> str:
    return f"{house.content.digest} {voice_coach.__version__}"


def _context(house: House, memory: Memory, key: EveningKey) -> Context:
    settings = house.settings
    return Context(
        content=house.content,
        day=key.day,
        seed=key.seed,
        length=key.length,
        household=settings.household,
        who=key.who or None,
        country=settings.country,
        history=memory.history(key.who, key.day),
        keeps=not isinstance(memory, Memoryless),
    )


def hear_file(house: House) -> HearFile:
    """How the speech in a sound file is recognised, under a question id.

    The recogniser is loaded by the first file, so that text alone never waits for it.
    """

    @cache
    def hearing() -> tuple[VoiceActivity, Recognizer]:
        return SileroActivity(), recognizer(house)

    def hear(path: Path, asking: str | None) -> Recognition:
        samples = read_sound(path)
        return recognised(samples, *hearing(), house.understanding.expected(asking))

    return hear
