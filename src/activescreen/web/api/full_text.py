"""Full texts: how far the search for them is, their documents, and the studies they are on."""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from starlette.concurrency import run_in_threadpool

from activescreen.review.cursors import place_of
from activescreen.review.full_texts.document_pile import (
    add_documents,
    assign_document,
    discard_document,
    pile_of,
)
from activescreen.review.full_texts.documents import add_to_record, remove_document
from activescreen.review.full_texts.listing import list_full_texts, show_full_text
from activescreen.review.full_texts.retrieving import Word, report_retrieval
from activescreen.review.full_texts.studies import set_studies
from activescreen.review.full_texts.study_list import included_studies, write_included
from activescreen.review.permissions import Access
from activescreen.web.access import Looking, Retrieving, ServiceSettings
from activescreen.web.api.full_text_shapes import (
    FullTextPage,
    FullTextQuery,
    FullTextShape,
    NewPlace,
    NewRetrieval,
    NewStudy,
    PlacedShape,
    StudyShape,
    WaitingFile,
)
from activescreen.web.settings import Settings
from activescreen.web.uploads import BODY, SentFiles, written

router = APIRouter(prefix="/reviews/{review_id}", tags=["full texts"])

RecordId = Annotated[str, Path(max_length=200)]
Digest = Annotated[str, Path(max_length=64)]
_CSV: Final = "text/csv; charset=utf-8"
_RIS: Final = "application/x-research-info-systems; charset=utf-8"


@router.get("/full-texts")
def page_of_full_texts(
    access: Looking, settings: ServiceSettings, asked: Annotated[FullTextQuery, Query()]
) -> FullTextPage:
    """The records that passed title and abstract, in the order of import."""
    after = place_of(asked.cursor)
    page = list_full_texts(
        settings.database, settings.boards, access, asked.wanted(), after, asked.limit
    )
    return FullTextPage.of(page, access.review.id)


@router.get("/full-texts/{record_id}")
def full_text(record_id: RecordId, access: Looking, settings: ServiceSettings) -> FullTextShape:
    """One record that passed title and abstract."""
    return _shape(settings, access, record_id)


@router.put("/full-texts/{record_id}/retrieval")
def set_retrieval(
    record_id: RecordId, given: NewRetrieval, access: Retrieving, settings: ServiceSettings
) -> FullTextShape:
    """Say how far the search for a full text is."""
    said = Word(given.state, given.note)
    report_retrieval(settings.database, access, record_id, said, settings.clock())
    return _shape(settings, access, record_id)


@router.post("/full-texts/{record_id}/documents", status_code=201, openapi_extra=BODY)
async def add_documents_of_record(
    record_id: RecordId, access: Retrieving, settings: ServiceSettings, sent: SentFiles
) -> FullTextShape:
    """Add PDF files to a record, all or none. One that it has already changes nothing."""

    def add() -> FullTextShape:
        with written(sent) as uploads:
            add_to_record(
                settings.database, access, settings.originals, record_id, uploads, settings.clock()
            )
        return _shape(settings, access, record_id)

    return await run_in_threadpool(add)


@router.delete("/full-texts/{record_id}/documents/{digest}", status_code=204)
def remove_from_record(
    record_id: RecordId, digest: Digest, access: Retrieving, settings: ServiceSettings
) -> None:
    """Take a document off a record; that it was there stays in the journal."""
    remove_document(settings.database, access, record_id, digest, settings.clock())


@router.put("/full-texts/{record_id}/study")
def set_study(
    record_id: RecordId, given: NewStudy, access: Retrieving, settings: ServiceSettings
) -> FullTextShape:
    """Say which study a report is on; null for one of its own."""
    set_studies(settings.database, access, {record_id: given.study}, settings.clock())
    return _shape(settings, access, record_id)


@router.get("/documents")
def waiting_documents(access: Looking, settings: ServiceSettings) -> list[WaitingFile]:
    """Files that wait for someone to say which records they are of."""
    return [WaitingFile.of(each) for each in pile_of(settings.database, access)]


@router.post("/documents", status_code=201, openapi_extra=BODY)
async def add_many(
    access: Retrieving, settings: ServiceSettings, sent: SentFiles
) -> list[PlacedShape]:
    """Add PDF files to the records that their names tell; others wait. All of them or none."""

    def add() -> list[PlacedShape]:
        with written(sent) as uploads:
            placed = add_documents(
                settings.database,
                settings.boards,
                access,
                settings.originals,
                uploads,
                settings.clock(),
            )
        return [PlacedShape.of(each) for each in placed]

    return await run_in_threadpool(add)


@router.put("/documents/{digest}")
def assign(
    digest: Digest, given: NewPlace, access: Retrieving, settings: ServiceSettings
) -> WaitingFile:
    """Say which record a waiting file is of."""
    document = assign_document(settings.database, access, digest, given.record_id, settings.clock())
    return WaitingFile.of(document)


@router.delete("/documents/{digest}", status_code=204)
def discard(digest: Digest, access: Retrieving, settings: ServiceSettings) -> None:
    """Say that a waiting file is of no record; that it was sent stays in the journal."""
    discard_document(settings.database, access, digest, settings.clock())


@router.get("/studies")
def studies(access: Looking, settings: ServiceSettings) -> list[StudyShape]:
    """The included studies with their reports."""
    found = included_studies(settings.database, settings.boards, access)
    return [StudyShape.of(study) for study in found]


@router.get("/included.csv", response_class=Response, responses={200: {"content": {_CSV: {}}}})
def included_csv(access: Looking, settings: ServiceSettings) -> Response:
    """The included reports with their studies as CSV, for what comes after screening."""
    return _included(settings, access, "csv", _CSV)


@router.get("/included.ris", response_class=Response, responses={200: {"content": {_RIS: {}}}})
def included_ris(access: Looking, settings: ServiceSettings) -> Response:
    """The included reports with their studies as RIS, for what comes after screening."""
    return _included(settings, access, "ris", _RIS)


def _included(settings: Settings, access: Access, kind: str, media_type: str) -> Response:
    with tempfile.TemporaryDirectory(prefix="activescreen-") as folder:
        path = FilePath(folder) / f"included.{kind}"
        write_included(settings.database, settings.boards, access, path, kind)
        content = path.read_bytes()
    name = f'attachment; filename="included.{kind}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": name})


def _shape(settings: Settings, access: Access, record_id: str) -> FullTextShape:
    line = show_full_text(settings.database, settings.boards, access, record_id)
    return FullTextShape.of(line, access.review.id)
