"""Who screens which record, where the team has shares.

Each record has an order of its own among the people who screen, drawn by weight (weighted
rendezvous hashing). Its first ones screen it. Nobody has to keep a list: a person who leaves, or
whose share changes, moves as few records as possible, and neither order nor time tells anything of
a vote.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping
from typing import Final

_LARGEST: Final = 2**64


def assigned(
    record_id: str,
    seed: int,
    shares: Mapping[str, float],
    voted: Collection[str],
    needed: int,
) -> list[str]:
    """Who is still to screen a record.

    Parameters
    ----------
    record_id, seed
        The record, and the review's seed.
    shares
        Person -> weight; those without weight screen nothing.
    voted
        Who has voted on it, under whatever shares.
    needed
        How many votes it needs.
    """
    missing = max(needed - len(voted), 0)
    free = [name for name, share in shares.items() if share > 0 and name not in voted]
    free.sort(key=lambda name: (_turn(record_id, seed, name, shares[name]), name))
    return free[:missing]


def _turn(record_id: str, seed: int, name: str, share: float) -> float:
    """When a person's turn comes on a record: exponential with the share as its rate."""
    digest = hashlib.sha256(
        f"{seed}\n{name}\n{record_id}".encode("utf-8", "surrogatepass")
    ).digest()
    uniform = (int.from_bytes(digest[:8]) + 1) / (_LARGEST + 1)
    return -math.log(uniform) / share
