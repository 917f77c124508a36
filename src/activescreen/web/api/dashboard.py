"""How a review is doing, in numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from activescreen.agreement import PairAgreement
from activescreen.review.dashboard.awaiting import Errand
from activescreen.review.dashboard.pace import End
from activescreen.review.dashboard.page import Dashboard, dashboard
from activescreen.review.stopping.pricing import Prices
from activescreen.web.access import Looking, ServiceSettings
from activescreen.web.api.shapes import Shown

router = APIRouter(prefix="/reviews/{review_id}", tags=["reviews"])


class TaskShape(BaseModel):
    """Something that awaits the one who asks."""

    task: Errand
    number: int
    stage: str


class DeskShape(BaseModel):
    """What a member of the team has before them."""

    name: Shown
    role: str
    pilot: int
    begun_by_others: int
    unread: int
    to_answer: int
    to_settle: int


class StageNumbers(BaseModel):
    """How far a stage is.

    ``unread`` are to be read by people. After a certified stop nobody has to read what is left: it
    is counted in ``by_model``, and in no other field but ``records``. ``not_had`` are full texts
    that could not be had, which are not among the ``records``.
    """

    stage: str
    records: int
    unread: int
    lack_votes: int
    conflicts: int
    relevant: int
    irrelevant: int
    by_model: int
    not_had: int


class PersonNumbers(BaseModel):
    """What a person did; inclusions are those on records whose votes are all in."""

    name: Shown
    votes: dict[str, int]
    complete: int
    included: int
    median_seconds: float | None
    last: str


class StretchShape(BaseModel):
    """Records next to each other in the order of reading, counted from 1."""

    first: int
    last: int
    found: int
    open: int


class EstimateShape(BaseModel):
    """What the newest ranking says of recall; the statement is empty while it is too early."""

    badge: str
    statement: str
    created: str
    decisions_since: int


class PriceShape(BaseModel):
    """What a certified claim still costs, in records, at the protocol's target and error.

    It may be of a moment ago: ``unread`` and ``found`` say for which state it was worked out,
    ``unread_now`` and ``found_now`` what the state is.
    """

    rule: str | None
    target_recall: str
    alpha: float
    unread: int
    found: int
    unread_now: int
    found_now: int
    renewing: bool = Field(description="Whether it is being worked out anew.")
    left: int | None
    none_left: float | None
    expected: float | None
    most: float | None


class AgreementShape(BaseModel):
    """Agreement on records, counted from 1 in the order in which their last vote came in."""

    first: int
    last: int
    proportion: float | None
    kappa: float | None
    ac1: float | None
    pabak: float | None
    prevalence: float | None

    @classmethod
    def of(cls, first: int, last: int, found: PairAgreement) -> AgreementShape:
        """Agreement as the API gives it."""
        return cls(
            first=first,
            last=last,
            proportion=found.proportion,
            kappa=found.kappa,
            ac1=found.ac1,
            pabak=found.pabak,
            prevalence=found.prevalence,
        )


class StageAgreement(BaseModel):
    """Agreement at a stage."""

    overall: AgreementShape
    windows: list[AgreementShape]


class WayShape(BaseModel):
    """A way to the end of a stage."""

    stage: str
    end: End
    records: int
    votes: int
    hours: float


class DashboardShape(BaseModel):
    """How a review is doing."""

    records: int
    decisions: int
    waiting_for_you: list[TaskShape]
    team: list[DeskShape]
    stages: list[StageNumbers]
    people: list[PersonNumbers]
    found: list[StretchShape]
    estimate: EstimateShape | None
    price: PriceShape | None = Field(description="Null while it is being worked out, or is over.")
    phase: str | None = Field(description="Registration hash of the phase that goes on.")
    certified: bool
    agreement: dict[str, StageAgreement]
    seconds_a_decision: float
    ways: list[WayShape]


@router.get("/dashboard")
def show_dashboard(
    access: Looking,
    settings: ServiceSettings,
    wait: Annotated[
        float, Query(ge=0, le=60, description="Seconds to wait for figures that take long.")
    ] = 10,
) -> DashboardShape:
    """How a review is doing, in numbers."""
    return _shape(dashboard(settings.database, settings.boards, access, wait))


def _shape(seen: Dashboard) -> DashboardShape:
    return DashboardShape(
        records=seen.counted.places,
        decisions=seen.counted.events,
        waiting_for_you=[
            TaskShape(task=each.errand, number=each.number, stage=each.stage)
            for each in seen.awaiting.mine
        ],
        team=_team(seen),
        stages=_stages(seen),
        people=_people(seen),
        found=[StretchShape(**each._asdict()) for each in seen.found],
        estimate=_estimate(seen),
        price=None if seen.prices is None else _price(seen.prices),
        phase=None if seen.going_on is None else seen.going_on.stored.hash,
        certified=seen.certified,
        agreement=_agreement(seen),
        seconds_a_decision=seen.pace.seconds,
        ways=[
            WayShape(
                stage=way.stage,
                end=way.end,
                records=way.records,
                votes=way.votes,
                hours=way.hours,
            )
            for way in seen.pace.ways
        ],
    )


def _team(seen: Dashboard) -> list[DeskShape]:
    return [
        DeskShape(
            name=each.name,
            role=each.role,
            pilot=each.pilot,
            begun_by_others=each.second_votes,
            unread=each.unread,
            to_answer=each.answer,
            to_settle=each.settle,
        )
        for each in seen.awaiting.team
    ]


def _stages(seen: Dashboard) -> list[StageNumbers]:
    return [
        StageNumbers(
            stage=each.stage,
            records=each.records,
            unread=each.unread,
            lack_votes=each.waiting,
            conflicts=each.conflicts,
            relevant=each.relevant,
            irrelevant=each.irrelevant,
            by_model=each.by_model,
            not_had=each.not_had,
        )
        for each in seen.stages
    ]


def _people(seen: Dashboard) -> list[PersonNumbers]:
    return [
        PersonNumbers(
            name=each.name,
            votes=dict(each.votes),
            complete=each.complete,
            included=each.included,
            median_seconds=each.seconds,
            last=each.last,
        )
        for each in seen.people
    ]


def _estimate(seen: Dashboard) -> EstimateShape | None:
    found = seen.estimate
    if found is None:
        return None
    return EstimateShape(
        badge=found.badge,
        statement=found.statement,
        created=found.created,
        decisions_since=found.behind,
    )


def _price(prices: Prices) -> PriceShape:
    asked = prices.asked
    reading = None if asked is None else asked.reading
    return PriceShape(
        rule=None if asked is None else asked.rule,
        target_recall=str(prices.target),
        alpha=prices.alpha,
        unread=prices.standing.unread,
        found=prices.standing.found,
        unread_now=prices.now.unread,
        found_now=prices.now.found,
        renewing=prices.renewing,
        left=None if asked is None else asked.left,
        none_left=None if reading is None else reading.none_left,
        expected=None if reading is None else reading.expected,
        most=None if reading is None else reading.most,
    )


def _agreement(seen: Dashboard) -> dict[str, StageAgreement]:
    return {
        stage: StageAgreement(
            overall=AgreementShape.of(1, each.overall.n_records, each.overall),
            windows=[
                AgreementShape.of(window.first, window.last, window.agreement)
                for window in each.windows
            ],
        )
        for stage, each in seen.agreement.items()
    }
