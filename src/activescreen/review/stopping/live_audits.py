"""Audit batches at work: which of their records come next for whom, by place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activescreen.review.board import NEVER, Board, StageSums
from activescreen.review.stopping.audits import StoredAudit
from activescreen.stopping.audit import Pool


@dataclass(frozen=True, eq=False)
class LiveBatch:
    """A drawn batch that is not read to its end.

    Attributes
    ----------
    kind
        What it was drawn from.
    opened_at
        Records read at its moment.
    inside
        Which records belong to the searches that it is about; shape (N,).
    sample
        Places of its records in the order of serving; shape (s,).
    slots
        At which served record after the moment each stands; shape (s,).
    """

    kind: Pool
    opened_at: int
    inside: NDArray[np.bool_]
    sample: NDArray[np.int64]
    slots: NDArray[np.int64]

    def waiting(self, sums: StageSums) -> list[tuple[int, int]]:
        """Slot and place of each record that was not read as it should be, in their order."""
        if self.kind is Pool.UNREAD:
            done = set(np.flatnonzero(sums.final != NEVER).tolist())
        else:
            done = sums.audited
        pairs = zip(self.slots.tolist(), self.sample.tolist(), strict=True)
        return [(slot, place) for slot, place in pairs if place not in done]

    def served(self, sums: StageSums, in_hand: int) -> int:
        """Records served since the moment, those included that people have in hand."""
        read = int(np.count_nonzero(sums.final[self.inside] != NEVER))
        again = 0
        if self.kind is Pool.EXCLUDED:
            again = sum(place in sums.audited for place in self.sample.tolist())
        return read - self.opened_at + again + in_hand


def live_batches(audits: Sequence[StoredAudit], board: Board, stage: str) -> tuple[LiveBatch, ...]:
    """The drawn batches of a stage."""
    return tuple(
        LiveBatch(
            batch.kind,
            audit.plan["batches"][batch.number - 1]["moment"],
            np.isin(board.waves, audit.waves),
            np.array([board.place_of[name] for name in batch.sample], dtype=np.int64),
            np.array(batch.slots, dtype=np.int64),
        )
        for audit in audits
        if audit.stage == stage
        for batch in audit.batches
        if not batch.refused
    )


def mixed(
    ranked: Iterator[int],
    batches: Sequence[LiveBatch],
    sums: StageSums,
    in_hand: Collection[int],
    person: str,
) -> Iterator[tuple[int, bool]]:
    """Ranked records with those of the batches where they belong.

    Parameters
    ----------
    ranked
        Places in ranked order; those of a batch are left out of it.
    batches
        The batches that are at work.
    sums
        What was decided at the stage.
    in_hand
        Places of unread records that were given out: they have been served, and wait no more.
    person
        Who is to read them: nobody reads again what that person excluded or settled.

    Yields
    ------
    The place, and whether it is an audit draw.
    """
    waiting = sorted(
        (slot - batch.served(sums, len(in_hand)), place)
        for batch in batches
        for slot, place in batch.waiting(sums)
        if place not in in_hand
        and (batch.kind is Pool.UNREAD or may_read_again(sums, place, person))
    )
    held_out = {
        place
        for batch in batches
        if batch.kind is Pool.UNREAD
        for place in batch.sample.tolist()
        if sums.final[place] == NEVER
    }
    given = 0
    for place in ranked:
        while waiting and waiting[0][0] <= given:
            yield waiting.pop(0)[1], True
            given += 1
        if place not in held_out:
            yield place, False
            given += 1
    yield from ((place, True) for _, place in waiting)


def may_read_again(sums: StageSums, place: int, person: str) -> bool:
    """Whether a person may read an excluded record again: who decided on it before may not."""
    standing = sums.standing.get(place)
    voted = standing is not None and person in standing.votes
    return not voted and person not in sums.settlers.get(place, ())


def is_read_again(batches: Sequence[LiveBatch], sums: StageSums, place: int, person: str) -> bool:
    """Whether an excluded record waits for another reading, and this person may give it."""
    return may_read_again(sums, place, person) and any(
        place == each
        for batch in batches
        if batch.kind is Pool.EXCLUDED
        for _, each in batch.waiting(sums)
    )
