"""What a schema library says is wrong, without its programmer's words."""

from __future__ import annotations

from pydantic import ValidationError

_PLAINLY = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "too_short": "it must not be empty",
    "too_long": "it should have at most {max_length} entries",
    "string_too_short": "it must not be empty",
    "string_too_long": "it should have at most {max_length} characters",
    "date_parsing": "there is no such day",
    "date_from_datetime_parsing": "there is no such day",
    "string_type": "it should be a text",
    "list_type": "it should be a list",
    "tuple_type": "it should be a list of texts in [ ]",
    "dict_type": "it should be a table of keys and values",
    "mapping_type": "it should be a table of keys and values",
    "model_type": "it should be a table of keys and values",
    "model_attributes_type": "it should be a table of keys and values",
    "path_type": "it should be a path",
    "string_pattern_mismatch": "that is not how it is written",
    "float_type": "it should be a number",
    "float_parsing": "it should be a number",
    "time_type": "it should be a time like 20:30",
    "time_parsing": "it should be a time like 20:30",
    "bool_type": "it should be true or false",
    "bool_parsing": "it should be true or false",
}


def first_problem(error: ValidationError) -> tuple[str, str]:
    """The place of the first thing that is wrong (empty for the whole), and what it is.

    What was given there is not repeated.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ").replace("Input should be", "it should be")
    plain = _PLAINLY.get(first["type"])
    return place, plain.format(**first.get("ctx", {})) if plain else message
