"""The registered random order: reproducible from a seed and from what was read before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import FrozenLedger


def registered_permutation(ledger: FrozenLedger, start: int, seed: int) -> NDArray[np.int64]:
    """The records unread after ``start`` records, in the order in which they are to be drawn.

    Sorted by record id and permuted by ``numpy.random.default_rng(seed).permutation``, so that
    the order depends on nothing but the seed and the set of unread records.

    Parameters
    ----------
    ledger
        Whose first ``start`` records were read before.
    start
        Records read when the phase opened.
    seed
        As registered before the first draw.
    """
    unread = np.ones(ledger.population, dtype=np.bool_)
    unread[ledger.order[:start]] = False
    urn = np.flatnonzero(unread)
    urn = urn[np.argsort(ledger.records.id_order[urn])]
    return np.asarray(np.random.default_rng(seed).permutation(urn), dtype=np.int64)


class RegisteredPermutation:
    """Keeps the last permutation, because every look at a ledger needs the same one."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._key: tuple[str, bytes] | None = None
        self._order = np.empty(0, dtype=np.int64)

    def of(self, ledger: FrozenLedger, start: int) -> NDArray[np.int64]:
        """``registered_permutation`` for this ledger; read-only."""
        key = (ledger.records.data_hash, ledger.order[:start].tobytes())
        if key != self._key:
            self._order = registered_permutation(ledger, start, self.seed)
            self._order.flags.writeable = False
            self._key = key
        return self._order
