"""Cursors of lists that go through the records of a review by their places."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from activescreen.errors import InputError


def cursor_of(place: int | None) -> str | None:
    """The cursor that leads on after a place; None at the end of the list."""
    if place is None:
        return None
    return urlsafe_b64encode(f"place:{place}".encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> int | None:
    """The place after which to go on; None to begin.

    Raises
    ------
    InputError
        If the cursor is none of ours.
    """
    if cursor is None:
        return None
    try:
        text = urlsafe_b64decode(cursor.encode() + b"==").decode()
    except ValueError:
        text = ""
    number = text.removeprefix("place:")
    if not text.startswith("place:") or not number.isdecimal() or int(number) >= 2**31:
        raise InputError(
            "This cursor was not given by the service.",
            where="cursor",
            remedy="Use 'next' of the page before, or leave it out.",
        )
    return int(number)
