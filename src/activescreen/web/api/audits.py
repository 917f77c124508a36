"""Audit draws: planned, and judged. Which records they are is told to nobody."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, FiniteFloat

from activescreen.review.permissions import Access
from activescreen.review.stopping.audits import AuditState, StoredAudit, audit_states, plan_audit
from activescreen.stopping.audit import PlannedBatch, Pool, Spending
from activescreen.web.access import Looking, Managing, ServiceSettings
from activescreen.web.api.screening import Stage
from activescreen.web.api.shapes import Given, Shown
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", tags=["stopping"])


class NewBatch(Given):
    """A batch: drawn after ``moment`` records read, and mixed into the ``within`` next ones."""

    moment: Annotated[int, Field(ge=0, lt=2**31)]
    size: Annotated[int, Field(ge=1, le=100_000)]
    pool: Pool = Pool.UNREAD
    within: Annotated[int, Field(ge=1, le=10_000_000)] | None = None


class NewAudit(Given):
    """Audit draws to be planned. Without a seed one is drawn and shown."""

    batches: Annotated[list[NewBatch], Field(min_length=1, max_length=100)]
    stage: Stage = "title_abstract"
    alpha: FiniteFloat = 0.05
    spending: Spending = Spending.EVEN
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class BatchShape(BaseModel):
    """How far a batch is, and what it says when all of it has final labels."""

    number: int
    moment: int
    size: int
    pool: Pool
    within: int
    drawn: bool
    read: int
    relevant: int | None
    left_at_most: int | None
    statement: str
    problem: Shown


class AuditShape(BaseModel):
    """Planned audit draws; ``digest`` is to be made public before the first of them."""

    digest: str
    stage: str
    alpha: float
    spending: str
    seed: int
    author: Shown
    at: str
    batches: list[BatchShape]

    @classmethod
    def of(cls, state: AuditState) -> AuditShape:
        """An audit as it is."""
        audit = state.audit
        return cls(
            digest=audit.digest,
            stage=audit.stage,
            alpha=audit.plan["alpha"],
            spending=audit.plan["spending"],
            seed=audit.plan["seed"],
            author=audit.author,
            at=audit.at,
            batches=[
                _batch(state, number, said) for number, said in enumerate(audit.plan["batches"], 1)
            ],
        )


@router.get("/audits")
def list_audits(access: Looking, settings: ServiceSettings) -> list[AuditShape]:
    """The planned audits, and what their complete batches say."""
    return [AuditShape.of(each) for each in audit_states(settings.database, access.review)]


@router.post("/audits", status_code=201)
def new_audit(given: NewAudit, access: Managing, settings: ServiceSettings) -> AuditShape:
    """Plan audit draws among the records that the review has now."""
    audit = made_audit(given, access, settings)
    return AuditShape.of(AuditState(audit, {}, {}, {}))


def made_audit(given: NewAudit, access: Access, settings: Settings) -> StoredAudit:
    """Plan what a request or a form asks for."""
    return plan_audit(
        settings.database,
        access,
        [PlannedBatch(each.moment, each.size, each.pool, each.within) for each in given.batches],
        settings.clock(),
        stage=given.stage,
        seed=secrets.randbits(32) if given.seed is None else given.seed,
        alpha=given.alpha,
        spending=given.spending,
    )


def _batch(state: AuditState, number: int, said: dict[str, object]) -> BatchShape:
    bound = state.bounds.get(number)
    return BatchShape.model_validate(
        {
            **said,
            "number": number,
            "drawn": number in state.done,
            "read": state.done.get(number, 0),
            "relevant": None if bound is None else bound.relevant,
            "left_at_most": None if bound is None else bound.left_at_most,
            "statement": "" if bound is None else bound.estimate.statement,
            "problem": state.problems.get(number, ""),
        }
    )
