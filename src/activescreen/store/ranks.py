"""An order of records as bytes from which the rank of one record is read without the others.

Ranks stand by place, three bytes each, behind a mark and the number of ranked records. Compressed
they would be hardly smaller: an order is nearly as good as random. Rankings were kept compressed
before, as places in their order; these are still read.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, LargeBinary, func, select

from activescreen.store.reviews import Review
from activescreen.store.tables import rankings

_MARK: Final = b"R"
"""No compressed ranking begins with it."""

_HEAD: Final = struct.Struct("<cI")
_WIDTH: Final = 3
_UNRANKED: Final = 256**_WIDTH - 1
_RANKS: Final = np.dtype("<u4")
_PLACES: Final = np.dtype("<i4")


def pack_positions(positions: NDArray[np.int64]) -> bytes:
    """Places of records in their order, none twice, as bytes."""
    n = int(positions.max(initial=-1)) + 1
    if n > _UNRANKED:
        return zlib.compress(positions.astype(_PLACES).tobytes(), 1)
    ranks = np.full(n, _UNRANKED, dtype=_RANKS)
    ranks[positions] = np.arange(len(positions))
    pieces = ranks.view(np.uint8).reshape(-1, _RANKS.itemsize)[:, :_WIDTH]
    return _HEAD.pack(_MARK, len(positions)) + pieces.tobytes()


def unpack_positions(packed: bytes) -> NDArray[np.int64]:
    """The places that `pack_positions` was given."""
    if not packed.startswith(_MARK):
        return np.frombuffer(zlib.decompress(packed), _PLACES).astype(np.int64)
    pieces = np.frombuffer(packed, np.uint8, offset=_HEAD.size).reshape(-1, _WIDTH)
    widened = np.zeros((len(pieces), _RANKS.itemsize), dtype=np.uint8)
    widened[:, :_WIDTH] = pieces
    ranks = widened.view(_RANKS)[:, 0]
    places = np.flatnonzero(ranks != _UNRANKED)
    positions = np.empty(len(places), dtype=np.int64)
    positions[ranks[places]] = places
    return positions


def ranks_of(
    connection: Connection, review: Review, place: int, numbers: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Of each ranking its number, the 0-based rank of a record, and how many it ranked.

    Rankings that do not rank the record are left out.
    """
    row = rankings.c
    head = func.substr(row.positions, 1, _HEAD.size, type_=LargeBinary)
    begin = _HEAD.size + _WIDTH * place
    own = func.substr(row.positions, begin + 1, _WIDTH, type_=LargeBinary)
    here = (row.review_id == review.id) & row.number.in_(list(numbers))
    query = select(row.number, head, own).where(here).order_by(row.number)
    for number, first, rank in connection.execute(query).all():
        if not first.startswith(_MARK):
            yield from _compressed(connection, review, place, number)
            continue
        found = int.from_bytes(rank, "little") if rank else _UNRANKED
        if found != _UNRANKED:
            yield number, found, _HEAD.unpack(first)[1]


def _compressed(
    connection: Connection, review: Review, place: int, number: int
) -> Iterator[tuple[int, int, int]]:
    here = (rankings.c.review_id == review.id) & (rankings.c.number == number)
    packed: bytes = connection.execute(select(rankings.c.positions).where(here)).scalar_one()
    positions = unpack_positions(packed)
    at = np.flatnonzero(positions == place)
    if len(at):
        yield number, int(at[0]), len(positions)
