"""Files for other programs: records with what was decided on them, and what is left, ranked."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask

from activescreen.formats import WRITERS, write_table
from activescreen.review.ranking.ranked_table import HEADER, ranked_rows
from activescreen.review.records.exporting import Sums, gather, sums_of, write_export, writer_of
from activescreen.review.records.orders import Sort
from activescreen.web.access import Looking, ServiceSettings
from activescreen.web.api.records_shapes import RecordFilters
from activescreen.web.api.shapes import Short

router = APIRouter(prefix="/reviews/{review_id}/export", tags=["exports"])

_USUAL: Final = ("csv", "xlsx", "ris", "bibtex")
_BYTES: Final = "application/octet-stream"
_MEDIA: Final = {
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_PROGRAMS: Final = {
    "asreview": "ASReview",
    "covidence": "Covidence",
    "eppi": "EPPI-Reviewer",
    "rayyan": "Rayyan",
}
"""What the name of a file says of its format, where its extension does not."""

_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]+')


class ExportQuery(RecordFilters):
    """Which records, in which order, in which format."""

    format: Short = "csv"
    sort: Sort = Sort.IMPORT


class FormatShape(BaseModel):
    """A format that is written, and what it carries besides the records."""

    name: str
    title: str
    extension: str
    carries: str


class SumsShape(BaseModel):
    """What an export holds; ``records`` to ``copies`` add up to ``imported``.

    Of all records, ``decisions``, ``hidden`` and ``bygone`` (those on merged ones) add up to the
    decisions of the review.
    """

    imported: int
    records: int
    others: int
    merged: int
    copies: int
    decisions: int
    hidden: int
    bygone: int

    @classmethod
    def of(cls, sums: Sums) -> SumsShape:
        """The sums of an export."""
        return cls(**{name: getattr(sums, name) for name in cls.model_fields})


@router.get("", response_class=FileResponse, responses={200: {"content": {_BYTES: {}}}})
def export_records(
    access: Looking, settings: ServiceSettings, asked: Annotated[ExportQuery, Query()]
) -> FileResponse:
    """Records as a file, filtered like a list of them, with the decisions that one may see.

    Headers that begin with ``Activescreen-`` say what is in it.
    """
    writer = writer_of(asked.format)
    export = gather(settings.database, settings.boards, access, asked.filters(), asked.sort)
    folder = Path(tempfile.mkdtemp(prefix="activescreen-"))
    path = folder / f"export{writer.extensions[0]}"
    try:
        write_export(export, writer, path)
    except BaseException:
        shutil.rmtree(folder)
        raise
    sums = SumsShape.of(export.sums).model_dump()
    told = {f"Activescreen-{name.capitalize()}": str(number) for name, number in sums.items()}
    name = f"{access.review.name} {asked.state or 'records'}"
    program = _PROGRAMS.get(asked.format.partition("_")[0])
    return _file(path, f"{name} for {program}" if program else name, told)


@router.get("/sums")
def export_sums(
    access: Looking, settings: ServiceSettings, asked: Annotated[RecordFilters, Query()]
) -> SumsShape:
    """What a file of these records would hold."""
    return SumsShape.of(sums_of(settings.database, settings.boards, access, asked.filters()))


@router.get("/formats")
def export_formats(access: Looking) -> list[FormatShape]:
    """The formats that are written."""
    del access
    return formats()


@router.get("/ranking", response_class=FileResponse, responses={200: {"content": {_BYTES: {}}}})
def export_ranking(access: Looking, settings: ServiceSettings) -> FileResponse:
    """What is unread as CSV, best first, with a column for labels: as ``activescreen rank``."""
    folder = Path(tempfile.mkdtemp(prefix="activescreen-"))
    path = folder / "export.csv"
    try:
        written = write_table(path, HEADER, ranked_rows(settings.database, settings.boards, access))
    except BaseException:
        shutil.rmtree(folder)
        raise
    return _file(path, f"{access.review.name} ranked", {"Activescreen-Records": str(written)})


def formats() -> list[FormatShape]:
    """The formats that are written, the usual ones first."""
    names = sorted(WRITERS, key=lambda name: (*_USUAL, name).index(name))
    return [
        FormatShape(
            name=name,
            title=writer.title,
            extension=writer.extensions[0],
            carries=writer.carries,
        )
        for name in names
        for writer in (WRITERS.create(name),)
    ]


def _file(path: Path, name: str, headers: dict[str, str]) -> FileResponse:
    return FileResponse(
        path,
        media_type=_MEDIA.get(path.suffix, _BYTES),
        filename=f"{' '.join(_UNFIT.sub(' ', name).split()).strip('.')}{path.suffix}",
        headers=headers,
        background=BackgroundTask(shutil.rmtree, path.parent),
    )
