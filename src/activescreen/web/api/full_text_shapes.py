"""What the API takes and gives of full texts, documents and studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, Field

from activescreen.review.cursors import cursor_of
from activescreen.review.full_texts.document_pile import Placed
from activescreen.review.full_texts.documents import Document
from activescreen.review.full_texts.listing import FullText, FullTexts, Wanted
from activescreen.review.full_texts.retrievals import Retrieval
from activescreen.review.full_texts.retrieving import LONGEST_NOTE
from activescreen.review.full_texts.study_list import Study
from activescreen.review.records.states import State
from activescreen.web.api.shapes import Given, Short, Shown, VotesShape


def quoted(record_id: str) -> str:
    """A record's id as a part of an address."""
    return quote(record_id.encode("utf-8", "replace"), safe="")


def address_of(review_id: int, record_id: str, digest: str, name: str) -> str:
    """Where a document of a record is shown.

    Its name comes last, since viewers show people the end of an address.
    """
    there = f"/reviews/{review_id}/records/{quoted(record_id)}/document/{digest}"
    return f"{there}/{quoted(pdf_name(name))}"


def pdf_name(name: str) -> str:
    """The name of a document, as one of a PDF file."""
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"


def _blank(value: object) -> object:
    """A field of a form that nothing was chosen in asks for nothing."""
    return None if value == "" else value


class FullTextQuery(Given):
    """Which of the records that passed title and abstract are wanted, a page at a time."""

    retrieval: Annotated[Retrieval | None, BeforeValidator(_blank)] = None
    state: Annotated[State | None, BeforeValidator(_blank)] = None
    document: Annotated[bool | None, BeforeValidator(_blank)] = None
    cursor: Annotated[str | None, Field(max_length=60)] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50

    def wanted(self) -> Wanted:
        """As the use case has it."""
        return Wanted(self.retrieval, self.state, self.document)


class DocumentShape(BaseModel):
    """A file; ``address`` is where it is shown to people who are signed in."""

    name: Shown
    digest: str
    bytes: int
    added_by: Shown
    added: str
    address: str

    @classmethod
    def of(cls, document: Document, review_id: int, record_id: str) -> Self:
        """A document of a record."""
        return cls(
            name=document.name,
            digest=document.digest,
            bytes=document.bytes,
            added_by=document.author,
            added=document.at,
            address=address_of(review_id, record_id, document.digest, document.name),
        )


class NamedAddress(BaseModel):
    """A file by its name, and where it is shown."""

    name: Shown
    address: str


class FullTextShape(BaseModel):
    """A record that passed title and abstract.

    ``state`` is how far the search for its text is, ``decision`` how far the decision on it is;
    ``document`` is the newest of its ``documents``.
    """

    record_id: Shown
    title: Shown
    authors: list[Shown]
    year: int | None
    doi: Shown
    pmid: Shown
    state: Retrieval
    note: Shown
    documents: list[DocumentShape]
    document: NamedAddress | None
    votes: VotesShape
    decision: State
    reason: Shown
    study: Shown | None

    @classmethod
    def of(cls, line: FullText, review_id: int) -> Self:
        """A line of the list."""
        record = line.record
        documents = [DocumentShape.of(each, review_id, record.id) for each in line.documents]
        newest = None
        if documents:
            newest = NamedAddress(name=documents[-1].name, address=documents[-1].address)
        return cls(
            record_id=record.id,
            title=record.title,
            authors=list(record.authors),
            year=record.year,
            doi=record.doi,
            pmid=record.pmid,
            state=line.sought.state,
            note=line.sought.note,
            documents=documents,
            document=newest,
            votes=VotesShape(given=line.given, needed=line.needed),
            decision=line.state,
            reason=line.reason,
            study=line.study or None,
        )


class FullTextPage(BaseModel):
    """A page of records; ``next`` is the cursor of the next one.

    ``total`` counts all that passed title and abstract, ``found`` those that fit the question.
    """

    items: list[FullTextShape]
    next: str | None
    found: int
    total: int
    by_state: Mapping[Retrieval, int]
    by_decision: Mapping[State, int]

    @classmethod
    def of(cls, page: FullTexts, review_id: int) -> Self:
        """A page of the list."""
        return cls(
            items=[FullTextShape.of(line, review_id) for line in page.lines],
            next=cursor_of(page.next),
            found=page.found,
            total=page.total,
            by_state=page.by_retrieval,
            by_decision=page.by_state,
        )


class NewRetrieval(Given):
    """How far the search for a full text is."""

    state: Retrieval
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class NewStudy(Given):
    """The study that a report is on; null for one of its own."""

    study: Short | None


class WaitingFile(BaseModel):
    """A file that waits for someone to say which record it is of."""

    name: Shown
    digest: str
    bytes: int
    added_by: Shown
    added: str

    @classmethod
    def of(cls, document: Document) -> Self:
        """A file on the pile."""
        return cls(
            name=document.name,
            digest=document.digest,
            bytes=document.bytes,
            added_by=document.author,
            added=document.at,
        )


class PlacedShape(BaseModel):
    """What became of a file: the record that it was added to, or none while it waits.

    ``by`` tells the record: ``DOI``, ``PubMed id`` or ``title`` in the file's name, or
    ``content`` where the record had the same file before.
    """

    name: Shown
    digest: str
    record_id: Shown | None
    title: Shown | None
    by: str

    @classmethod
    def of(cls, placed: Placed) -> Self:
        """A file that was sent."""
        record = placed.record
        return cls(
            name=placed.document.name,
            digest=placed.document.digest,
            record_id=None if record is None else record.id,
            title=None if record is None else record.title,
            by=placed.by,
        )


class NewPlace(Given):
    """The record that a waiting file is of."""

    record_id: Short


class ReportShape(BaseModel):
    """An included report."""

    record_id: Shown
    title: Shown
    authors: list[Shown]
    year: int | None


class StudyShape(BaseModel):
    """An included study with its reports; ``name`` is null for one that nobody has named."""

    name: Shown | None
    reports: list[ReportShape]

    @classmethod
    def of(cls, study: Study) -> Self:
        """A study of the included set."""
        return cls(
            name=study.name or None,
            reports=[
                ReportShape(
                    record_id=record.id,
                    title=record.title,
                    authors=list(record.authors),
                    year=record.year,
                )
                for record in study.reports
            ],
        )
