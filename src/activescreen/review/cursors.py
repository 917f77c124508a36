"""Cursors: where a page of a list ends, written so that nobody takes them for anything else."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from activescreen.errors import InputError

_PLACE: Final = "place:"
_MOST_DIGITS: Final = 10
_LARGEST: Final = 2**31


def written(text: str) -> str:
    """A cursor that means this."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def meant_by(cursor: str) -> str:
    """What a cursor means; empty if it cannot have been written here."""
    try:
        return urlsafe_b64decode(cursor.encode() + b"==").decode()
    except ValueError:
        return ""


def is_number(text: str) -> bool:
    """Whether a part of a cursor is a number that a database can hold."""
    return text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) < _LARGEST


def no_cursor() -> InputError:
    """The error that a cursor was given by nobody here."""
    return InputError(
        "This cursor was not given by the service.",
        where="cursor",
        remedy="Use 'next' or 'previous' of another page, or leave it out.",
    )


def cursor_of(place: int | None) -> str | None:
    """The cursor that leads on after a place of a list; None at its end."""
    return None if place is None else written(f"{_PLACE}{place}")


def place_of(cursor: str | None) -> int | None:
    """The place after which to go on; None to begin.

    Raises
    ------
    InputError
        If the cursor is none of ours.
    """
    if cursor is None:
        return None
    text = meant_by(cursor)
    number = text.removeprefix(_PLACE)
    if not text.startswith(_PLACE) or not is_number(number):
        raise no_cursor()
    return int(number)
