"""Which records are merged into which, as the journal has it.

A merge is ``Kind.MERGE`` on the merged record, with the ids ``kept`` and ``merged`` and the number
``kept_number``; a split is ``Kind.SPLIT`` on it, with the ids. That two records are different is
``Kind.APART`` with the ids ``one`` and ``other`` and their numbers, and whether it still holds.
A record into which others were merged may itself be merged: then the last one stands for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from activescreen.store.journal import Entry, Kind, entries
from activescreen.store.reviews import Review

Merges = Mapping[int, Entry]
"""Number of each merged record -> the entry that merged it, in the order of merging."""


def merges_in(connection: Connection, review: Review) -> Merges:
    """The merges of a review that hold now."""
    found: dict[int, Entry] = {}
    for entry in entries(connection, review, [Kind.MERGE, Kind.SPLIT]):
        if entry.record is None:
            continue
        found.pop(entry.record, None)
        if entry.kind is Kind.MERGE:
            found[entry.record] = entry
    return found


def parted_in(connection: Connection, review: Review) -> dict[frozenset[int], Entry]:
    """Numbers of two records that a person said are different -> the entry that says so."""
    found: dict[frozenset[int], Entry] = {}
    for entry in entries(connection, review, [Kind.APART]):
        pair = frozenset(entry.content["numbers"])
        found.pop(pair, None)
        if entry.content["apart"]:
            found[pair] = entry
    return found


def apart_content(one: str, other: str, numbers: tuple[int, int], *, apart: bool) -> dict[str, Any]:
    """The content of an entry that two records are different, or are not so any more."""
    return {"one": one, "other": other, "numbers": list(numbers), "apart": apart}


def standing_for(merges: Merges) -> dict[int, int]:
    """Number of each merged record -> of the one that stands for it in the end."""
    return {number: end_of(number, merges) for number in merges}


def end_of(number: int, merges: Merges) -> int:
    """The record that stands for this one in the end; itself, if it is not merged."""
    return _path(number, merges)[-1]


def group_of(number: int, merges: Merges) -> frozenset[int]:
    """The numbers of this record and of all that were merged into it, directly or by another."""
    return frozenset({number, *(each for each in merges if number in _path(each, merges))})


def joined_by(one: int, other: int, merges: Merges) -> Entry:
    """The last of the merges by which two records are one; without it they would be two.

    Raises
    ------
    ValueError
        If they are not one.
    """
    first, second = _path(one, merges), _path(other, merges)
    apart = [number for number in (*first, *second) if (number in first) != (number in second)]
    return max((merges[number] for number in apart), key=lambda entry: entry.number)


def ids_in(merges: Merges) -> dict[int, str]:
    """Number -> id of every record that is merged or stands for one."""
    found: dict[int, str] = {}
    for number, entry in merges.items():
        found[number] = entry.content["merged"]
        found[entry.content["kept_number"]] = entry.content["kept"]
    return found


def _path(number: int, merges: Merges) -> list[int]:
    # No circle: whoever is merged into was not merged at that time.
    path = [number]
    while path[-1] in merges:
        path.append(int(merges[path[-1]].content["kept_number"]))
    return path
