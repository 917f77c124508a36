"""What the API takes and gives about duplicates."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from activescreen.records import Record
from activescreen.review.duplicates.copies import Recognised
from activescreen.review.duplicates.doubts import Answer
from activescreen.review.duplicates.merging import Merge
from activescreen.review.duplicates.pairs_seen import Reading, SeenPair, Side
from activescreen.web.api.shapes import Given, Shown

RecordId = Annotated[str, Field(min_length=1, max_length=200)]


class RecordFields(BaseModel):
    """What a record says."""

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
    source: Shown

    @classmethod
    def of(cls, record: Record) -> RecordFields:
        """A record."""
        return cls.model_validate(_fields(record))


class SideShape(RecordFields):
    """A record of a pair, and how far it is."""

    reading: Reading

    @classmethod
    def seen(cls, side: Side) -> SideShape:
        """A side."""
        return cls.model_validate({**_fields(side.record), "reading": side.reading})


class PairShape(BaseModel):
    """Two records that may be one publication; ``stays`` is the id that would stay."""

    one: SideShape
    other: SideShape
    differs: list[str]
    score: int | None
    reason: str
    answer: Answer
    author: Shown
    at: str
    stays: Shown

    @classmethod
    def of(cls, seen: SeenPair) -> PairShape:
        """A pair."""
        pair = seen.pair
        return cls(
            one=SideShape.seen(seen.one),
            other=SideShape.seen(seen.other),
            differs=list(seen.differs),
            score=pair.score,
            reason=pair.reason,
            answer=pair.answer,
            author=pair.author,
            at=pair.at,
            stays=seen.stays,
        )


class PairPage(BaseModel):
    """Some pairs; ``next`` is the ``first`` of the next page."""

    items: list[PairShape]
    next: int | None
    open: int
    decided: int


class NewAnswer(Given):
    """What is said of two records; ``kept`` is the one that stays, if they are the same."""

    one: RecordId
    other: RecordId
    answer: Answer
    kept: Annotated[str, Field(max_length=200)] = ""


class CopyShape(BaseModel):
    """A record that the program recognised as a copy of another."""

    record: RecordFields
    kept: RecordFields
    how: str

    @classmethod
    def of(cls, found: Recognised) -> CopyShape:
        """A copy."""
        return cls(
            record=RecordFields.of(found.copy), kept=RecordFields.of(found.kept), how=found.how
        )


class CopyPage(BaseModel):
    """Some copies; ``next`` is the ``first`` of the next page."""

    items: list[CopyShape]
    next: int | None
    total: int


class NewMerge(Given):
    """Two records that are one publication: the second is screened no more."""

    kept: RecordId
    merged: RecordId


class MergeShape(BaseModel):
    """A record that is merged into another, by whom and when."""

    merged: Shown
    kept: Shown
    author: Shown
    at: str

    @classmethod
    def of(cls, made: Merge) -> MergeShape:
        """A merge."""
        return cls(merged=made.merged, kept=made.kept, author=made.author, at=made.at)


def _fields(record: Record) -> dict[str, object]:
    names = ("id", "title", "abstract", "year", "journal", "volume", "number", "pages", "doi")
    return {
        **{name: getattr(record, name) for name in (*names, "pmid")},
        "authors": list(record.authors),
        "source": str(record.source),
    }
