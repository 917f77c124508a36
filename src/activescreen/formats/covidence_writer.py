"""Covidence's flavours: the CSV that it exports and imports, and its RIS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from activescreen.files import replacing
from activescreen.formats.columns import plain_name
from activescreen.formats.csv_writer import write_table
from activescreen.formats.decisions import own
from activescreen.formats.decisions.rayyan import source_note
from activescreen.formats.export_table import UNKNOWN, standard_cell
from activescreen.formats.ris_tags import Field, fields_of, type_of
from activescreen.formats.ris_writer import write_reference
from activescreen.formats.screening import Screening
from activescreen.formats.wording import decisions_in_words, notes_in_words, reasons_of
from activescreen.records import Record

HEADER: Final = (
    *("Title", "Authors", "Abstract", "Published Year", "Published Month", "Journal", "Volume"),
    *("Issue", "Pages", "Accession Number", "DOI", "Ref", "Covidence #", "Study", "Notes", "Tags"),
)
_FIELDS: Final = {
    "Title": "title",
    "Authors": "authors",
    "Abstract": "abstract",
    "Published Year": "year",
    "Journal": "journal",
    "Volume": "volume",
    "Issue": "number",
    "Pages": "pages",
    "DOI": "doi",
}
_OTHERS: Final = {
    "Published Month": ("publishedmonth", "month"),
    "Accession Number": ("accessionnumber", "an"),
    "Ref": ("ref",),
    "Covidence #": ("covidence",),
}


class CovidenceCsvWriter:
    """Writes CSV in Covidence's columns.

    Covidence has no column for votes. They stand in the notes in words, and in a column of our
    own behind Covidence's where there is anything to say.
    """

    name = "covidence"
    title = "CSV in Covidence's columns"
    extensions: tuple[str, ...] = (".csv",)
    carries = "reasons and tags in Covidence's way; decisions and notes in the notes column"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one row a record."""
        header = (*HEADER, own.COLUMN) if screening.has_marks else HEADER
        return write_table(path, header, _rows(screening))


class CovidenceRisWriter:
    """Writes RIS with the tags that Covidence writes, empty ones included."""

    name = "covidence_ris"
    title = "RIS in Covidence's way"
    extensions: tuple[str, ...] = (".ris",)
    carries = "reasons in Covidence's way; decisions, tags and notes in notes"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one reference a record."""
        with replacing(path) as stream:
            for record in screening.records:
                write_reference(stream, type_of(record), _fields(record, screening))
        return len(screening.records)


def _rows(screening: Screening) -> Iterator[list[object]]:
    for record in screening.records:
        cells = {name: standard_cell(record, field) for name, field in _FIELDS.items()}
        plain = {plain_name(name): text for name, text in record.fields.items()}
        for name, others in _OTHERS.items():
            cells[name] = next((plain[other] for other in others if plain.get(other)), "")
        given = str(cells["Accession Number"])
        if record.pmid and f"PMID: {record.pmid}" not in given:
            other = given if given not in {"", record.pmid} else ""
            cells["Accession Number"] = "; ".join(filter(None, (other, f"PMID: {record.pmid}")))
        cells["Study"] = _study(record)
        cells["Notes"] = "; ".join(_notes(record, screening))
        cells["Tags"] = "; ".join(screening.tags.get(record.id, ()))
        row = [cells[name] for name in HEADER]
        if not any(row):
            # A row of blank cells would be taken for none.
            row[HEADER.index("Study")] = UNKNOWN
        yield [*row, own.mark_of(record.id, screening)] if screening.has_marks else row


def _fields(record: Record, screening: Screening) -> Iterator[Field]:
    given = dict.fromkeys(("TI", "AU", "T2", "PY", "VL", "IS", "SP", "EP", "DO", "AB", "KW"), "")
    seen = set()
    for tag, value in fields_of(record, notes=False):
        seen.add(tag)
        yield tag, value
    yield from ((tag, "") for tag in given if tag not in seen)
    for note in _notes(record, screening):
        yield "N1", f"{note}; " if note.startswith("Exclusion reason") else note
    if tags := screening.tags.get(record.id, ()):
        yield "N1", f"Tags: {'; '.join(tags)}"
    if mark := own.note_mark_of(record.id, screening):
        yield "N1", mark


def _notes(record: Record, screening: Screening) -> Iterator[str]:
    """Reasons as Covidence writes them, then notes and decisions in words."""
    for reason in reasons_of(screening, record.id):
        yield f"Exclusion reason: {reason.replace(';', ',')}"
    said = (source_note(record, screening), notes_in_words(screening, record.id))
    yield from (" / ".join(text.split("\n")) for text in said if text)
    if decisions := decisions_in_words(screening, record.id):
        yield f"Decisions: {decisions}"


def _study(record: Record) -> str:
    """First author and year, as Covidence names studies."""
    if not record.authors:
        return str(record.year or "")
    author = record.authors[0]
    surname = author.partition(",")[0] if "," in author else "".join(author.split()[:1])
    return f"{surname} {record.year or ''}".strip()
