"""What a complete audit batch says: one elusion bound for its moment, at its share of alpha."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED, Decision, Draw, FrozenLedger, Verdict
from activescreen.stopping.audit import AuditBatch, Pool, check_settled
from activescreen.stopping.audit_queue import barred_readers
from activescreen.stopping.base import Badge, RecallEstimate
from activescreen.stopping.hypergeometric import largest_compatible
from activescreen.stopping.wording import counted, percent_down, percent_up, scope

METHOD: Final = "blind_audit"


@dataclass(frozen=True, slots=True)
class AuditBound:
    """The answer of one batch.

    Attributes
    ----------
    batch
        Its number.
    relevant
        Relevant records among those drawn.
    left_at_most
        K_up: at most so many of the pool were relevant, those drawn included.
    extra_votes
        Readings that the audit cost beyond the screening: those of excluded records.
    estimate
        The recall at the batch's moment, with the statement that may be shown.
    """

    batch: int
    relevant: int
    left_at_most: int
    extra_votes: int
    estimate: RecallEstimate


def audit_bound(
    batch: AuditBatch, ledger: FrozenLedger, decisions: Iterable[Decision] = ()
) -> AuditBound | None:
    """The bound of a batch; None while one of its labels is missing or not final.

    F counts the relevant records read by the batch's moment without those of its pool, and
    recall then was at least F/(F + K_up).

    Parameters
    ----------
    batch
        A batch that was drawn.
    ledger
        What was read so far.
    decisions
        All events, as a ``Ledger`` yields them; needed for a batch of excluded records.

    Raises
    ------
    StoppingError
        If an excluded record was read again or settled by somebody who had excluded it, if the
        batch is none of this ledger, or if another label from before its moment is open.
    """
    _check_pool(batch, ledger)
    label = np.full(ledger.population, UNRESOLVED, dtype=np.int8)
    label[ledger.order] = ledger.labels
    votes = 0
    if batch.kind is Pool.EXCLUDED:
        again = _second_readings(batch, ledger, list(decisions))
        votes = sum(len(readers) for readers, _ in again.values())
        for record, (readers, settled) in again.items():
            included = label[ledger.records.position(record)] == RELEVANT
            if not readers or not (settled or included):
                return None
    check_settled(ledger, batch.opened_at, but=batch.sample)
    if np.any(label[batch.sample] == UNRESOLVED):
        return None
    relevant = int(np.count_nonzero(label[batch.sample] == RELEVANT))
    left = largest_compatible(relevant, len(batch.pool), len(batch.sample), batch.alpha)
    before = np.setdiff1d(ledger.order[: batch.opened_at], batch.pool)
    found = int(np.count_nonzero(label[before] == RELEVANT))
    low = found / (found + left) if found + left else None
    return AuditBound(
        batch=batch.number,
        relevant=relevant,
        left_at_most=left,
        extra_votes=votes,
        estimate=RecallEstimate(
            method=METHOD,
            badge=Badge.ONE_LOOK,
            found=found,
            relevant=None,
            recall=None,
            low=low,
            high=None,
            level=1.0 - batch.alpha,
            statement=_statement(batch, ledger.population, relevant, left, low, votes),
        ),
    )


def _check_pool(batch: AuditBatch, ledger: FrozenLedger) -> None:
    """A bound is one of the pool that the ledger shows at the batch's moment."""
    then = ledger.prefix(batch.opened_at)
    if batch.kind is Pool.UNREAD:
        same = np.array_equal(np.sort(batch.pool), then.unread)
    else:
        same = bool(np.isin(batch.pool, then.order).all())
    if not same or ledger.n_read < batch.opened_at or not np.isin(batch.sample, batch.pool).all():
        raise StoppingError(
            f"Batch {batch.number} was not drawn from what this ledger had {batch.kind.value} "
            f"after {counted(batch.opened_at, 'record')}.",
            remedy="Give the ledger that it was drawn from, and the batch as its plan drew it.",
        )


def _second_readings(
    batch: AuditBatch, ledger: FrozenLedger, decisions: list[Decision]
) -> dict[str, tuple[set[str], bool]]:
    """Record id -> who read it again as an audit draw, and whether that is settled.

    An exclusion that was a resolution stands in the ledger until the next resolution: one that
    an audit reading contradicts is open until then, whatever other readings say.
    """
    barred = barred_readers(batch, ledger, decisions)
    readers: dict[str, set[str]] = {record: set() for record in barred}
    contradicted: dict[str, set[str]] = {record: set() for record in barred}
    for event in decisions:
        record = event.record_id
        if event.stage != ledger.stage or record not in readers:
            continue
        if event.resolves:
            # A resolution before the audit is part of what is audited.
            if readers[record] and event.reviewer in barred[record]:
                raise _by_the_same(event, "settled")
            contradicted[record].clear()
        elif event.draw is Draw.AUDIT:
            if event.reviewer in barred[record]:
                raise _by_the_same(event, "read again")
            readers[record].add(event.reviewer)
            agrees = event.verdict is Verdict.EXCLUDE
            (contradicted[record].discard if agrees else contradicted[record].add)(event.reviewer)
    return {record: (names, not contradicted[record]) for record, names in readers.items()}


def _by_the_same(event: Decision, did: str) -> StoppingError:
    return StoppingError(
        f"The reviewer '{event.reviewer}' {did} what the same reviewer had excluded, so the "
        "audit says nothing.",
        where=f"record {event.record_id}",
        remedy="Give it to another reviewer.",
    )


def _statement(
    batch: AuditBatch, population: int, relevant: int, left: int, low: float | None, votes: int
) -> str:
    drawn, pool = counted(len(batch.sample), "record"), f"{len(batch.pool):,}"
    moment = f"after {counted(batch.opened_at, 'record')} read"
    condition = (
        f"This procedure is wrong in at most {percent_up(batch.alpha)} of such checks, which is "
        f"batch {batch.number}'s share of the error planned for all batches; it holds for that "
        "moment and is not pooled with other batches."
    )
    if batch.kind is Pool.UNREAD:
        recall = "" if low is None else f", so recall was at least {percent_down(low)} then"
        return (
            f"Audit batch {batch.number}, {moment}: {drawn} drawn at random from the {pool} unread "
            f"and mixed unseen into the queue had {relevant:,} relevant among them. At most "
            f"{left:,} of the {pool} were relevant{recall}. {condition} {scope(population)}"
        )
    recall = (
        "" if low is None else f": at least {percent_down(low)} of those among the records read"
    )
    return (
        f"Audit batch {batch.number}, {moment}: {drawn} drawn at random from the {pool} excluded "
        f"by then went to other reviewers ({counted(votes, 'extra reading')}), and {relevant:,} of "
        "them are included now; nobody who had excluded one read it again or settled it after "
        f"that. At most {left:,} of the {pool} would be included so, and what was found by then "
        f"stands against them{recall}. {condition} It says nothing of unread records."
    )
