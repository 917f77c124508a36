"""Importing a search by upload, with what the import doctor says of its files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from activescreen.errors import ActiveScreenError, InputError
from activescreen.import_report import ImportReport
from activescreen.review.imports.changes import Changes, changes_of
from activescreen.review.imports.importing import import_search
from activescreen.review.imports.searches import Imported, Search, clean_source
from activescreen.review.overview import overview
from activescreen.review.permissions import Access
from activescreen.store.searches import Origin
from activescreen.web.access import Importing, Looking, ServiceSettings
from activescreen.web.api.shapes import Shown
from activescreen.web.settings import Settings
from activescreen.web.uploads import safe_name

router = APIRouter(prefix="/reviews/{review_id}/imports", tags=["imports"])

E = TypeVar("E", bound=ActiveScreenError)

MOST_FILES: Final = 50
_SWITCHES: Final = {"true": True, "false": False}
FIELDS: Final = ("wave", "origin", "source", "labels", "accept_mismatch")
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        },
                        "wave": {"type": "string", "description": "Name of the search"},
                        "origin": {"enum": [str(origin) for origin in Origin]},
                        "source": {
                            "type": "string",
                            "description": "Name of that place; empty: as the files say it",
                        },
                        "labels": {
                            "type": "boolean",
                            "default": True,
                            "description": "Take labels in the files over as prior decisions",
                        },
                        "accept_mismatch": {
                            "type": "boolean",
                            "default": False,
                            "description": "Take files of which another number was counted",
                        },
                    },
                }
            }
        },
    }
}


class Piece(BaseModel):
    """A piece of a file that is part of no record."""

    line: int | None
    text: Shown
    why: Shown


class FileReport(BaseModel):
    """What the import doctor says of a file."""

    file: Shown
    format: str
    dialect: Shown
    encoding: str
    records: int
    expected: int | None
    reconciled: bool
    repairs: list[Shown]
    warnings: list[Shown]
    quarantined: list[Piece]
    with_abstract: int
    with_doi: int
    with_pmid: int

    @classmethod
    def of(cls, report: ImportReport) -> FileReport:
        """A report."""
        counted = {"expected": report.expected, "reconciled": report.reconciled}
        return cls.model_validate({**asdict(report), **counted})


class SearchShape(BaseModel):
    """What an import did; ``number`` is that of the search.

    ``changed`` is of how many records that were known it says something anew, and ``marked`` how
    many of these it marks as retracted, doubted or corrected; ``…/imports/{number}/changes`` lists
    them.
    """

    number: int
    wave: Shown
    records: int
    added: int
    copies: int
    known: int
    known_decided: int
    changed: int
    marked: int
    priors: int
    relevant: int
    undecided: int
    events: int
    pairs_to_decide: int
    remarks: list[Shown]
    files: list[FileReport]

    @classmethod
    def of(cls, done: Imported, changes: Changes) -> SearchShape:
        """What an import did."""
        return cls(
            number=done.wave.number,
            wave=done.wave.name,
            records=done.records,
            added=done.added,
            copies=done.copies.total(),
            known=done.known,
            known_decided=done.known_decided,
            changed=changes.records,
            marked=changes.marked,
            priors=done.priors,
            relevant=done.relevant,
            undecided=done.undecided,
            events=done.events,
            pairs_to_decide=len(done.uncertain),
            remarks=list(done.remarks),
            files=[FileReport.of(file.report) for file in done.files],
        )


class StoredFileShape(FileReport):
    """A file that was imported before."""

    number: int
    wave: Shown
    origin: Origin


@router.get("")
def list_imports(access: Looking, settings: ServiceSettings) -> list[StoredFileShape]:
    """The files of a review, with the import doctor's reports."""
    seen = overview(settings.database, access.review.name, settings.boards)
    names = {wave.number: wave.name for wave in seen.waves}
    return [
        StoredFileShape.model_validate(
            {
                **FileReport.of(file.report).model_dump(),
                "number": file.number,
                "wave": names[file.wave],
                "origin": file.origin,
            }
        )
        for file in seen.files
    ]


async def _form(request: Request, access: Importing) -> AsyncIterator[FormData]:
    # Read only for who may import: an upload is large.
    del access
    async with request.form(max_files=MOST_FILES, max_fields=len(FIELDS)) as form:
        yield form


@router.post("", status_code=201, openapi_extra=_BODY)
async def import_files(
    access: Importing, settings: ServiceSettings, form: Annotated[FormData, Depends(_form)]
) -> SearchShape:
    """Import the files of a search: all of them, or nothing."""
    unknown = sorted(set(form) - {"files", *FIELDS})
    if unknown:
        raise InputError(
            f"There is no field '{unknown[0]}'.",
            remedy="Send files as multipart/form-data under the name 'files'.",
        )
    return await run_in_threadpool(_imported, settings, access, form)


def _imported(settings: Settings, access: Access, form: FormData) -> SearchShape:
    done = import_sent(settings, access, form)
    name, number = access.review.name, done.wave.number
    return SearchShape.of(done, changes_of(settings.database, settings.boards, name, number))


def import_sent(settings: Settings, access: Access, form: FormData) -> Imported:
    """Import what a form brings.

    Raises
    ------
    InputError
        If there is no file, or something cannot be used; nothing was imported then.
    """
    uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
    # A form without a file has an empty one.
    uploads = [each for each in uploads if each.filename or each.size]
    if not uploads:
        raise InputError(
            "There is no file to import.",
            where="files",
            remedy="Choose the files that a database gave, and send them again.",
        )
    said = {name: str(form.get(name, "")) for name in FIELDS}
    with tempfile.TemporaryDirectory(prefix="activescreen-") as name:
        folder = Path(name)
        search = Search(
            files=[_kept(folder / str(at), each) for at, each in enumerate(uploads)],
            wave=said["wave"].strip(),
            origin=_origin(said["origin"]),
            source=clean_source(said["source"]),
            labels=_switch("labels", said["labels"], default=True),
            accept_mismatch=_switch("accept_mismatch", said["accept_mismatch"], default=False),
        )
        try:
            done = import_search(
                settings.database, access.review.name, search, settings.originals, settings.clock()
            )
        except ActiveScreenError as error:
            raise _without(folder, error) from error
    settings.trainer.wake(access.review.id)
    return done


def _kept(folder: Path, upload: UploadFile) -> Path:
    folder.mkdir()
    path = folder / safe_name(upload.filename or "")
    with path.open("wb") as file:
        shutil.copyfileobj(upload.file, file)
    return path


def _origin(text: str) -> Origin:
    origins = {str(origin): origin for origin in Origin}
    if text and text not in origins:
        raise InputError(
            f"Records cannot come from '{text}'.",
            where="origin",
            remedy=f"Use one of: {', '.join(origins)}.",
        )
    return origins.get(text, Origin.DATABASE)


def _switch(name: str, text: str, *, default: bool) -> bool:
    if text and text not in _SWITCHES:
        raise InputError(f"'{text}' is neither true nor false.", where=name)
    return _SWITCHES.get(text, default)


def _without(folder: Path, error: E) -> E:
    """The error without the folder that the files lie in for a moment."""

    def clean(text: str | None) -> Any:
        if text is None:
            return None
        for place in sorted(folder.iterdir()):
            text = text.replace(f"{place}/", "")
        return text

    return type(error)(clean(error.what), where=clean(error.where), remedy=clean(error.remedy))
