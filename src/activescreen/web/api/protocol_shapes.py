"""What the API takes and gives about the protocol."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, FiniteFloat

from activescreen.protocol import Criterion, Protocol
from activescreen.review.protocol.protocols import Change, Current, NewProtocol
from activescreen.stopping.base import check_target
from activescreen.web.api.shapes import CriterionShape, Given, Long, Short, Shown


class ProtocolFields(Given):
    """What a protocol says, and with which configuration records are ranked."""

    question: Long
    criteria: Annotated[list[CriterionShape], Field(max_length=100)]
    exclusion_reasons: Annotated[list[Short], Field(max_length=100)]
    include_terms: Annotated[list[Short], Field(max_length=500)]
    exclude_terms: Annotated[list[Short], Field(max_length=500)]
    target_recall: Annotated[str, Field(max_length=20)]
    alpha: FiniteFloat
    stopping_rule: Short
    votes_per_record: Annotated[int, Field(ge=1, le=20)]
    pilot_size: Annotated[int, Field(ge=1, le=200)]
    pilot_agreement: Annotated[FiniteFloat, Field(gt=0, le=1)]
    configuration: Short


class ChangedProtocol(ProtocolFields):
    """A protocol to be set: ``version`` is the one that was changed, ``note`` says why."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Annotated[str, Field(max_length=2000)] = ""

    def wanted(self) -> NewProtocol:
        """As the use case takes it."""
        protocol = Protocol(
            question=self.question,
            criteria=tuple(Criterion(each.element, each.text) for each in self.criteria),
            exclusion_reasons=tuple(self.exclusion_reasons),
            target_recall=check_target(self.target_recall),
            alpha=self.alpha,
            stopping_rule=self.stopping_rule,
            votes_per_record=self.votes_per_record,
            include_terms=tuple(self.include_terms),
            exclude_terms=tuple(self.exclude_terms),
            pilot_size=self.pilot_size,
            pilot_agreement=self.pilot_agreement,
        )
        return NewProtocol(protocol, self.configuration, self.version, self.note)


class Difference(BaseModel):
    """A field before and after a change."""

    field: str
    before: Any
    after: Any


class ChangeShape(BaseModel):
    """A change of the protocol."""

    version: int
    author: Shown
    at: str
    note: Shown
    changed: list[Difference]

    @classmethod
    def of(cls, change: Change) -> ChangeShape:
        """A change."""
        changed = [
            Difference(field=name, before=before, after=after)
            for name, (before, after) in change.changed.items()
        ]
        return cls(
            version=change.number,
            author=change.author,
            at=change.at,
            note=change.note,
            changed=changed,
        )


class ProtocolShape(BaseModel):
    """The protocol of a review, its version, and all changes, the last one first."""

    version: int
    question: Shown
    criteria: list[CriterionShape]
    exclusion_reasons: list[Shown]
    include_terms: list[Shown]
    exclude_terms: list[Shown]
    target_recall: str
    alpha: float
    stopping_rule: str
    votes_per_record: int
    pilot_size: int
    pilot_agreement: float
    configuration: Shown
    note_needed: bool
    history: list[ChangeShape]

    @classmethod
    def of(cls, current: Current) -> ProtocolShape:
        """The protocol as it is now."""
        protocol = current.protocol
        return cls(
            version=current.version,
            question=protocol.question,
            criteria=[CriterionShape(element=c.element, text=c.text) for c in protocol.criteria],
            exclusion_reasons=list(protocol.exclusion_reasons),
            include_terms=list(protocol.include_terms),
            exclude_terms=list(protocol.exclude_terms),
            target_recall=str(float(protocol.target_recall)),
            alpha=protocol.alpha,
            stopping_rule=protocol.stopping_rule,
            votes_per_record=protocol.votes_per_record,
            pilot_size=protocol.pilot_size,
            pilot_agreement=protocol.pilot_agreement,
            configuration=current.review.configuration,
            note_needed=current.decided,
            history=[ChangeShape.of(each) for each in current.history],
        )
