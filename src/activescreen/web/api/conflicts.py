"""Conflicts, their discussion, and what settles them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from activescreen.ledger import Verdict
from activescreen.review.conflicts import discussing
from activescreen.review.conflicts.resolving import Ruling, reopen, settle
from activescreen.review.conflicts.seen import conflict_seen, conflicts_seen
from activescreen.review.conflicts.standing import MOST
from activescreen.review.cursors import cursor_of, place_of
from activescreen.web.access import Looking, Resolving, ServiceSettings
from activescreen.web.api.conflicts_shapes import (
    AgreedShape,
    Answer,
    CommentShape,
    ConflictLine,
    ConflictPage,
    ConflictShape,
    NewComment,
    NewRuling,
    Reopening,
    RuledShape,
    Stage,
)
from activescreen.web.api.shapes import EventShape

router = APIRouter(prefix="/reviews/{review_id}/conflicts", tags=["conflicts"])

RecordId = Annotated[str, Path(max_length=200)]
StageAsked = Annotated[Stage, Query()]


@router.get("")
def list_conflicts(
    access: Looking,
    settings: ServiceSettings,
    stage: StageAsked = "title_abstract",
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> ConflictPage:
    """The conflicts of a stage, in the order in which their records were imported."""
    seen = conflicts_seen(
        settings.database, settings.boards, access, stage, place_of(cursor), limit
    )
    return ConflictPage(
        items=[
            ConflictLine.of(case, seen.discussions[case.record.id], case.record.id in seen.awaiting)
            for case in seen.conflicts.cases
        ],
        next=cursor_of(seen.conflicts.next),
        total=seen.conflicts.total,
    )


@router.get("/{record_id}")
def show_conflict(
    record_id: RecordId,
    access: Looking,
    settings: ServiceSettings,
    stage: StageAsked = "title_abstract",
) -> ConflictShape:
    """A record on which all votes are in, with both sides and the discussion."""
    return ConflictShape.seen(conflict_seen(settings.database, access, record_id, stage))


@router.post("/{record_id}/comments", status_code=201)
def add_comment(
    record_id: RecordId, given: NewComment, access: Looking, settings: ServiceSettings
) -> CommentShape:
    """Say something. Raters of the record, owners and adjudicators may."""
    made = discussing.comment(
        settings.database, access, record_id, given.stage, given.text, given.id, settings.clock()
    )
    return CommentShape.of(made)


@router.post("/{record_id}/proposals", status_code=201)
def propose(
    record_id: RecordId, given: NewRuling, access: Looking, settings: ServiceSettings
) -> AgreedShape:
    """Propose a verdict to the other raters of the record."""
    done = discussing.propose(settings.database, access, given.on(record_id), settings.clock())
    return AgreedShape.of(done)


@router.post("/{record_id}/agreements", status_code=201)
def agree(
    record_id: RecordId, given: Answer, access: Looking, settings: ServiceSettings
) -> AgreedShape:
    """Agree to the proposal on the table. When all raters have, the record is settled."""
    done = discussing.agree(
        settings.database,
        access,
        record_id,
        given.stage,
        given.proposal,
        given.id,
        settings.clock(),
    )
    if done.event is not None:
        settings.trainer.wake(access.review.id)
    return AgreedShape.of(done)


@router.post("/{record_id}/withdrawals", status_code=201)
def withdraw(
    record_id: RecordId, given: Answer, access: Looking, settings: ServiceSettings
) -> AgreedShape:
    """Take one's proposal back, or that one agreed to it."""
    done = discussing.withdraw(
        settings.database,
        access,
        record_id,
        given.stage,
        given.proposal,
        given.id,
        settings.clock(),
    )
    return AgreedShape.of(done)


@router.post(
    "/{record_id}/resolution", status_code=201, responses={200: {"description": "Kept before"}}
)
def resolve(
    record_id: RecordId,
    given: NewRuling,
    access: Resolving,
    settings: ServiceSettings,
    response: Response,
) -> RuledShape:
    """Settle a conflict. Who comes second is told who settled it, and how."""
    done = settle(settings.database, access, given.on(record_id), settings.clock())
    if done.repeated:
        response.status_code = 200
    else:
        settings.trainer.wake(access.review.id)
    return RuledShape(event=EventShape.of(done.event), repeated=done.repeated)


@router.post(
    "/{record_id}/reopening", status_code=201, responses={200: {"description": "Kept before"}}
)
def open_again(
    record_id: RecordId,
    given: Reopening,
    access: Resolving,
    settings: ServiceSettings,
    response: Response,
) -> RuledShape:
    """Open a record with a final label again; it is a conflict until it is settled anew."""
    wanted = Ruling(given.event_id, record_id, given.stage, Verdict.MAYBE, note=given.note)
    done = reopen(settings.database, access, wanted, settings.clock())
    if done.repeated:
        response.status_code = 200
    else:
        settings.trainer.wake(access.review.id)
    return RuledShape(event=EventShape.of(done.event), repeated=done.repeated)
