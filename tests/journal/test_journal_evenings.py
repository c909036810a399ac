from __future__ import annotations

import stat
from datetime import date, datetime, timedelta, timezone

import pytest
from journal_house import House, killed_at, said

from voice_coach.journal import Store, evening_of
from voice_coach.journal import draft as drafts
from voice_coach.journal.connection import reading
from voice_coach.journal.entries import KeptEvening
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, History, Outcome, Plan, PlanMark, Safety

STOPPED = Outcome("stopped")
AWAY = Entry("attention", "away", ("phone", "fixing"))


def spend(house: House, who: str, *noted: Entry | PlanMark) -> None:
    """An evening, and the day after it."""
    memory = house.begin(who)
    for label in noted:
        memory.keep(label)
    memory.close_evening(STOPPED)
    house.clock.wait(days=1)


def history(house: House, who: str = "Anna") -> History:
    return house.open().history(who, house.clock.today)


@pytest.mark.parametrize("days", [0, 1])
def test_a_closed_evening_is_remembered_with_all_its_labels(house: House, days: int) -> None:
    memory = house.begin()
    memory.keep_asked("opening.evening")
    memory.keep_asked("attention.1")
    memory.keep(AWAY)
    memory.keep(PlanMark("tea", "accepted", smaller=True))
    memory.close_evening(Outcome("ritual_accepted", "tea"))
    house.clock.wait(days=days)
    (evening,) = history(house).evenings
    assert evening.who == "Anna"
    assert evening.asked == ("opening.evening", "attention.1")
    assert evening.entries == (AWAY,)
    assert evening.marks == (PlanMark("tea", "accepted", smaller=True),)


def test_an_evening_without_an_answer_leaves_no_trace(house: House) -> None:
    spend(house, "Anna", AWAY)
    before = house.files()
    memory = house.begin()
    memory.keep_asked("opening.evening")
    memory.keep_reply(said())
    memory.close_evening(Outcome("no_answer"))
    assert house.files() == before


@pytest.mark.parametrize("how", ["a clear sign", "keep nothing"])
def test_an_evening_that_is_discarded_leaves_every_byte_as_it_was(house: House, how: str) -> None:
    for _ in range(40):  # answers of the first ones have expired by now
        spend(house, "Anna", AWAY, PlanMark("tea", "accepted"))
    memory = house.open()  # which lets go of them, whatever the evening will be like
    before = house.files()
    memory.history("Anna", house.clock.today)
    memory.manner()
    memory.begin(house.key(""))
    memory.present("Anna")
    memory.keep(AWAY)
    memory.keep_manner(0.9, 3.0)
    memory.keep(PlanMark("tea", "happened"))
    if how == "a clear sign":
        memory.keep_reply(said(safety=Safety("clear", "violence")))
    else:
        memory.discard()
    memory.keep(AWAY)
    memory.close_evening(Outcome("safety"))
    assert house.files() == before


def test_nothing_touches_the_journal_while_an_evening_runs(house: House) -> None:
    spend(house, "Anna", AWAY)
    before = house.files()["journal.sqlite"]
    memory = house.begin()
    memory.history("Anna", house.clock.today)
    for number in range(5):
        memory.keep(Entry(f"question_{number}", "away"))
        files = house.files()
        assert files["journal.sqlite"] == before
        assert len(files) == 2


def test_no_file_is_made_before_there_is_something_to_keep(house: House) -> None:
    memory = house.open()
    memory.history("Anna", house.clock.today)
    memory.standing("Anna", house.clock.today)
    assert list(house.folder.iterdir()) == []


def test_files_and_folder_are_for_their_user_alone(house: House) -> None:
    spend(house, "Anna", AWAY)
    house.begin().keep(AWAY)
    assert stat.S_IMODE(house.folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in house.folder.iterdir()}
    assert modes == {0o600}
    (house.folder / "journal.sqlite").chmod(0o644)
    house.folder.chmod(0o755)
    house.open()
    assert stat.S_IMODE(house.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((house.folder / "journal.sqlite").stat().st_mode) == 0o600


def test_what_one_person_said_alone_is_not_in_the_others_history(house: House) -> None:
    spend(house, "Anna", AWAY, PlanMark("tea", "accepted"))
    spend(house, "both", PlanMark("walk", "accepted"))
    assert [evening.who for evening in history(house, "Ben").evenings] == ["both"]
    assert [evening.who for evening in history(house, "anna").evenings] == ["Anna", "both"]
    assert [evening.who for evening in history(house, "both").evenings] == ["both"]
    assert "tea" not in repr(history(house, "Ben"))


def test_the_same_evening_is_never_there_twice_after_a_crash_between_the_two_files(
    house: House,
) -> None:
    memory = house.begin()
    memory.keep(AWAY)
    memory.keep(PlanMark("tea", "accepted"))

    with killed_at("erase"):
        memory.close_evening(Outcome("ritual_accepted", "tea"))
    again = house.open()
    assert again.unfinished("Anna") is None
    assert [path.name for path in house.folder.iterdir()] == ["journal.sqlite"]
    house.clock.wait(days=1)
    (evening,) = history(house).evenings
    assert evening.entries == (AWAY,)
    assert evening.marks == (PlanMark("tea", "accepted"),)


def test_a_second_session_in_one_evening_is_part_of_the_same_evening(house: House) -> None:
    first = house.begin()
    first.keep(AWAY)
    first.keep(Entry("time_together", "away"))
    first.close_evening(STOPPED)
    house.clock.wait(hours=1)
    spend(house, "Anna", Entry("attention", "toward"), PlanMark("tea", "accepted"))
    (evening,) = history(house).evenings
    assert evening.entries == (Entry("time_together", "away"), Entry("attention", "toward"))


def test_history_looks_back_on_a_window_of_evenings(house: House) -> None:
    store = Store(house.folder / "journal.sqlite")
    house.open()
    today = date(2026, 11, 3)
    nights = [today - timedelta(days=number) for number in range(1, 200)]
    store.put(lambda: Gathered([KeptEvening(night, "Anna", (AWAY,)) for night in nights]), today)
    evenings = store.history("Anna", today).evenings
    assert len(evenings) == 60
    assert evenings[-1].day == nights[0]
    assert [evening.day for evening in evenings] == sorted(evening.day for evening in evenings)


def test_looking_back_on_ten_years_reads_no_more_than_the_window(house: House) -> None:
    steps = []
    for years in (1, 10):
        folder = house.folder / str(years)
        folder.mkdir(parents=True)
        store = Store(folder / "journal.sqlite")
        today = date(2026, 11, 3)
        evenings = [
            KeptEvening(
                today - timedelta(days=night), who, (AWAY,), (PlanMark("tea", "accepted"),), ("a",)
            )
            for night in range(1, 365 * years)
            for who in ("Anna", "Ben")
        ]
        store.put(lambda evenings=evenings: Gathered(evenings), today)  # type: ignore[misc]
        steps.append(_steps_of_history(store, today))
    assert steps[1] <= steps[0] + 20


def _steps_of_history(store: Store, today: date) -> int:
    """How many hundred instructions of SQLite's machine it takes to look back."""
    from voice_coach.journal.rows import select_evenings, select_marks

    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with reading(store.path) as connection:
        assert connection is not None
        connection.set_progress_handler(step, 100)
        select_evenings(connection, ("Anna", "both"), before=today, limit=60)
        select_marks(connection, ("Anna", "both"), until=today)
    return steps


def test_answers_expire_after_four_weeks_and_plans_do_not(house: House) -> None:
    spend(house, "Anna", Entry("xylophone", "away", ("phone",)), PlanMark("tea", "accepted"))
    house.clock.wait(days=27)
    assert history(house).evenings[0].entries != ()
    house.clock.wait(days=1)
    (evening,) = history(house).evenings
    assert evening.entries == ()
    assert evening.marks == (PlanMark("tea", "accepted"),)


def test_evenings_after_today_are_not_looked_at_when_the_clock_jumped_back(house: House) -> None:
    spend(house, "Anna", AWAY)
    house.clock.wait(days=-300)
    assert history(house) == History()
    spend(house, "Anna", Entry("time_together", "away"))
    (evening,) = history(house).evenings
    assert evening.entries == (Entry("time_together", "away"),)


def test_a_cut_evening_of_yesterday_goes_into_the_journal_and_is_not_offered(
    house: House,
) -> None:
    memory = house.begin()
    memory.keep_reply(said(answer="away"))
    memory.keep(AWAY)
    house.clock.wait(days=1)
    memory = house.open()
    assert memory.unfinished("Anna") is None
    assert memory.history("Anna", house.clock.today).evenings[0].entries == (AWAY,)
    assert not list(house.folder.glob("draft-*"))


def test_what_was_asked_for_of_the_voice_lasts(house: House) -> None:
    memory = house.begin()
    memory.keep_manner(0.9, 0.0)
    memory.keep_manner(0.8, 3.0)
    memory.close_evening(Outcome("no_answer"))
    manner = house.open().manner()
    assert manner is not None
    assert (manner.pace, manner.volume_db) == (0.8, 3.0)


def test_who_joined_is_kept_once(house: House) -> None:
    house.store.join("Anna", date(2026, 11, 3))
    house.store.join("anna", date(2026, 12, 3))
    assert house.store.joined() == {"Anna": date(2026, 11, 3)}


def test_an_evening_ends_at_four_whatever_the_zone() -> None:
    berlin = timezone(timedelta(hours=1))
    assert evening_of(datetime(2026, 11, 4, 3, 59, tzinfo=berlin)) == date(2026, 11, 3)
    assert evening_of(datetime(2026, 11, 4, 4, 0, tzinfo=berlin)) == date(2026, 11, 4)
    assert evening_of(datetime(2027, 1, 1, 0, 30, tzinfo=berlin)) == date(2026, 12, 31)


ACCEPTED = PlanMark("tea", "accepted")
SMALLER = PlanMark("tea", "accepted", smaller=True)
HAPPENED = PlanMark("tea", "happened")
MISSED = PlanMark("tea", "missed")
FIRST = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("nights", "plan"),
    [
        ([[ACCEPTED]], Plan("tea", FIRST, last=FIRST)),
        ([[ACCEPTED], [HAPPENED]], Plan("tea", FIRST, happened=1, last=date(2026, 11, 4))),
        (
            [[ACCEPTED], [PlanMark("tea", "partly")]],
            Plan("tea", FIRST, last=date(2026, 11, 4)),
        ),
        (
            [[ACCEPTED], [MISSED, SMALLER]],
            Plan("tea", FIRST, smaller=True, missed=1, last=date(2026, 11, 4)),
        ),
        ([[ACCEPTED], [MISSED, SMALLER], [MISSED, PlanMark("tea", "retired")]], None),
        ([[ACCEPTED], [HAPPENED, PlanMark("tea", "rested")]], None),
        (
            [[ACCEPTED], [MISSED, PlanMark("walk", "accepted")]],
            Plan("walk", date(2026, 11, 4), last=date(2026, 11, 4)),
        ),
        ([[ACCEPTED], [PlanMark("walk", "declined")]], None),
        ([[ACCEPTED], []], None),
        ([[ACCEPTED], [Entry("follow_up", "unsure")]], None),
        (
            [[ACCEPTED, HAPPENED], [HAPPENED, MISSED]],
            Plan("tea", FIRST, happened=1, missed=1, last=date(2026, 11, 4)),
        ),
    ],
)
def test_the_running_plan_is_computed_from_what_was_marked(
    house: House, nights: list[list[PlanMark | Entry]], plan: Plan | None
) -> None:
    for night in nights:
        spend(house, "Anna", *night)
    assert history(house).plan == plan


def test_a_plan_made_earlier_tonight_is_there_but_was_spoken_of_tonight(house: House) -> None:
    memory = house.begin()
    memory.keep(ACCEPTED)
    memory.close_evening(Outcome("ritual_accepted", "tea"))
    plan = history(house).plan
    assert plan is not None
    assert plan.last == house.clock.today


def test_a_plan_lapses_after_an_evening_without_an_answer_and_nothing_is_written(
    house: House,
) -> None:
    spend(house, "Anna", ACCEPTED)
    before = house.files()
    assert history(house).plan is not None
    house.clock.wait(days=1)
    assert history(house).plan is None
    assert house.files() == before


def test_the_shared_plan_is_each_persons_too_and_what_one_says_of_it_stays_theirs(
    house: House,
) -> None:
    spend(house, "both", ACCEPTED)
    spend(house, "Anna", HAPPENED)
    anna, ben = history(house, "Anna").plan, history(house, "Ben").plan
    assert anna is not None
    assert anna.happened == 1
    assert ben is None


def test_drafts_of_two_people_do_not_mix(house: House) -> None:
    house.begin("Anna").keep(AWAY)
    spend(house, "Ben", Entry("attention", "toward"))
    assert history(house, "Ben").evenings[0].entries == (Entry("attention", "toward"),)
    assert history(house, "Anna").evenings[0].entries == (AWAY,)
    assert drafts.drafts_in(house.folder) == []


def test_who_joined_while_the_clock_was_ahead_keeps_what_two_planned(house: House) -> None:
    for who in ("Anna", "Ben"):
        house.store.join(who, house.clock.today + timedelta(days=2))
    memory = house.begin("both")
    memory.keep(PlanMark("tea", "accepted"))
    memory.close_evening(Outcome("ritual_accepted", "tea"))
    house.clock.wait(days=1)
    plan = house.open().history("both", house.clock.today).plan
    assert plan is not None
    assert plan.ritual == "tea"
