"""Which records a pilot is made of.

Among a few random records there is usually no relevant one, and agreement on irrelevant ones says
little. So a third of a pilot's records is known to be relevant, a third stands at the top of the
newest ranking, as far as there are such, and the rest is random. They are shuffled: neither the
place of a record nor anything else tells a rater of which kind it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import Connection

from activescreen.ledger import RELEVANT
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board
from activescreen.review.screening.arrangements import arrangements
from activescreen.store.reviews import Review

_PART: Final = 3
"""One of so many records is known as relevant, and one stands at the top of the ranking."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The records that a pilot may be made of. All are ids.

    Attributes
    ----------
    known
        Those that came with the label of a relevant record, in the order of import.
    unread
        Those on which nothing was decided, in the order of import.
    ranked
        These in the order of the newest ranking; empty without one.
    """

    known: tuple[str, ...]
    unread: tuple[str, ...]
    ranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The records of a pilot.

    Attributes
    ----------
    records
        Their ids in the order in which they are shown.
    enriched
        Those among them that are not random.
    """

    records: tuple[str, ...]
    enriched: frozenset[str]


def pool_of(connection: Connection, review: Review, board: Board, used: Iterable[str]) -> Pool:
    """The records that a pilot may be made of.

    Left out is what was decided in this review or was in a pilot before, what is merged into
    another record, the urn of a random phase, which is read in its registered order only, and the
    draws of an audit, which are read as such.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its running sums.
    used
        Ids of the records of earlier pilots.
    """
    plan = arrangements(connection, review, board, TITLE_ABSTRACT)
    sums = board.stage(TITLE_ABSTRACT)
    free = plan.eligible & ~plan.urn()
    for batch in plan.audits:
        free[batch.sample] = False
    for name in used:
        free[board.place_of[name]] = False
    unread = free & sums.unread()
    known = free & (sums.final == RELEVANT) & ~sums.settled & (sums.given == 0)
    ranked = [place for place in plan.ranking.positions.tolist() if unread[place]]
    ids = board.ids
    return Pool(
        tuple(ids[place] for place in np.flatnonzero(known).tolist()),
        tuple(ids[place] for place in np.flatnonzero(unread).tolist()),
        tuple(ids[place] for place in ranked),
    )


def draw(pool: Pool, size: int, seed: int) -> Drawn:
    """Records of a pilot; fewer than ``size`` where there are no more.

    Parameters
    ----------
    pool
        What it is made of.
    size
        How many records.
    seed
        Of all that is random: the same pool and seed give the same pilot.
    """
    rng = np.random.default_rng(seed)
    known = _some(rng, pool.known, size // _PART)
    top = list(pool.ranked[: size // _PART])
    chosen = {*known, *top}
    rest = [name for name in pool.unread if name not in chosen]
    random = _some(rng, rest, size - len(chosen))
    records = [*known, *top, *random]
    order = rng.permutation(len(records)).tolist()
    return Drawn(tuple(records[at] for at in order), frozenset(chosen))


def _some(rng: np.random.Generator, names: Sequence[str], most: int) -> list[str]:
    places = rng.choice(len(names), size=min(most, len(names)), replace=False)
    return [names[place] for place in places.tolist()]
