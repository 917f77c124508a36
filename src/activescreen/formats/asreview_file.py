"""ASReview projects (.asreview) of versions 1 to 3, with every decision in them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from activescreen.errors import InputError
from activescreen.formats.asreview_project import BROKEN, PROJECT, Project, open_project
from activescreen.formats.content import Content
from activescreen.formats.decisions.asreview import LOG
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import tell_texts
from activescreen.formats.values import plain_text
from activescreen.identifiers import doi_in
from activescreen.records import Record, Source

_INNER: Final = frozenset({"record_id", "dataset_row", "group_id"})
ROW: Final = "asreview_record_id"
"""Field of a record with the number that the project knows it by."""


class AsreviewReader:
    """Reads an ASReview project: its records as they were imported, and all that was done.

    A record's field ``asreview_log`` holds its decisions, its note and its tags. Where the data
    file of the project is there and can be read, records have all its columns.
    """

    name = "asreview_project"
    title = "ASReview project"
    extensions: tuple[str, ...] = (".asreview", ".zip")

    def recognises(self, content: Content) -> float:
        """Sure if the file is a zip archive with ``project.json`` and a database or data in it."""
        if not content.beginning.startswith(b"PK\x03\x04"):
            return 0.0
        try:
            with content.open() as stream, zipfile.ZipFile(stream) as archive:
                names = [PurePosixPath(name).name for name in archive.namelist()]
        except BROKEN:
            return 0.0
        known = {"results.db", "results.sql", "data_store.db", "data", "reviews"}
        return 0.99 if PROJECT in names and known.intersection(names) else 0.0

    def starts(self, content: Content) -> int | None:
        """As many as the project's own tables list."""
        return open_project(content).size or None

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records in the project's order.

        Raises
        ------
        InputError
            If the project is damaged or holds no records.
        """
        project = open_project(content)
        notes.warnings += project.warnings
        held = {name: _held(data, mapping, notes) for name, data in project.datasets.items()}
        records = _of_table(project, held, notes) if project.rows else _of_files(held)
        row, seen = -1, set[int]()
        for row, (number, record) in enumerate(records):
            seen.add(number)
            fields = {**record.fields, ROW: str(number)}
            if number in project.done:
                fields[LOG] = project.done[number]
            source = Source(content.name, row, record.source.line, record.source.database)
            yield replace(record, source=source, fields=fields)
        if row < 0:
            raise InputError(
                "The project holds no records.",
                where=content.name,
                remedy="Import data into it in ASReview, and export it again.",
            )
        if lost := project.done.keys() - seen:
            notes.warnings.append(
                f"Decisions on {len(lost)} records that are not in the project were left out."
            )
        notes.dialect = f"ASReview {project.version.partition('+')[0]}".strip()
        notes.columns.setdefault("title", "title")
        notes.columns.setdefault("abstract", "abstract")
        notes.warn(
            "no data",
            "data file could not be matched with the project's table; its records have the "
            "columns of the table only",
            "data files could not be matched with the project's table; their records have the "
            "columns of the table only",
        )
        tell_texts(notes)


def _held(data: Content, mapping: Mapping[str, str], notes: Notes) -> list[Record] | None:
    """The records of a data file; None if it cannot be read."""
    # Here, since reading looks up all readers, this one too.
    from activescreen.formats.reading import recognise

    inner = Notes()
    try:
        records = list(recognise(data).read(data, mapping, inner))
    except InputError as error:
        notes.warnings.append(f"A data file of the project could not be read: {error}")
        return None
    notes.columns.update(inner.columns)
    notes.repairs += inner.repairs
    return records


def _of_files(held: Mapping[str, list[Record] | None]) -> Iterator[tuple[int, Record]]:
    """Records of version 1, numbered as their column ``record_id`` says or by their rows."""
    records = [record for several in held.values() for record in several or ()]
    given = [record.fields.get("record_id", "") for record in records]
    numbered = len(set(given)) == len(given) and all(number.isdigit() for number in given)
    for row, record in enumerate(records):
        yield int(given[row]) if numbered else row, record


def _of_table(
    project: Project, held: Mapping[str, list[Record] | None], notes: Notes
) -> Iterator[tuple[int, Record]]:
    """Records of the table, each with the columns that its data file has for it."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in project.rows:
        rows.setdefault(str(row["dataset_id"]), []).append(row)
    files = {name: _matching(several, held, notes) for name, several in rows.items()}
    for row in project.rows:
        record = _record(row)
        if found := files[str(row["dataset_id"])].get(row["dataset_row"]):
            record = found
        yield row["record_id"], record


def _matching(
    rows: list[Mapping[str, Any]], held: Mapping[str, list[Record] | None], notes: Notes
) -> dict[int, Record]:
    """Row of the data file -> its record, if there is a file whose titles are the table's."""
    titles = {row["dataset_row"]: _plain(row["title"]) for row in rows}
    for records in held.values():
        if records is None or len(records) < len(rows):
            continue
        whole = [row for row in titles if isinstance(row, int) and 0 <= row < len(records)]
        places = {row: records[row] for row in whole}
        if len(places) == len(rows) and all(
            _plain(record.title) == titles[row] for row, record in places.items()
        ):
            return places
    notes.count("no data", "its table of records")
    return {}


def _plain(text: object) -> str:
    return "".join(plain_text(str(text or "")).split()).casefold()


def _record(row: Mapping[str, Any]) -> Record:
    """A record of the table alone."""
    year = row.get("year")
    return Record(
        title=plain_text(str(row.get("title") or "")),
        source=Source("", 0),
        abstract=plain_text(str(row.get("abstract") or "")),
        authors=_listed(row.get("authors")),
        year=year if isinstance(year, int) else None,
        doi=doi_in(str(row.get("doi") or "")),
        keywords=_listed(row.get("keywords")),
        fields={
            name: str(value)
            for name, value in row.items()
            if value not in {None, "", "[]"} and name not in _INNER
        },
    )


def _listed(text: object) -> tuple[str, ...]:
    try:
        found = json.loads(str(text)) if text else []
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()
