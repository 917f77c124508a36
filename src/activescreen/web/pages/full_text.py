"""Full texts: the list of records that passed, one of them with its documents, and their PDF files.

Forms lead back to the list as it was filtered. Sending files works without script; with it, they
are sent one by one and each is told at once.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import ConfigDict
from starlette.concurrency import run_in_threadpool

from activescreen.review.cursors import cursor_of, place_of
from activescreen.review.full_texts.document_pile import assign_document, discard_document, pile_of
from activescreen.review.full_texts.documents import MOST_BYTES, find_document, remove_document
from activescreen.review.full_texts.listing import Wanted, list_full_texts, show_full_text
from activescreen.review.full_texts.retrievals import Retrieval
from activescreen.review.full_texts.retrieving import LONGEST_NOTE, Word, report_retrieval
from activescreen.review.permissions import Access, Permission
from activescreen.review.records.states import State
from activescreen.web.access import (
    Looking,
    Retrieving,
    SentForm,
    ServiceSettings,
    SignedInPerson,
    allowed_by_form,
)
from activescreen.web.api.full_text_shapes import FullTextQuery, address_of, pdf_name, quoted
from activescreen.web.pages.rendering import render
from activescreen.web.pages.sent_files import Sent, add_each
from activescreen.web.settings import Settings
from activescreen.web.uploads import MOST_FILES, files_in

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

RecordId = Annotated[str, Path(max_length=200)]
Digest = Annotated[str, Path(max_length=64)]
Back = Annotated[str, Form(max_length=500)]
SentFiles = Annotated[SentForm, Depends(allowed_by_form(Permission.RETRIEVE, MOST_FILES, 3))]

RETRIEVAL: Final = {
    Retrieval.AWAITING: "not sought yet",
    Retrieval.SOUGHT: "sought",
    Retrieval.RETRIEVED: "retrieved",
    Retrieval.NOT_RETRIEVED: "could not be had",
}
DECISION: Final = {
    State.UNREAD: "not read",
    State.WAITING: "waits for votes",
    State.UNDECIDED: "in conflict",
    State.INCLUDED: "included",
    State.EXCLUDED: "excluded",
}
_FRAMED: Final = {
    # The guard's own would keep our pages from showing it; a PDF needs nothing else of a page.
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
_QUERY: Final = re.compile(r"[\w=&%-]*")
_CHOOSE_FROM: Final = 500


class _Asked(FullTextQuery):
    """What an address asks for; a parameter that someone else added changes nothing."""

    model_config = ConfigDict(extra="ignore")


@router.get("/full-text")
def full_text_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    asked: Annotated[_Asked, Query()],
) -> Response:
    """The records that passed title and abstract."""
    after = place_of(asked.cursor)
    page = list_full_texts(
        settings.database, settings.boards, access, asked.wanted(), after, asked.limit
    )
    following = None
    if page.next is not None:
        following = request.url.include_query_params(cursor=cursor_of(page.next)).query
    pile = pile_of(settings.database, access)
    return render(
        request,
        "full_texts.html.j2",
        person,
        **_shown(access),
        page=page,
        asked=asked,
        following=following,
        query=request.url.query if _QUERY.fullmatch(request.url.query) else "",
        pile=pile,
        choices=_choices(settings, access) if pile else (),
    )


@router.get("/full-text/{record_id}")
def record_page(
    request: Request,
    record_id: RecordId,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    document: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """One record with its documents, one of which is shown."""
    line = show_full_text(settings.database, settings.boards, access, record_id)
    chosen = [each for each in line.documents if each.digest == document] or line.documents[-1:]
    return render(
        request,
        "full_text.html.j2",
        person,
        **_shown(access),
        line=line,
        chosen=chosen[0] if chosen else None,
        longest=LONGEST_NOTE,
    )


@router.post("/full-text/{record_id}/retrieval")
def retrieval_form(
    record_id: RecordId,
    access: Retrieving,
    settings: ServiceSettings,
    state: Annotated[Retrieval, Form()],
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    back: Back = "",
    at: Annotated[str, Form(pattern=r"^[\w-]{0,20}$")] = "",
) -> Response:
    """Say how far the search for a full text is; in the list, its remark stays as it was."""
    if at:
        note = show_full_text(settings.database, settings.boards, access, record_id).sought.note
    report_retrieval(settings.database, access, record_id, Word(state, note), settings.clock())
    if at:
        return _to_list(access, back, at)
    return _to_record(access, record_id)


@router.post("/full-text/{record_id}/documents")
async def record_files_form(
    request: Request, record_id: RecordId, sent: SentFiles, settings: ServiceSettings
) -> Response:
    """Add files to a record; what became of each is told where one of them was refused."""
    files = files_in(sent.form)
    done = await run_in_threadpool(add_each, settings, sent.access, files, record_id)
    if any(each.error for each in done):
        return _told(request, sent, done, record_id)
    return _to_record(sent.access, record_id)


@router.post("/documents")
async def files_form(request: Request, sent: SentFiles, settings: ServiceSettings) -> Response:
    """Add files to the records that their names tell, and say what became of each."""
    files = files_in(sent.form)
    done = await run_in_threadpool(add_each, settings, sent.access, files)
    return _told(request, sent, done)


@router.post("/full-text/{record_id}/documents/{digest}/remove")
def remove_form(
    record_id: RecordId, digest: Digest, access: Retrieving, settings: ServiceSettings
) -> Response:
    """Take a document off a record."""
    remove_document(settings.database, access, record_id, digest, settings.clock())
    return _to_record(access, record_id)


@router.post("/documents/{digest}/assign")
def assign_form(
    digest: Digest,
    access: Retrieving,
    settings: ServiceSettings,
    record_id: Annotated[str, Form(max_length=200)],
    back: Back = "",
) -> Response:
    """Say which record a waiting file is of."""
    assign_document(settings.database, access, digest, record_id, settings.clock())
    return _to_list(access, back, "waiting")


@router.post("/documents/{digest}/discard")
def discard_form(
    digest: Digest, access: Retrieving, settings: ServiceSettings, back: Back = ""
) -> Response:
    """Say that a waiting file is of no record."""
    discard_document(settings.database, access, digest, settings.clock())
    return _to_list(access, back, "waiting")


@router.get("/records/{record_id}/document/{digest}/{name:path}")
@router.get("/records/{record_id}/document/{digest}")
def document(
    record_id: RecordId, digest: Digest, access: Looking, settings: ServiceSettings
) -> FileResponse:
    """The PDF file of a full text, for the browser's own viewer; its digest alone tells which."""
    found, path = find_document(settings.database, access, settings.originals, record_id, digest)
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=pdf_name(found.name),
        content_disposition_type="inline",
        headers=_FRAMED,
    )


def _shown(access: Access) -> dict[str, Any]:
    return {
        "access": access,
        "here": "full_text",
        "may": access.may(Permission.RETRIEVE),
        "screens": access.may(Permission.SCREEN),
        "retrieval_words": RETRIEVAL,
        "decision_words": DECISION,
        "quoted": quoted,
        "size": _size,
        "address_of": partial(address_of, access.review.id),
        "most": MOST_BYTES >> 20,
        "most_files": MOST_FILES,
    }


def _size(number: int) -> str:
    """A number of bytes as people read it."""
    if number < 1 << 20:
        return f"{max(1, round(number / (1 << 10))):,} KiB"
    return f"{number / (1 << 20):,.1f} MiB"


def _choices(settings: Settings, access: Access) -> list[tuple[str, str]]:
    """Records that a waiting file may be of, those without a file first: id and words."""
    found: list[tuple[str, str]] = []
    for has in (False, True):
        page = list_full_texts(
            settings.database, settings.boards, access, Wanted(document=has), None, _CHOOSE_FROM
        )
        for line in page.lines:
            record = line.record
            first = record.authors[0] if record.authors else ""
            words = " ".join(filter(None, (first, str(record.year or ""), record.title[:90])))
            found.append((record.id, words or record.id))
    return found


def _told(request: Request, sent: SentForm, done: list[Sent], record_id: str = "") -> Response:
    return render(
        request,
        "full_text_sent.html.j2",
        sent.person,
        **_shown(sent.access),
        done=done,
        record_id=record_id,
    )


def _to_list(access: Access, query: str, at: str) -> Response:
    kept = f"?{query}" if query and _QUERY.fullmatch(query) else ""
    return RedirectResponse(f"/reviews/{access.review.id}/full-text{kept}#{at}", 303)


def _to_record(access: Access, record_id: str) -> Response:
    return RedirectResponse(f"/reviews/{access.review.id}/full-text/{quoted(record_id)}", 303)
