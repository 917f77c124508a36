"""What comes next, and votes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, FiniteFloat

from activescreen.ledger import Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.review.screening.own_votes import MOST as MOST_VOTES
from activescreen.review.screening.own_votes import own_votes
from activescreen.review.screening.serving import MOST, Mode, serve
from activescreen.review.screening.voting import Vote, vote
from activescreen.web.access import Screening, ServiceSettings
from activescreen.web.api.shapes import (
    DecisionShape,
    EventShape,
    Given,
    Long,
    Short,
    Shown,
    VotesShape,
)

router = APIRouter(prefix="/reviews/{review_id}", tags=["screening"])

Stage = Literal["title_abstract", "full_text"]


class Wanted(Given):
    """How many records one wants to have in hand at a stage."""

    stage: Stage = "title_abstract"
    n: Annotated[int, Field(ge=1, le=MOST)] = 1


class ServedRecord(BaseModel):
    """A record as a reviewer reads it: nothing of any vote is in it."""

    id: Shown
    title: Shown
    abstract: Shown
    authors: list[Shown]
    year: int | None
    journal: Shown
    volume: Shown
    number: Shown
    pages: Shown
    doi: Shown
    pmid: Shown
    keywords: list[Shown]
    language: Shown
    kind: Shown

    @classmethod
    def of(cls, record: Record) -> ServedRecord:
        """A record of the review."""
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class ServedShape(BaseModel):
    """The records in hand, what is being read, and how many still need one's vote."""

    records: list[ServedRecord]
    phase: Mode
    left: int
    message: str
    in_pilot: bool


class NewDecision(Given):
    """A vote. ``event_id`` is made by the client: a repeated request changes nothing."""

    event_id: Annotated[str, Field(min_length=8, max_length=100, pattern="^[A-Za-z0-9._:-]+$")]
    record_id: Short
    verdict: Verdict
    failed_criteria: Annotated[list[Short], Field(default_factory=list, max_length=20)]
    reason: Annotated[str, Field(max_length=500)] = ""
    note: Long = ""
    seconds: Annotated[FiniteFloat, Field(ge=0, le=1e7)] | None = None
    stage: Stage = "title_abstract"


class OwnVoteShape(BaseModel):
    """One's own last word on a record."""

    record_id: Shown
    title: Shown
    year: int | None
    received: str
    event: EventShape


class OwnVotesShape(BaseModel):
    """What one has decided, the latest first."""

    items: list[OwnVoteShape]
    total: int
    today: int


@router.post("/next")
def next_records(given: Wanted, access: Screening, settings: ServiceSettings) -> ServedShape:
    """Take records in hand: those that one has already come first.

    They are one's own for half an hour, and longer if one asks again. Asking is repeatable: no
    record is given twice, and none is lost if the answer is.
    """
    served = serve(
        settings.database, settings.boards, access, given.stage, given.n, settings.clock()
    )
    return ServedShape(
        records=[ServedRecord.of(record) for record in served.records],
        phase=served.mode,
        left=served.left,
        message=served.message,
        in_pilot=served.in_pilot,
    )


@router.post("/decisions", status_code=201, responses={200: {"description": "Kept before"}})
def decide(
    given: NewDecision, access: Screening, settings: ServiceSettings, response: Response
) -> DecisionShape:
    """Vote on a record in one's own name. The vote is on disk when the answer comes."""
    said = Vote(
        given.event_id,
        given.record_id,
        given.verdict,
        tuple(given.failed_criteria),
        given.reason,
        given.note,
        given.seconds,
        given.stage,
    )
    done = vote(settings.database, settings.boards, access, said, settings.clock())
    if done.repeated:
        response.status_code = 200
    else:
        settings.trainer.wake(access.review.id)
    return DecisionShape(
        event=EventShape.of(done.event), repeated=done.repeated, votes=VotesShape.of(done.votes)
    )


@router.get("/decisions/mine")
def own_decisions(
    access: Screening,
    settings: ServiceSettings,
    stage: Stage = TITLE_ABSTRACT,  # type: ignore[assignment]  # one of the two
    limit: Annotated[int, Query(ge=1, le=MOST_VOTES)] = 50,
) -> OwnVotesShape:
    """One's own votes, the latest first."""
    found = own_votes(settings.database, access, stage, limit, settings.clock())
    return OwnVotesShape(
        items=[
            OwnVoteShape(
                record_id=each.record.id,
                title=each.record.title,
                year=each.record.year,
                received=each.received,
                event=EventShape.of(each.event),
            )
            for each in found.votes
        ],
        total=found.total,
        today=found.today,
    )
