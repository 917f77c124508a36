"""What all that shows records or takes something for one has in common."""

from __future__ import annotations

from typing import Final

from activescreen.errors import MissingError

MOST: Final = 500
"""Records on a page, at most."""


def no_record() -> MissingError:
    """There is no record of an id."""
    return MissingError(
        "The review has no record with this id.",
        remedy="Ids are made from what records say; take them from the list of records.",
    )
