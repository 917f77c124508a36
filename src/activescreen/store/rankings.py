"""Rankings as they were when a model was trained, packed into a few bytes a record."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, func, insert, select

from activescreen.ranking import SCORE_DECIMALS, Ranking
from activescreen.records import RecordSet
from activescreen.store.ranks import pack_positions, unpack_positions
from activescreen.store.reviews import Counters, Review
from activescreen.store.tables import rankings

_UNIT: Final = 10**SCORE_DECIMALS
_STEPS: Final = np.dtype("<i8")


@dataclass(frozen=True, eq=False)
class StoredRanking:
    """The order in which a model would have the unread records read.

    Attributes
    ----------
    number
        Rankings of a review are counted from 1.
    model_hash, configuration, seed
        What ranked.
    ranked_by
        By what: a classifier, or what there was before it could learn.
    notes
        What a person should know of it, one sentence each.
    seen
        How much of the review it had seen.
    estimate
        Of recall: its badge and its statement; None where there was too little to go by.
    positions, scores
        As a `Ranking` has them.
    created
        When, in ISO 8601.
    """

    number: int
    model_hash: str
    configuration: str
    seed: int
    ranked_by: str
    notes: tuple[str, ...]
    seen: Counters
    estimate: tuple[str, str] | None
    positions: NDArray[np.int64]
    scores: NDArray[np.float64]
    created: str

    def of(self, records: RecordSet) -> Ranking:
        """The ranking of these records, which the review has had since or before."""
        return Ranking(records, self.positions, self.scores, self.model_hash)


def add_ranking(
    connection: Connection,
    review: Review,
    ranking: Ranking,
    *,
    ranked_by: str,
    notes: tuple[str, ...],
    seen: Counters,
    estimate: tuple[str, str] | None,
    created: str,
) -> StoredRanking:
    """Keep a ranking; it is the newest one from now on."""
    stored = StoredRanking(
        newest_number(connection, review) + 1,
        ranking.model_hash,
        review.configuration,
        review.seed,
        ranked_by,
        notes,
        seen,
        estimate,
        ranking.positions,
        ranking.scores,
        created,
    )
    row = {
        "review_id": review.id,
        "number": stored.number,
        "model_hash": stored.model_hash,
        "configuration": stored.configuration,
        "seed": stored.seed,
        "ranked_by": ranked_by,
        "notes": json.dumps(notes),
        "records": seen.places,
        "events": seen.events,
        "estimate": None if estimate is None else json.dumps(estimate),
        "positions": pack_positions(ranking.positions),
        "scores": pack_scores(ranking.scores),
        "created": created,
    }
    connection.execute(insert(rankings).values(row))
    return stored


def newest_ranking(connection: Connection, review: Review) -> StoredRanking | None:
    """The ranking that was trained last; None before the first."""
    query = select(rankings).where(rankings.c.review_id == review.id)
    row = connection.execute(query.order_by(rankings.c.number.desc()).limit(1)).first()
    return None if row is None else _ranking(row)


def newest_number(connection: Connection, review: Review) -> int:
    """The number of the ranking that was trained last; 0 before the first."""
    here = rankings.c.review_id == review.id
    last: int | None = connection.execute(select(func.max(rankings.c.number)).where(here)).scalar()
    return last or 0


def pack_scores(scores: NDArray[np.float64]) -> bytes:
    """Rounded scores, exactly: from each to the next in units of the last decimal, compressed."""
    units = np.rint(scores * _UNIT).astype(_STEPS)
    return zlib.compress(np.diff(units, prepend=_STEPS.type(0)).tobytes(), 1)


def unpack_scores(packed: bytes) -> NDArray[np.float64]:
    """The scores that `pack_scores` was given."""
    steps = np.frombuffer(zlib.decompress(packed), _STEPS)
    return np.asarray(np.cumsum(steps) / _UNIT, dtype=np.float64)


def _ranking(row: Row[Any]) -> StoredRanking:
    return StoredRanking(
        row.number,
        row.model_hash,
        row.configuration,
        row.seed,
        row.ranked_by,
        tuple(json.loads(row.notes)),
        Counters(places=row.records, events=row.events),
        None if row.estimate is None else _pair(json.loads(row.estimate)),
        unpack_positions(row.positions),
        unpack_scores(row.scores),
        row.created,
    )


def _pair(said: list[str]) -> tuple[str, str]:
    badge, statement = said
    return badge, statement
