"""From tables as they were read to the frozen values that the conversation speaks from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from voice_coach.content import schema
from voice_coach.content.files import Source
from voice_coach.content.helplines import chunks
from voice_coach.content.problems import Problem, from_validation
from voice_coach.content.templates import complaint
from voice_coach.conversation.lines import GROUPS, LINES
from voice_coach.meaning import Content, Question, Ritual, TurnCues

T = TypeVar("T")


def build(language: str, source: Source) -> tuple[Content, list[Problem]]:
    """The content and everything that is wrong with it; of use only where nothing is."""
    problems = list(source.problems)
    content = Content(
        language=language,
        lines=MappingProxyType(_lines(source, problems)),
        questions=MappingProxyType(_questions(source, problems)),
        rituals=MappingProxyType(_rituals(source, problems)),
        helplines=MappingProxyType(_helplines(source, problems)),
        digest=source.digest,
        turns=_turns(source, problems),
        waits=MappingProxyType(_waits(source, problems)),
    )
    return content, problems


def _parsed(name: str, shape: TypeAdapter[T], source: Source, problems: list[Problem]) -> T | None:
    """The table of one file in its shape, or None after its problems were noted."""
    table = source.tables.get(name)
    if table is None:
        return None
    return _shaped(source.paths[name], "", shape, table, problems)


def _shaped(
    path: Path, place: str, shape: TypeAdapter[T], table: Any, problems: list[Problem]
) -> T | None:
    try:
        return shape.validate_python(table)
    except ValidationError as error:
        found = from_validation(path, error)
        problems.extend(
            Problem(path, f"{place}.{item.place}" if place else item.place, item.expected)
            for item in found
        )
        return None


def _lines(source: Source, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    path = source.paths["lines.toml"]
    tables = _parsed("lines.toml", schema.LinesFile, source, problems)
    if tables is None:
        return {}
    lines = {
        f"{table}.{key}": texts for table, keys in tables.items() for key, texts in keys.items()
    }
    for line, texts in lines.items():
        if line not in LINES:
            expected = "no line of this name is ever said; correct or remove it"
            problems.append(Problem(path, line, expected))
        else:
            problems.extend(_template_problems(path, line, texts, LINES[line]))
    missing = sorted(LINES.keys() - lines.keys())
    problems.extend(Problem(path, line, "this line is missing") for line in missing)
    return lines


def _questions(source: Source, problems: list[Problem]) -> dict[str, Question]:
    path = source.paths["questions.toml"]
    groups = _parsed("questions.toml", schema.QuestionsFile, source, problems)
    if groups is None:
        return {}
    missing = sorted(GROUPS.keys() - {name for name, members in groups.items() if members})
    expected = "this group needs at least one question"
    problems.extend(Problem(path, group, expected) for group in missing)
    questions: dict[str, Question] = {}
    for group, members in groups.items():
        if group not in GROUPS:
            known = ", ".join(sorted(GROUPS))
            problems.append(Problem(path, group, f"unknown group; expected one of {known}"))
            continue
        for name, table in members.items():
            key = f"{group}.{name}"
            problems.extend(_question_problems(path, key, group, table))
            questions[key] = _question(key, group, table)
    return questions


def _question(key: str, group: str, table: schema.QuestionTable) -> Question:
    return Question(
        key=key,
        id=GROUPS[group].id,
        form=GROUPS[group].form,
        ask=table.ask,
        rephrase=table.rephrase,
        choices=table.choices,
        confirm=MappingProxyType(dict(table.confirm)),
        kinds=table.kinds,
    )


def _question_problems(
    path: Path, key: str, group: str, table: schema.QuestionTable
) -> Iterator[Problem]:
    if GROUPS[group].repairable and not table.rephrase:
        yield Problem(path, f"{key}.rephrase", "expected at least one short rephrase")
    if GROUPS[group].repairable and not table.choices:
        yield Problem(path, f"{key}.choices", 'expected choices ("First, … . Second, … .")')
    texts = [*table.ask, *table.rephrase, table.choices, *table.confirm.values()]
    yield from _template_problems(path, key, texts, GROUPS[group].variables)


def _rituals(source: Source, problems: list[Problem]) -> dict[str, Ritual]:
    path = source.paths["rituals.toml"]
    tables = _parsed("rituals.toml", schema.RitualsFile, source, problems)
    if tables is None:
        return {}
    if not any(not table.apart for table in tables.values()):
        problems.append(Problem(path, "", "expected at least one ritual"))
    for name, table in tables.items():
        problems.extend(_plan_problems(path, name, table))
    return {
        name: Ritual(
            id=name, **{key: getattr(table, key) for key in schema.RitualTable.model_fields}
        )
        for name, table in tables.items()
    }


def _plan_problems(path: Path, name: str, table: schema.RitualTable) -> Iterator[Problem]:
    for key, text in (("plan", table.plan), ("smaller", table.smaller)):
        yield from _template_problems(path, f"{name}.{key}", [text], frozenset())
        if text[0].isupper() or text.endswith("."):
            expected = "expected no capital and no full stop: it stands inside a sentence"
            yield Problem(path, f"{name}.{key}", expected)
        if ", " not in text:
            expected = 'expected an if-then plan such as "when you come in, say hello"'
            yield Problem(path, f"{name}.{key}", expected)


def _helplines(source: Source, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    path = source.paths["helplines.toml"]
    tables = dict(source.tables.get("helplines.toml", {}))
    if "helplines.toml" not in source.tables:
        return {}
    spoken = _shaped(path, "spoken", TypeAdapter(schema.Spoken), tables.pop("spoken", {}), problems)
    countries = _shaped(path, "", schema.CountriesFile, tables, problems)
    if spoken is None or countries is None:
        return {}
    helplines: dict[str, tuple[str, ...]] = {}
    for code, country in countries.items():
        for name in (code, *country.also):
            if name in helplines:
                problems.append(Problem(path, name, "this country is there twice"))
            helplines[name] = chunks(country, spoken.digits)
    return helplines


def _turns(source: Source, problems: list[Problem]) -> TurnCues:
    table = _parsed("turns.toml", schema.TurnsFile, source, problems)
    if table is None:
        return TurnCues()
    return TurnCues(
        hesitations=table.hesitations,
        finished=table.finished,
        backchannels=table.backchannels,
        stop_words=table.stop_words,
        goodnight_words=table.goodnight_words,
        certain=table.certain,
        certain_more=table.certain_more,
        told_words=table.told_words,
        certain_pause=table.pause.certain,
        whole_pause=table.pause.whole,
        missed_pause=table.pause.missed,
        told_pause=table.pause.told,
        doubtful_pause=table.pause.doubtful,
        untold_pause=table.pause.untold,
        unfinished_pause=table.pause.unfinished,
        over_from=table.chance.over,
        told_from=table.chance.told,
        goes_on_below=table.chance.goes_on,
    )


def _waits(source: Source, problems: list[Problem]) -> dict[str, int]:
    table = _parsed("waits.toml", schema.WaitsFile, source, problems)
    return {} if table is None else dict(table.minutes)


def _template_problems(
    path: Path, place: str, texts: Iterable[str], allowed: frozenset[str]
) -> Iterator[Problem]:
    for text in texts:
        wrong = complaint(text, allowed)
        if wrong is not None:
            yield Problem(path, place, wrong)
