"""Columns that the user names for fields."""

from __future__ import annotations

from collections.abc import Iterator

from activescreen.errors import InputError


def mapping_of(pairs: list[str] | None) -> dict[str, str]:
    """What was written as ``title=Titel``, as field -> column.

    Raises
    ------
    InputError
        If a pair has no equals sign, or a field comes twice.
    """
    mapping: dict[str, str] = {}
    for field, column in _split(pairs or []):
        if field in mapping:
            raise InputError(
                f"The field '{field}' is mapped twice.", where="--map", remedy="Name one column."
            )
        mapping[field] = column
    return mapping


def _split(pairs: list[str]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise InputError(
                f"'{pair}' does not say which column holds which field.",
                where="--map",
                remedy="Write FIELD=COLUMN, for instance --map title=Titel.",
            )
        yield field.strip().lower(), column.strip()
