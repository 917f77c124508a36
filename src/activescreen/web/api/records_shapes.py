"""Records as the API gives them, and what may be asked of a list of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from activescreen.ledger import Verdict
from activescreen.review.records.browsing import MOST
from activescreen.review.records.filters import LONGEST, Filters
from activescreen.review.records.happenings import Happening
from activescreen.review.records.history import History
from activescreen.review.records.orders import Sort
from activescreen.review.records.searching import Line, Page
from activescreen.review.records.states import State
from activescreen.review.records.tagging import Tags
from activescreen.store.finding import CopyLine
from activescreen.web.api.shapes import EventShape, Given, Short, Shown, VotesShape

NO_LANGUAGE = "-"
"""Asks for records that name no language."""


def _blank(value: object) -> object:
    """A field of a form that nothing was written into asks for nothing."""
    return None if value == "" else value


_Bounded = Annotated[int, Field(ge=-(2**31), lt=2**31)]
_Number = Annotated[_Bounded | None, BeforeValidator(_blank)]


class RecordFilters(BaseModel):
    """What is looked for in a review's records; what is left out is not asked."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST)] = ""
    stage: Literal["title_abstract", "full_text"] = "title_abstract"
    state: Annotated[State | None, BeforeValidator(_blank)] = None
    mine: Annotated[Verdict | Literal["none"] | None, BeforeValidator(_blank)] = None
    wave: _Number = None
    file: _Number = None
    year_from: _Number = None
    year_to: _Number = None
    language: Annotated[Short | None, BeforeValidator(_blank)] = None
    tag: Short = ""
    abstract: Annotated[bool | None, BeforeValidator(_blank)] = None

    def filters(self) -> Filters:
        """What the use cases are asked."""
        return Filters(
            self.text,
            self.stage,
            self.state,
            self.mine,
            self.wave,
            self.file,
            self.year_from,
            self.year_to,
            "" if self.language == NO_LANGUAGE else self.language,
            self.tag,
            self.abstract,
        )


class RecordQuery(RecordFilters):
    """A page of what is looked for."""

    sort: Sort = Sort.IMPORT
    cursor: Annotated[str | None, Field(max_length=60)] = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50


class RecordLine(BaseModel):
    """A record in a list.

    ``rank`` counts from 0, and is told while nobody has decided on the record and no open pilot
    has it.
    """

    id: Shown
    title: Shown
    authors: list[Shown]
    year: int | None
    journal: Shown
    doi: Shown
    pmid: Shown
    state: State
    votes: VotesShape
    mine: Verdict | None
    rank: int | None
    tags: list[Shown]
    tags_of_others: dict[Shown, list[Shown]]

    @classmethod
    def of(cls, line: Line) -> RecordLine:
        """A line of a page."""
        return cls.model_validate(_line(line))


class RecordPage(BaseModel):
    """A page of records; ``next`` and ``previous`` are the cursors of the pages beside it.

    ``total`` counts the records that the review screens, ``found`` those as wanted, and
    ``by_state`` those as wanted in whatever state. ``untold`` of those found are in an open pilot:
    no rank of them is told, and by rank they come last, in the order of their ids. ``by_model`` of
    the unread in ``by_state`` nobody has to read: a certified stop leaves them to the model.
    """

    items: list[RecordLine]
    next: str | None
    previous: str | None
    before: int
    found: int
    total: int
    by_state: dict[State, int]
    untold: int
    by_model: int

    @classmethod
    def of(cls, page: Page) -> RecordPage:
        """A page of the use cases."""
        return cls(
            items=[RecordLine.of(line) for line in page.lines],
            next=page.next,
            previous=page.previous,
            before=page.before,
            found=page.found,
            total=page.total,
            by_state=page.by_state,
            untold=page.untold,
            by_model=page.by_model,
        )


class StageStateShape(BaseModel):
    """How far a record is at a stage."""

    state: State
    votes: VotesShape


class HappeningShape(BaseModel):
    """Something that happened to a record; of a decision, ``event_id`` tells which."""

    at: str
    who: Shown
    kind: str
    stage: str
    said: Shown
    event_id: Shown | None

    @classmethod
    def of(cls, each: Happening) -> HappeningShape:
        """A line of a record's history."""
        return cls(
            at=each.at,
            who=each.who,
            kind=each.kind,
            stage=each.stage,
            said=each.said,
            event_id=None if each.event is None else each.event.id,
        )


class CopyShape(BaseModel):
    """A record that another one stands for, and by what it was recognised."""

    id: Shown
    title: Shown
    source: Shown
    database: Shown | None
    how: str
    score: int

    @classmethod
    def of(cls, copy: CopyLine) -> CopyShape:
        """A copy of a record."""
        return cls(
            id=copy.record_id,
            title=copy.title,
            source=str(copy.source),
            database=copy.source.database,
            how=copy.how,
            score=copy.score,
        )


class RankShape(BaseModel):
    """Where a record stood in a ranking; ``rank`` counts from 0."""

    ranking: int
    model: str
    configuration: Shown
    at: str
    decisions: int
    rank: int
    ranked: int


class RecordShape(RecordLine):
    """One record with the decisions that may be seen; ``hidden`` counts the others."""

    abstract: Shown
    keywords: list[Shown]
    volume: Shown
    number: Shown
    pages: Shown
    language: Shown
    kind: Shown
    source: Shown
    events: list[EventShape]
    hidden: int
    stages: dict[str, StageStateShape]
    history: list[HappeningShape]
    copies: list[CopyShape]
    copy_of: Shown | None
    ranks: list[RankShape]

    @classmethod
    def whole(cls, history: History) -> RecordShape:
        """A record with its history."""
        record = history.line.record
        more = {
            "abstract": record.abstract,
            "keywords": list(record.keywords),
            "volume": record.volume,
            "number": record.number,
            "pages": record.pages,
            "language": record.language,
            "kind": record.kind,
            "source": str(record.source),
            "events": [EventShape.of(event) for event in history.events],
            "hidden": history.hidden,
            "stages": {
                stage: StageStateShape(state=state, votes=VotesShape.of(votes))
                for stage, (state, votes) in history.stages.items()
            },
            "history": [HappeningShape.of(each) for each in history.happenings],
            "copies": [CopyShape.of(copy) for copy in history.copies],
            "copy_of": history.kept,
            "ranks": [
                RankShape(
                    ranking=each.ranking.number,
                    model=each.ranking.model_hash,
                    configuration=each.ranking.configuration,
                    at=each.ranking.created,
                    decisions=each.ranking.events,
                    rank=each.rank,
                    ranked=each.ranked,
                )
                for each in history.ranks
            ],
        }
        return cls.model_validate({**_line(history.line), **more})


class NewTags(Given):
    """All tags that one has on a record from now on."""

    tags: Annotated[list[Short], Field(max_length=100)]


class TagsShape(BaseModel):
    """One's own tags on a record."""

    tags: list[Shown]


def _line(line: Line) -> dict[str, Any]:
    record = line.record
    tags: Tags = line.tags
    return {
        "id": record.id,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "journal": record.journal,
        "doi": record.doi,
        "pmid": record.pmid,
        "state": line.state,
        "votes": VotesShape.of(line.votes),
        "mine": line.mine,
        "rank": line.rank,
        "tags": list(tags.mine),
        "tags_of_others": {name: list(each) for name, each in (tags.others or {}).items()},
    }
