"""Where the records of an audit batch stand in the queue, and who may read them.

Nothing shows that a record is an audit draw: it comes where the seed put it, among ranked ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from activescreen.ledger import Decision, Draw, FrozenLedger, Verdict
from activescreen.ranking import Ranking
from activescreen.stopping.audit import AuditBatch, Pool
from activescreen.stopping.base import Drawn


def mixed_queue(
    batch: AuditBatch,
    ledger: FrozenLedger,
    ranking: Ranking,
    n: int,
    read_again: Collection[str] = (),
) -> list[Drawn]:
    """The next ``n`` records: ranked ones, with those of the batch where they belong.

    Parameters
    ----------
    batch
        A batch that was drawn.
    ledger
        What was read so far.
    ranking
        Where ranked records come from.
    n
        How many.
    read_again
        Ids of the excluded records of the batch that another reviewer has read already; for a
        batch of unread records the ledger tells.
    """
    unread = np.ones(ledger.population, dtype=np.bool_)
    unread[ledger.order] = False
    if batch.kind is Pool.UNREAD:
        waiting = [(slot, place) for slot, place in _pairs(batch) if unread[place]]
        unread[batch.sample] = False
        served = ledger.n_read - batch.opened_at
    else:
        done = set(read_again)
        waiting = [pair for pair in _pairs(batch) if ledger.records.ids[pair[1]] not in done]
        served = ledger.n_read - batch.opened_at + len(done)
    ranked = iter(ranking.positions[unread[ranking.positions]].tolist())
    queue: list[Drawn] = []
    while len(queue) < n:
        slot = served + len(queue)
        fresh = None if waiting and waiting[0][0] <= slot else next(ranked, None)
        if fresh is not None:
            queue.append(Drawn(fresh, Draw.RANKED))
        elif waiting:
            queue.append(Drawn(waiting.pop(0)[1], Draw.AUDIT))
        else:
            break
    return queue


def barred_readers(
    batch: AuditBatch, ledger: FrozenLedger, decisions: Iterable[Decision]
) -> dict[str, frozenset[str]]:
    """Record id -> the reviewers who excluded it, and may not read it again or settle it.

    Parameters
    ----------
    batch
        A batch of excluded records; for unread ones everybody may read.
    ledger
        Of the same population.
    decisions
        All events, as a ``Ledger`` yields them.
    """
    barred: dict[str, set[str]] = {ledger.records.ids[place]: set() for place in batch.sample}
    if batch.kind is Pool.UNREAD:
        return {record: frozenset() for record in barred}
    audited: set[str] = set()
    for event in decisions:
        if event.stage != ledger.stage or event.record_id not in barred:
            continue
        if event.draw is Draw.AUDIT:
            audited.add(event.record_id)
        # Whoever settles a disagreement after the audit has not excluded it before.
        elif event.verdict is Verdict.EXCLUDE and event.record_id not in audited:
            barred[event.record_id].add(event.reviewer)
    return {record: frozenset(names) for record, names in barred.items()}


def _pairs(batch: AuditBatch) -> Iterator[tuple[int, int]]:
    return zip(batch.slots.tolist(), batch.sample.tolist(), strict=True)
