"""Which values of an address are wrong, in words for whoever opened a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

_LONGEST: Final = 60
_QUOTED: Final = re.compile("'([^']*)'")
_WANTED: Final = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "“true” or “false”",
    "string_too_long": "at most {max_length} characters",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
    "enum": "{expected}",
    "literal_error": "{expected}",
}


def in_address(request: Request, errors: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """What is wrong in the part of an address after its question mark.

    Parameters
    ----------
    request
        What was asked.
    errors
        Each wrong value, as pydantic says it.

    Returns
    -------
    tuple of str or None
        Sentences that name each wrong value, and the address without these; None if something else
        is wrong, too, something is missing, or the request is more than a look.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    wrong: dict[str, list[Mapping[str, Any]]] = {}
    for each in errors:
        place, *names = each["loc"]
        if place != "query" or not names or each["type"] == "missing":
            return None
        wrong.setdefault(str(names[0]), []).append(each)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in wrong]
    said = " ".join(_sentence(name, each) for name, each in wrong.items())
    return said, f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path


def in_what_was_sent(errors: Sequence[Mapping[str, Any]]) -> str:
    """Each wrong value of a form or of an address, in a sentence."""
    said = dict.fromkeys((str(each["loc"][-1]), str(each["msg"])) for each in errors)
    wrong = "; ".join(f"“{name}” ({why})" for name, why in said)
    return f"Something that was sent cannot be used: {wrong}."


def _sentence(name: str, errors: Sequence[Mapping[str, Any]]) -> str:
    wanted = dict.fromkeys(_wanted(each) for each in errors)
    given = str(errors[0]["input"])
    short = f"{given[:_LONGEST]}…" if len(given) > _LONGEST else given
    return (
        f"In the address of this page, “{name}” is “{short}”, which it cannot be: "
        f"it must be {' or '.join(wanted)}."
    )


def _wanted(error: Mapping[str, Any]) -> str:
    said = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
    known = _WANTED.get(error["type"])
    return known.format(**said) if known else f"another value ({error['msg']})"


def _plain(value: object) -> str:
    """A number, or names that pydantic lists in quotation marks of programs."""
    return _QUOTED.sub(r"“\1”", str(value))
