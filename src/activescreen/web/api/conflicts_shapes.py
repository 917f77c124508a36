"""What the API takes and gives of conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from activescreen.ledger import Decision, Verdict
from activescreen.review.conflicts.discussing import LONGEST, Agreed
from activescreen.review.conflicts.discussions import Comment, Discussion, Proposal
from activescreen.review.conflicts.resolving import Ruling
from activescreen.review.conflicts.seen import ConflictSeen
from activescreen.review.conflicts.standing import Case, Cause
from activescreen.web.api.shapes import EventShape, Given, Long, Short, Shown

EventId = Annotated[str, Field(min_length=8, max_length=100, pattern="^[A-Za-z0-9._:-]+$")]
Stage = Literal["title_abstract", "full_text"]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class RaterVote(BaseModel):
    """The vote of a rater that counts."""

    reviewer: Shown
    verdict: Verdict
    failed_criteria: list[Shown]
    reason: Shown
    note: Shown
    at: str | None

    @classmethod
    def of(cls, event: Decision, received: Mapping[str, str] | None = None) -> Self:
        """A vote, and when it came in."""
        return cls(
            reviewer=event.reviewer,
            verdict=event.verdict,
            failed_criteria=list(event.failed_criteria),
            reason=event.reason,
            note=event.note,
            at=(received or {}).get(event.id),
        )


class ResolutionShape(EventShape):
    """What settled a record, or opened it again."""

    received: str

    @classmethod
    def kept(cls, event: Decision, received: str) -> Self:
        """A resolution, and when it came in."""
        return cls(**EventShape.of(event).model_dump(), received=received)


class CommentShape(BaseModel):
    """What someone said."""

    number: int
    author: Shown
    at: str
    text: Shown

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """A comment."""
        return cls(number=comment.number, author=comment.author, at=comment.at, text=comment.text)


class ProposalShape(BaseModel):
    """A verdict that a rater proposes; when all raters have agreed, it settles the record."""

    number: int
    author: Shown
    at: str
    verdict: Verdict
    failed_criteria: list[Shown]
    reason: Shown
    note: Shown
    agreed: list[Shown]

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """A proposal."""
        return cls(
            number=proposal.number,
            author=proposal.author,
            at=proposal.at,
            verdict=proposal.verdict,
            failed_criteria=list(proposal.failed_criteria),
            reason=proposal.reason,
            note=proposal.note,
            agreed=list(proposal.agreed),
        )


class ConflictLine(BaseModel):
    """A conflict in a list."""

    record_id: Shown
    title: Shown
    authors: list[Shown]
    year: int | None
    journal: Shown
    stage: str
    cause: Cause | None
    votes: list[RaterVote]
    comments: int
    proposal: ProposalShape | None
    awaits_you: bool

    @classmethod
    def of(cls, case: Case, discussion: Discussion, awaits: bool) -> Self:
        """A conflict and what was said about it."""
        proposal = discussion.proposal
        record = case.record
        return cls(
            record_id=record.id,
            title=record.title,
            authors=list(record.authors),
            year=record.year,
            journal=record.journal,
            stage=case.stage,
            cause=case.cause,
            votes=[RaterVote.of(vote) for vote in case.votes],
            comments=len(discussion.comments),
            proposal=None if proposal is None else ProposalShape.of(proposal),
            awaits_you=awaits,
        )


class ConflictPage(BaseModel):
    """A page of conflicts; ``next`` is the cursor of the next one."""

    items: list[ConflictLine]
    next: str | None
    total: int


class ConflictShape(ConflictLine):
    """A record on which all votes are in, whether it is in conflict or was."""

    abstract: Shown
    keywords: list[Shown]
    doi: Shown
    in_conflict: bool
    resolutions: list[ResolutionShape]
    thread: list[CommentShape]
    gone: list[Shown]
    is_rater: bool
    may_settle: bool
    may_discuss: bool
    may_agree: bool

    @classmethod
    def seen(cls, seen: ConflictSeen) -> Self:
        """A conflict as a person sees it."""
        case, record = seen.case, seen.case.record
        line = ConflictLine.of(case, seen.discussion, seen.awaits_me)
        votes = [RaterVote.of(vote, seen.received) for vote in case.votes]
        return cls(
            **{**line.model_dump(), "votes": votes},
            abstract=record.abstract,
            keywords=list(record.keywords),
            doi=record.doi,
            in_conflict=case.in_conflict,
            resolutions=[
                ResolutionShape.kept(event, seen.received[event.id]) for event in case.resolutions
            ],
            thread=[CommentShape.of(each) for each in seen.discussion.comments],
            gone=list(seen.gone),
            is_rater=seen.is_rater,
            may_settle=seen.may_settle,
            may_discuss=seen.may_discuss,
            may_agree=seen.may_agree,
        )


class NewComment(Given):
    """Something to be said. ``id`` is made by the client: a repeated request changes nothing."""

    id: EventId
    stage: Stage = "title_abstract"
    text: Annotated[str, Field(max_length=2 * LONGEST)]


class NewRuling(Given):
    """A verdict. ``event_id`` is made by the client: a repeated request changes nothing."""

    event_id: EventId
    stage: Stage = "title_abstract"
    verdict: Literal["include", "exclude"]
    failed_criteria: Annotated[list[Short], Field(default_factory=list, max_length=20)]
    reason: Annotated[str, Field(max_length=500)] = ""
    note: Long = ""

    def on(self, record_id: str) -> Ruling:
        """As the use cases take it."""
        return Ruling(
            self.event_id,
            record_id,
            self.stage,
            Verdict(self.verdict),
            tuple(self.failed_criteria),
            self.reason,
            self.note,
        )


class Reopening(Given):
    """A record to be opened again, and why."""

    event_id: EventId
    stage: Stage = "title_abstract"
    note: Annotated[str, Field(max_length=20_000)]


class Answer(Given):
    """An answer to the proposal of a number."""

    id: EventId
    stage: Stage = "title_abstract"
    proposal: Number


class RuledShape(BaseModel):
    """A resolution as it is kept."""

    event: EventShape
    repeated: bool


class AgreedShape(BaseModel):
    """The proposal that is on the table now, or the resolution that it became."""

    proposal: ProposalShape | None
    event: EventShape | None

    @classmethod
    def of(cls, agreed: Agreed) -> Self:
        """What became of a proposal."""
        proposal, event = agreed.proposal, agreed.event
        return cls(
            proposal=None if proposal is None else ProposalShape.of(proposal),
            event=None if event is None else EventShape.of(event),
        )
