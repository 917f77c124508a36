"""Records that people found to be one publication: merged, and taken apart again.

A merged record stays in the population, is given out no more, and has the final label of the one
that stands for it (`activescreen.review.duplicates.inheriting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from activescreen.review.duplicates.checks import (
    check_free,
    check_not_begun,
    check_not_parted,
    find_screened,
    is_itself,
    is_merged,
    stands_alone,
)
from activescreen.review.duplicates.inheriting import MERGED, give_back, inherit, inherit_all
from activescreen.review.duplicates.merges import group_of, ids_in, merges_in, standing_for
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.leases import drop_leases
from activescreen.store.reviews import Review, count

__all__ = [
    "MERGED",
    "Merge",
    "all_merges",
    "inherit",
    "inherit_all",
    "merge",
    "merge_in",
    "merged_records",
    "split",
    "split_in",
]


@dataclass(frozen=True, slots=True)
class Merge:
    """A record that was merged into another.

    Attributes
    ----------
    merged, kept
        Their ids.
    author, at
        Who said that they are one publication, and when.
    repeated
        Whether it was so before, so that nothing changed.
    """

    merged: str
    kept: str
    author: str
    at: str
    repeated: bool = False


def merged_records(connection: Connection, review: Review) -> dict[int, int]:
    """Number of each merged record -> of the one that stands for it in the end."""
    return standing_for(merges_in(connection, review))


def all_merges(database: Database, access: Access) -> list[Merge]:
    """The merges of a review that hold now, in the order in which they were made."""
    with database.reading() as connection:
        found = merges_in(connection, access.review).values()
    return [Merge(e.content["merged"], e.content["kept"], e.author, e.at) for e in found]


def merge(database: Database, access: Access, kept_id: str, merged_id: str, now: datetime) -> Merge:
    """Say that two records are one publication: the second is given out no more.

    Asked twice, it changes nothing the second time.

    Raises
    ------
    InputError
        If both are the same record.
    MissingError
        If the review has no such record.
    LedgerError
        If one is a copy or merged already, a person said that they are different, the record
        is in a pilot that goes on, or it is being screened and the other one is not.
    StoppingError
        If the record belongs to a random phase that goes on.
    """
    if kept_id == merged_id:
        raise is_itself()
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        kept = find_screened(connection, review, kept_id), kept_id
        merged = find_screened(connection, review, merged_id), merged_id
        return merge_in(connection, access, kept, merged, now)


def merge_in(
    connection: Connection,
    access: Access,
    kept: tuple[int, str],
    merged: tuple[int, str],
    now: datetime,
) -> Merge:
    """Merge within a transaction; the review's counters are locked. Raises as `merge` does.

    Parameters
    ----------
    connection, access, now
        A connection that may write, who merges in which review, and the time.
    kept, merged
        Number and id of each.
    """
    review, author = access.review, access.account.name
    merges = merges_in(connection, review)
    before = merges.get(merged[0])
    if before is not None and before.content["kept_number"] == kept[0]:
        return Merge(merged[1], kept[1], before.author, before.at, repeated=True)
    for number, name in (kept, merged):
        if number in merges:
            raise is_merged(name, merges[number].content["kept"])
    following = group_of(merged[0], merges)
    check_not_parted(connection, review, group_of(kept[0], merges), following)
    names = {**ids_in(merges), merged[0]: merged[1]}
    check_free(connection, review, {each: names[each] for each in following})
    check_not_begun(connection, review, kept, merged)
    content = {"kept": kept[1], "kept_number": kept[0], "merged": merged[1]}
    entry = add_entry(connection, review, Kind.MERGE, author, now, content, merged[0])
    drop_leases(connection, review, numbers=[merged[0]])
    inherit(connection, review, kept[1], now)
    return Merge(merged[1], kept[1], entry.author, entry.at)


def split(database: Database, access: Access, merged_id: str, now: datetime) -> Merge:
    """Take a merged record apart again: it goes back among those that are screened.

    It has the final label again that it had by itself. If it had none, but one by merging, a
    resolution leaves it open, and it is to be settled like a conflict.

    Returns
    -------
    The merge that is no more.

    Raises
    ------
    MissingError
        If the review has no such record.
    LedgerError
        If it is not merged, or in a pilot that goes on.
    StoppingError
        If it belongs to a random phase that goes on.
    """
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        number = find_screened(connection, access.review, merged_id)
        return split_in(connection, access, (number, merged_id), now)


def split_in(
    connection: Connection, access: Access, merged: tuple[int, str], now: datetime
) -> Merge:
    """Take apart within a transaction; the review's counters are locked. Raises as `split` does.

    Parameters
    ----------
    connection, access, now
        As `merge_in` takes them.
    merged
        Number and id.
    """
    review, (number, name) = access.review, merged
    merges = merges_in(connection, review)
    before = merges.get(number)
    if before is None:
        raise stands_alone(name)
    names, following = ids_in(merges), group_of(number, merges)
    check_free(connection, review, {each: names[each] for each in following})
    kept = before.content["kept"]
    content = {"kept": kept, "merged": name}
    add_entry(connection, review, Kind.SPLIT, access.account.name, now, content, number)
    give_back(connection, review, merged, now)
    # Those that were merged into this one before have its label again.
    inherit(connection, review, name, now)
    return Merge(name, kept, before.author, before.at)
