"""What people said of pairs, as later imports heed it.

Two records of the review that are different stay so, and are not asked about again. A record that
says word for word what one of them says is another report of it: what was said of that one holds
for it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.deduplication import PairDecision
from activescreen.records import RecordSet
from activescreen.review.duplicates.merges import apart_content, end_of, merges_in, parted_in
from activescreen.store.journal import Entry, Kind, add_entry
from activescreen.store.population import all_ids
from activescreen.store.reviews import Review
from activescreen.store.searches import copies_of

FROM_FILE: Final = "a file of decisions"
"""Whom what a file says of pairs is ascribed to."""


def said_of_pairs(connection: Connection, review: Review) -> Iterator[PairDecision]:
    """What people said of records of the review."""
    for entry in merges_in(connection, review).values():
        said = entry.content
        yield PairDecision(said["merged"], said["kept"], True, _where(entry))
    for entry in parted_in(connection, review).values():
        said = entry.content
        yield PairDecision(said["one"], said["other"], False, _where(entry))


def said_again(new: RecordSet, said: Iterable[PairDecision]) -> Iterator[PairDecision]:
    """What follows for the records of a search.

    Parameters
    ----------
    new
        The records, with ids that no record of the review has.
    said
        What people said of records of the review.
    """
    by_id: defaultdict[str, list[tuple[str, PairDecision]]] = defaultdict(list)
    for decision in said:
        by_id[decision.one].append((decision.other, decision))
        by_id[decision.other].append((decision.one, decision))
        # That two records of the review are one changes nothing among themselves: both stay.
        if not decision.same:
            yield decision
    if not by_id:
        return
    for record in new:
        digest = record.content_digest()
        for other, decision in by_id.get(digest, ()) if digest != record.id else ():
            stands = digest if decision.same else other
            yield PairDecision(record.id, stands, decision.same, decision.where)


def remember(
    connection: Connection, review: Review, said: Iterable[PairDecision], now: datetime
) -> int:
    """Keep what a file of decisions says is different, once its records are in the review.

    Parameters
    ----------
    connection, review, now
        A connection that may write, the review, and the time.
    said
        What the file says.

    Returns
    -------
    How many pairs it says are the same although both records are screened: people merge these.
    """
    decisions = tuple(said)
    if not decisions:
        return 0
    numbers, merges = all_ids(connection, review), merges_in(connection, review)
    names = {number: name for name, number in numbers.items()}
    homes = {copy.record: copy.kept for copy in copies_of(connection, review)}
    parted, left = parted_in(connection, review), set()
    for decision in decisions:
        pair = [numbers.get(name) for name in (decision.one, decision.other)]
        one, other = (homes.get(n, n) if n is not None else None for n in pair)
        if one is None or other is None or one == other:
            continue
        key = frozenset((one, other))
        if decision.same:
            if end_of(one, merges) != end_of(other, merges):
                left.add(key)
        elif key not in parted:
            content = apart_content(names[one], names[other], (one, other), apart=True)
            parted[key] = add_entry(connection, review, Kind.APART, FROM_FILE, now, content, one)
    return len(left)


def _where(entry: Entry) -> str:
    return f"said by {entry.author} on {entry.at[:10]}"
