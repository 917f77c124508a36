"""Audits of a review: planned before their first draw, drawn at their moments, and judged.

An entry of the journal of kind ``audit`` holds the plan: ``waves`` (numbers of the searches whose
records it is about), ``plan`` (what `AuditPlan.registration` says) and ``digest``. An entry of kind
``audit_batch`` holds one batch as it was drawn: ``digest`` of its plan, ``number``, ``pool`` and
``sample`` (record ids) and ``slots``; or, where it could not be drawn, ``refused`` with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError, StoppingError
from activescreen.ledger import UNRESOLVED, Draw, FrozenLedger
from activescreen.review.board import NEVER, Board
from activescreen.review.permissions import Access
from activescreen.review.stopping.live_phases import live_phases
from activescreen.stopping.audit import AuditBatch, AuditPlan, PlannedBatch, Pool, Spending
from activescreen.stopping.audit_bound import AuditBound, audit_bound
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.journal import Entry, Kind, add_entry, entries
from activescreen.store.population import load_population
from activescreen.store.reviews import Review, count, waves_of

_SELDOM: Final = 50


@dataclass(frozen=True)
class DrawnBatch:
    """A batch as the journal has it.

    Attributes
    ----------
    number, kind
        Which of the plan's batches it is, and what it was drawn from.
    pool, sample
        Ids of the records that it was drawn from, and of those drawn in the order of serving.
    slots
        Where these stand among the records served from the moment on.
    refused
        Why it could not be drawn; empty where it was.
    at
        When, in ISO 8601.
    """

    number: int
    kind: Pool
    pool: tuple[str, ...]
    sample: tuple[str, ...]
    slots: tuple[int, ...]
    refused: str
    at: str


@dataclass(frozen=True)
class StoredAudit:
    """A planned audit.

    Attributes
    ----------
    digest
        Of the plan: to be made public before the first draw.
    plan
        What was planned, as plain data.
    waves
        Numbers of the searches whose records it is about.
    author, at
        Who planned it, and when.
    batches
        What has been drawn so far, or could not be.
    """

    digest: str
    plan: dict[str, Any]
    waves: tuple[int, ...]
    author: str
    at: str
    batches: list[DrawnBatch] = field(default_factory=list)

    @property
    def stage(self) -> str:
        """The stage that it is about."""
        stage: str = self.plan["stage"]
        return stage

    def due(self, n_read: int) -> list[int]:
        """Numbers of the batches whose moment has come and that were not drawn yet."""
        done = {batch.number for batch in self.batches}
        planned = enumerate(self.plan["batches"], 1)
        return [n for n, batch in planned if n not in done and n_read >= batch["moment"]]


@dataclass(frozen=True)
class AuditState:
    """How far a planned audit is.

    Attributes
    ----------
    audit
        The audit.
    done
        Number of each drawn batch -> how many of its records have been read.
    bounds
        Number of each complete batch -> what it says.
    problems
        Number of a batch -> why nothing can be said of it.
    """

    audit: StoredAudit
    done: dict[int, int]
    bounds: dict[int, AuditBound]
    problems: dict[int, str]


def plan_audit(
    database: Database,
    access: Access,
    batches: Sequence[PlannedBatch],
    now: datetime,
    *,
    stage: str,
    seed: int,
    alpha: float,
    spending: Spending = Spending.EVEN,
) -> StoredAudit:
    """Plan audit draws from the records that the review has now.

    Parameters
    ----------
    database, access, now
        Where, who does it, and the time.
    batches, stage, seed, alpha, spending
        As `AuditPlan` takes them.

    Raises
    ------
    InputError
        If the review has no records, or a batch's moment is over already.
    ConfigurationError
        If it is no plan.
    """
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        waves = tuple(wave.number for wave in waves_of(connection, review))
        population = load_population(connection, review, waves)
        if not len(population):
            raise InputError("The review has no records yet.", remedy="Import a search first.")
        read = load_ledger(connection, review, population).freeze(stage).n_read
        if any(batch.moment < read for batch in batches):
            raise InputError(
                f"{read:,} records have been read, so a batch cannot be drawn after fewer.",
                where="moment",
                remedy=f"Plan it for {read:,} or more: a batch is of one moment, known beforehand.",
            )
        plan = AuditPlan(population.records, batches, alpha, seed, spending, stage)
        content = {"waves": list(waves), "plan": plan.registration(), "digest": plan.digest}
        return _audit(add_entry(connection, review, Kind.AUDIT, access.account.name, now, content))


def audits_of(connection: Connection, review: Review) -> list[StoredAudit]:
    """The audits of a review with what was drawn, in the order in which they were planned."""
    found: dict[str, StoredAudit] = {}
    for entry in entries(connection, review, [Kind.AUDIT, Kind.AUDIT_BATCH]):
        if entry.kind is Kind.AUDIT:
            audit = _audit(entry)
            found.setdefault(audit.digest, audit)
        else:
            found[entry.content["digest"]].batches.append(_batch(entry))
    return list(found.values())


def draw_due(
    connection: Connection,
    review: Review,
    board: Board,
    audits: Sequence[StoredAudit],
    now: datetime,
) -> bool:
    """Draw the batches whose moment has come, and keep them.

    Parameters
    ----------
    connection, review
        A connection that may write, and the review.
    board
        Its running sums.
    audits
        Its audits as they are.
    now
        The time.

    Returns
    -------
    Whether anything was drawn or refused.
    """
    drawn = False
    for audit in audits:
        inside = np.isin(board.waves, audit.waves)
        final = board.stage(audit.stage).final[inside]
        for number in audit.due(int(np.count_nonzero(final != NEVER))):
            planned = audit.plan["batches"][number - 1]
            if planned["pool"] == Pool.EXCLUDED and not _settled(board, audit, planned["moment"]):
                continue  # labels that are open may yet join the pool
            content = _drawn(connection, review, board, audit, number)
            add_entry(connection, review, Kind.AUDIT_BATCH, audit.author, now, content)
            drawn = True
    return drawn


def audit_states(database: Database, review: Review) -> list[AuditState]:
    """How far the audits of a review are, and what their batches say."""
    with database.reading() as connection:
        return [_state(connection, review, audit) for audit in audits_of(connection, review)]


def _drawn(
    connection: Connection, review: Review, board: Board, audit: StoredAudit, number: int
) -> dict[str, Any]:
    plan = _plan(connection, review, audit)
    ledger = load_ledger(connection, review, load_population(connection, review, audit.waves))
    phases = live_phases(connection, review, board)
    in_phase = any(phase.stage == audit.stage for phase in phases)
    said: dict[str, Any] = {"digest": audit.digest, "number": number}
    try:
        batch = plan.draw(number, ledger.freeze(audit.stage), phase_open=in_phase)
    except StoppingError as error:
        kind = audit.plan["batches"][number - 1]["pool"]
        return {**said, "kind": kind, "refused": error.what}
    ids = plan.records.ids
    # What was unread at a moment, the ledger tells; what was excluded then may change.
    kept = batch.kind is Pool.EXCLUDED
    pool = [ids[place] for place in batch.pool.tolist()] if kept else []
    return {
        **said,
        "kind": batch.kind.value,
        "pool": pool,
        "sample": [ids[place] for place in batch.sample.tolist()],
        "slots": batch.slots.tolist(),
    }


def _state(connection: Connection, review: Review, audit: StoredAudit) -> AuditState:
    population = load_population(connection, review, audit.waves)
    ledger = load_ledger(connection, review, population)
    frozen = ledger.freeze(audit.stage)
    plan = _plan(connection, review, audit)
    read = {ledger.records.ids[place] for place in frozen.order.tolist()}
    again = {event.record_id for event in ledger if event.draw is Draw.AUDIT}
    state = AuditState(audit, {}, {}, {})
    for batch in audit.batches:
        if batch.refused:
            state.problems[batch.number] = batch.refused
            continue
        seen = read if batch.kind is Pool.UNREAD else again
        state.done[batch.number] = sum(name in seen for name in batch.sample)
        try:
            bound = audit_bound(_as_drawn(batch, plan, audit, frozen), frozen, ledger)
        except StoppingError as error:
            state.problems[batch.number] = error.what
            continue
        if bound is not None:
            state.bounds[batch.number] = bound
    return state


def _plan(connection: Connection, review: Review, audit: StoredAudit) -> AuditPlan:
    said = audit.plan
    batches = [
        PlannedBatch(each["moment"], each["size"], Pool(each["pool"]), each["within"])
        for each in said["batches"]
    ]
    records = load_population(connection, review, audit.waves).records
    spending = Spending(said["spending"])
    return AuditPlan(records, batches, said["alpha"], said["seed"], spending, said["stage"])


def _settled(board: Board, audit: StoredAudit, moment: int) -> bool:
    """Whether the records read before a moment have final labels.

    It takes going through all of them, so it is found out once in fifty decisions.
    """

    def made() -> bool:
        sums, inside = board.stage(audit.stage), np.isin(board.waves, audit.waves)
        read = [place for place in sums.standing if inside[place]]
        read.sort(key=lambda place: sums.first[place].sequence)
        return not bool(np.any(sums.final[read[:moment]] == UNRESOLVED))

    version = (audit.digest, moment, board.seen.events // _SELDOM)
    return board.remember(f"settled {audit.digest} {moment}", version, made)


def _as_drawn(
    batch: DrawnBatch, plan: AuditPlan, audit: StoredAudit, ledger: FrozenLedger
) -> AuditBatch:
    moment = audit.plan["batches"][batch.number - 1]["moment"]

    def places(names: Sequence[str]) -> NDArray[np.int64]:
        return np.array([plan.records.position(name) for name in names], dtype=np.int64)

    unread = batch.kind is Pool.UNREAD
    return AuditBatch(
        batch.number,
        moment,
        batch.kind,
        ledger.prefix(moment).unread.copy() if unread else places(batch.pool),
        places(batch.sample),
        np.array(batch.slots, dtype=np.int64),
        plan.alpha_of(batch.number),
    )


def _audit(entry: Entry) -> StoredAudit:
    said = entry.content
    return StoredAudit(said["digest"], said["plan"], tuple(said["waves"]), entry.author, entry.at)


def _batch(entry: Entry) -> DrawnBatch:
    said = entry.content
    return DrawnBatch(
        said["number"],
        Pool(said["kind"]),
        tuple(said.get("pool", ())),
        tuple(said.get("sample", ())),
        tuple(said.get("slots", ())),
        said.get("refused", ""),
        entry.at,
    )
