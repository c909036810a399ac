from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from journal_house import House

from voice_coach.errors import UsageError
from voice_coach.journal import Store
from voice_coach.journal.archive import export_csv, export_json, import_json, show
from voice_coach.journal.entries import KeptEvening, Manner, Refusal
from voice_coach.journal.store import Gathered
from voice_coach.meaning import Entry, Outcome, PlanMark


@pytest.fixture
def store(house: House) -> Store:
    """Two people's first two evenings, one of them for two."""
    memory = house.open()
    house.store.join("Anna", date(2026, 11, 1))
    for who in ("Anna", "Ben"):
        memory.begin(house.key(who))
        memory.keep_asked(f"{who}_was_asked")
        memory.keep(Entry("attention", "away" if who == "Anna" else "mixed", ("phone", "fixing")))
        memory.keep(PlanMark(f"tea_of_{who}", "accepted", smaller=True))
        memory.close_evening(Outcome("ritual_accepted", f"tea_of_{who}"))
    house.clock.wait(days=1)
    memory.begin(house.key("both"))
    memory.keep(PlanMark("walk", "accepted"))
    memory.close_evening(Outcome("ritual_accepted", "walk"))
    return Store(house.folder / "journal.sqlite")


TODAY = date(2026, 11, 5)


def test_an_export_brings_everything_of_one_person_back(store: Store, tmp_path: Path) -> None:
    text = export_json(store, "Anna", TODAY)
    new = Store(tmp_path / "new card" / "journal.sqlite")
    assert import_json(new, text, TODAY) == 2
    assert new.history("Anna", TODAY) == store.history("Anna", TODAY)
    assert new.evenings("Anna", TODAY) == store.evenings("Anna", TODAY)
    assert new.joined() == {"Anna": date(2026, 11, 1)}
    assert import_json(new, text, TODAY) == 0
    assert import_json(new, export_json(store, "Ben", TODAY), TODAY) == 1
    assert new.history("Ben", TODAY) == store.history("Ben", TODAY)


@pytest.mark.parametrize("what", [export_json, export_csv, lambda *all_: "\n".join(show(*all_))])
def test_nothing_of_what_the_other_said_alone_is_shown_or_exported(
    store: Store, what: object
) -> None:
    of_anna = what(store, "Anna", TODAY)  # type: ignore[operator]
    assert "Ben" not in of_anna
    assert "mixed" not in of_anna
    assert "tea_of_Anna" in of_anna
    assert "walk" in of_anna


def test_what_is_shown_is_plain_lines(store: Store) -> None:
    assert show(store, "Anna", TODAY) == (
        "2026-11-03  attention: away (phone, fixing); plan tea_of_Anna (smaller): accepted",
        "2026-11-04 (together)  plan walk: accepted",
    )
    assert show(store, "Carla", TODAY)[0].startswith("2026-11-04 (together)")
    assert show(Store(Path("nowhere/journal.sqlite")), "Anna", TODAY) == ("Nothing is kept.",)


def test_the_table_has_a_row_for_each_answer_and_plan(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(export_csv(store, "Anna", TODAY))))
    assert [(row["day"], row["for_two"], row["question"], row["ritual"]) for row in rows] == [
        ("2026-11-03", "no", "attention", ""),
        ("2026-11-03", "no", "", "tea_of_Anna"),
        ("2026-11-04", "yes", "", "walk"),
    ]
    assert rows[0]["kinds"] == "phone fixing"
    assert rows[1]["smaller"] == "yes"
    assert [(row["end"], row["end_ritual"]) for row in rows] == [
        ("ritual_accepted", "tea_of_Anna"),
        ("ritual_accepted", "tea_of_Anna"),
        ("ritual_accepted", "walk"),
    ]
    assert [row["asked"] for row in rows] == ["Anna_was_asked", "Anna_was_asked", ""]
    assert {row["joined"] for row in rows} == {"2026-11-01"}
    assert {row["keeps_words"] for row in rows} == {"no"}


def the_table(store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export_csv(store, "Anna", TODAY))))


def test_an_evening_without_an_answer_or_plan_has_a_row_too(house: House) -> None:
    night = KeptEvening(date(2026, 11, 3), "Anna", asked=("a", "b"), outcome=Outcome("stopped"))
    house.store.put(lambda: Gathered((night,)), TODAY)
    (row,) = the_table(house.store)
    assert {key: value for key, value in row.items() if value} == {
        "day": "2026-11-03",
        "for_two": "no",
        "end": "stopped",
        "asked": "a b",
        "keeps_words": "no",
    }


def test_whoever_joined_without_an_evening_has_a_row_and_nobody_else(house: House) -> None:
    assert the_table(house.store) == []
    house.store.join("Anna", date(2026, 11, 1))
    house.store.keep_wish_for_words("Anna", "asked")
    (row,) = the_table(house.store)
    assert {key: value for key, value in row.items() if value} == {
        "joined": "2026-11-01",
        "keeps_words": "asked",
    }


def test_everything_comes_back_that_is_kept_beside_the_evenings(
    house: House, tmp_path: Path
) -> None:
    house.store.refuse("Anna", date(2026, 10, 20))
    house.store.refuse("Anna", date(2026, 10, 28))
    house.store.join("Anna", date(2026, 11, 1))
    house.store.keep_wish_for_words("Anna", "yes")
    house.open().keep_manner(0.9, 3.0)
    night = KeptEvening(
        date(2026, 11, 3),
        "Anna",
        (Entry("attention", "mixed", ("phone",)), Entry("good_moment", "toward")),
        (PlanMark("tea", "missed"), PlanMark("tea", "accepted", smaller=True)),
        ("ready.hello", "attention.talking"),
        Outcome("ritual_accepted", "tea"),
        {"attention": "on my phone"},
    )
    house.store.put(lambda: Gathered((night,)), TODAY)
    new = Store(tmp_path / "new card" / "journal.sqlite")
    text = export_json(house.store, "Anna", TODAY)
    assert import_json(new, text, TODAY) == 1
    assert new.evenings("Anna", TODAY) == (night,)
    assert new.person("Anna") == house.store.person("Anna")
    assert new.person("Anna").refused == Refusal(date(2026, 10, 28), 2)
    assert new.manner() == Manner(0.9, 3.0)
    assert export_json(new, "Anna", TODAY) == text


def test_what_is_known_here_is_not_changed_by_an_export(house: House, tmp_path: Path) -> None:
    house.store.join("Anna", date(2026, 11, 1))
    house.open().keep_manner(0.9, 3.0)
    text = export_json(house.store, "Anna", TODAY)
    new = House(tmp_path / "new", house.clock)
    new.store.join("Anna", date(2026, 11, 4))
    new.open().keep_manner(1.1, 0.0)
    import_json(new.store, text, TODAY)
    assert new.store.joined() == {"Anna": date(2026, 11, 4)}
    assert new.store.manner() == Manner(1.1, 0.0)


def test_answers_that_have_expired_are_neither_exported_nor_brought_back(
    store: Store, tmp_path: Path
) -> None:
    later = date(2026, 12, 2)
    assert "attention" not in export_json(store, "Anna", later)
    new = Store(tmp_path / "new" / "journal.sqlite")
    import_json(new, export_json(store, "Anna", TODAY), later)
    assert b"attention" not in new.path.read_bytes()


def test_what_is_already_there_is_not_overwritten_by_an_export(store: Store) -> None:
    old = export_json(store, "Anna", TODAY).replace('"away"', '"toward"')
    assert import_json(store, old, TODAY) == 0
    assert store.evenings("Anna", TODAY)[0].entries[0].answer == "away"


def exported(store: Store) -> dict[str, object]:
    document = json.loads(export_json(store, "Anna", TODAY))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize(
    "text",
    [
        "",
        "day,for_two,question\n",
        "[]",
        "{}",
        '{"voice_coach_journal": 2, "who": "Anna", "joined": null, "evenings": []}',
        '{"voice_coach_journal": 1, "who": "both", "joined": null, "evenings": []}',
        '{"voice_coach_journal": 1, "who": "Anna", "joined": null, "evenings": [{"day": 1}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(store: Store, text: str) -> None:
    with pytest.raises(UsageError) as refused:
        import_json(store, text, TODAY)
    assert refused.value.message.endswith(".")
    assert "export" in refused.value.hint


A_NIGHT: dict[str, object] = {
    "day": "2026-11-01",
    "for_two": False,
    "end": "ritual_accepted",
    "ritual": "tea",
    "answers": [{"question": "attention", "answer": "away", "kinds": ["phone"], "words": ""}],
    "plans": [{"ritual": "tea", "outcome": "accepted", "smaller": False}],
    "asked": ["attention"],
}


def an_export(**changed: object) -> str:
    """An export of one evening, with something in it changed."""
    night = A_NIGHT | {key: value for key, value in changed.items() if key in A_NIGHT}
    whole = {"voice_coach_journal": 1, "who": "Anna", "joined": "2026-11-01", "evenings": [night]}
    return json.dumps(whole | {key: changed[key] for key in changed if key not in A_NIGHT})


@pytest.mark.parametrize(
    "changed",
    [
        {"who": " anna "},
        {"who": "Anna\n"},
        {"who": "An\x1b[2Jna"},
        {"who": "x" * 100_000},
        {"who": "42"},
        {"who": "Guest"},
        {"joined": 0},
        {"joined": "2026-11-07"},
        {"day": 0},
        {"day": "0"},
        {"day": "1793836800"},
        {"day": "2026-11-01T20:30:00"},
        {"day": "2026-13-01"},
        {"day": "2026-11-07"},
        {"day": "9999-12-31"},
        {"ritual": "x" * 1_000_000},
        {"asked": ["x" * 1_000_000]},
        {"asked": [""]},
        {"asked": ["\x1b[2J"]},
        {"asked": ["attention"] * 100_000},
        {"manner": {"pace": 0.0, "volume_db": 0.0}},
        {"manner": {"pace": 1.0, "volume_db": 60.0}},
        {"refused": {"day": "2026-11-07", "times": 1}},
        {"refused": {"day": "2026-11-01", "times": 0}},
        {"plans": [{"ritual": "tea\n", "outcome": "accepted", "smaller": False}]},
        {"answers": [{"question": "a\0b", "answer": "away", "kinds": []}]},
    ],
    ids=lambda changed: f"{changed}"[:40],
)
def test_what_no_journal_can_hold_is_refused_and_nothing_is_brought_back(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    new = Store(tmp_path / "new" / "journal.sqlite")
    with pytest.raises(UsageError, match=r"^The file is no export of a journal: at \w") as refused:
        import_json(new, an_export(**changed), TODAY)
    assert len(refused.value.message) < 200
    assert refused.value.message.isprintable()
    assert refused.value.message.endswith(".")
    assert "alue error" not in refused.value.message
    assert not new.path.exists()


@pytest.mark.parametrize(
    "changed", [{}, {"who": "Zoë"}, {"who": ""}, {"day": "2026-11-06"}, {"joined": None}]
)
def test_what_a_journal_can_hold_is_brought_back(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    assert import_json(Store(tmp_path / "new" / "journal.sqlite"), an_export(**changed), TODAY) == 1


def test_what_is_kept_is_exported_even_where_it_could_not_be_brought_back(store: Store) -> None:
    night = KeptEvening(date(2026, 11, 5), "Anna", asked=("x" * 1000,))
    store.put(lambda: Gathered((night,)), TODAY)
    assert "x" * 1000 in export_json(store, "Anna", TODAY)


def test_a_wrong_label_is_named_by_its_place_and_not_repeated(store: Store) -> None:
    text = json.dumps(exported(store)).replace('"away"', '"secretly something said"')
    with pytest.raises(UsageError, match=r"evenings\.0\.answers\.0\.answer") as refused:
        import_json(store, text, TODAY)
    assert "secretly" not in refused.value.message
    assert len(store.evenings("Anna", TODAY)) == 2
