"""What the API takes and gives of pilots."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field

from activescreen.agreement import GroupAgreement
from activescreen.review.pilot.judging import Judgement, OnCriterion, Pair
from activescreen.review.pilot.piloting import LARGEST
from activescreen.review.pilot.seen import PilotSeen, PilotsSeen
from activescreen.web.api.conflicts_shapes import RaterVote
from activescreen.web.api.shapes import Given, Long, Short, Shown


class PairShape(BaseModel):
    """How far two raters agree; kappa is null where it is not defined."""

    first: Shown
    second: Shown
    records: int
    prevalence: float | None
    proportion: float | None
    kappa: float | None
    ac1: float | None
    pabak: float | None

    @classmethod
    def of(cls, pair: Pair) -> Self:
        """A pair of raters."""
        found = pair.agreement
        return cls(
            first=pair.first,
            second=pair.second,
            records=found.n_records,
            prevalence=found.prevalence,
            proportion=found.proportion,
            kappa=found.kappa,
            ac1=found.ac1,
            pabak=found.pabak,
        )


class GroupShape(BaseModel):
    """How far more than two raters agree: Fleiss' kappa, and the mean share of agreeing pairs."""

    raters: int
    prevalence: float | None
    proportion: float | None
    kappa: float | None

    @classmethod
    def of(cls, group: GroupAgreement | None) -> Self | None:
        """All raters together."""
        if group is None:
            return None
        return cls(
            raters=group.n_raters,
            prevalence=group.prevalence,
            proportion=group.proportion,
            kappa=group.kappa,
        )


class CriterionShape(BaseModel):
    """How far raters agree on whether records fail a criterion."""

    element: str
    named: dict[Shown, int]
    same: int
    pairs: list[PairShape]
    group: GroupShape | None

    @classmethod
    def of(cls, found: OnCriterion) -> Self:
        """A criterion."""
        return cls(
            element=found.element,
            named=dict(found.named),
            same=found.same,
            pairs=[PairShape.of(pair) for pair in found.pairs],
            group=GroupShape.of(found.group),
        )


class DifferenceShape(BaseModel):
    """A record on which the raters do not agree."""

    record_id: Shown
    title: Shown
    votes: list[RaterVote]


class JudgementShape(BaseModel):
    """What a pilot shows."""

    records: int
    agreed: int
    demanded: int
    reached: bool
    included: dict[Shown, int]
    known: int
    known_included: dict[Shown, int]
    pairs: list[PairShape]
    group: GroupShape | None
    criteria: list[CriterionShape]
    differences: list[DifferenceShape]
    statements: list[Shown]

    @classmethod
    def of(cls, judged: Judgement, seen: PilotSeen) -> Self:
        """The judgement of a pilot that is complete."""
        return cls(
            records=judged.n,
            agreed=judged.agreed,
            demanded=judged.demanded,
            reached=judged.reached,
            included=dict(judged.included),
            known=len(judged.known),
            known_included=dict(judged.known_included),
            pairs=[PairShape.of(pair) for pair in judged.pairs],
            group=GroupShape.of(judged.group),
            criteria=[CriterionShape.of(each) for each in judged.criteria],
            differences=[
                DifferenceShape(
                    record_id=name,
                    title=seen.records[name].title,
                    votes=[RaterVote.of(vote) for vote in judged.votes[name].values()],
                )
                for name in judged.differing
            ],
            statements=list(seen.statements),
        )


class PilotShape(BaseModel):
    """A pilot. ``judgement`` is null before all raters have voted on all records.

    Which records are random and which were chosen is not said: raters would look at them with
    other eyes.
    """

    number: int
    records: int
    raters: list[Shown]
    done: dict[Shown, int]
    gone: list[Shown]
    begun: str
    author: Shown
    gate: str
    ended: str
    ended_by: Shown
    note: Shown
    seed: int | None
    judgement: JudgementShape | None

    @classmethod
    def of(cls, seen: PilotSeen) -> Self:
        """A pilot as it may be seen."""
        pilot, done = seen.pilot, seen.done
        return cls(
            number=pilot.number,
            records=len(pilot.records),
            raters=list(pilot.raters),
            done=dict(done),
            gone=list(seen.gone),
            begun=pilot.begun,
            author=pilot.author,
            gate=pilot.gate,
            ended=pilot.ended,
            ended_by=pilot.ended_by,
            note=pilot.note,
            # With the seed one could find out which records are random.
            seed=pilot.seed if seen.complete else None,
            judgement=None if seen.judgement is None else JudgementShape.of(seen.judgement, seen),
        )


class PilotsShape(BaseModel):
    """The pilots of a review, in the order in which they were begun, and who may screen one."""

    pilots: list[PilotShape]
    able: list[Shown]
    suggested: list[Shown]
    fewest: int
    size: int
    agreement: float

    @classmethod
    def of(cls, seen: PilotsSeen, size: int, agreement: float) -> Self:
        """All pilots."""
        return cls(
            pilots=[PilotShape.of(each) for each in seen.pilots],
            able=list(seen.able),
            suggested=list(seen.suggested),
            fewest=seen.fewest,
            size=size,
            agreement=agreement,
        )


class BeginPilot(Given):
    """A pilot to begin. ``after`` is the number of the newest one that is known, or 0."""

    after: Annotated[int, Field(ge=0, le=10_000)]
    size: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    raters: Annotated[list[Short], Field(default_factory=list, max_length=100)]
    seed: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    anew: bool = False


class OpenGate(Given):
    """The gate to be opened after a pilot; ``note`` says why, where agreement is not reached."""

    note: Long = ""
