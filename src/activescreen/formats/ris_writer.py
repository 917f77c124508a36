"""RIS that reference managers read, with labels in notes as ASReview writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from activescreen.files import replacing
from activescreen.formats.content import lines_of
from activescreen.records import Record, RecordSet

# Readers take an indented line for the continuation of the field above it, whatever it says.
_CONTINUATION = "\n      "


def write_ris(
    path: str | Path, records: RecordSet, labels: Mapping[str, bool] | None = None
) -> int:
    """Write records as RIS.

    Parameters
    ----------
    path
        The file; it is replaced when all is written.
    records
        The records.
    labels
        Record id -> whether it is relevant; written as a note ``ASReview_relevant``,
        ``ASReview_irrelevant`` or, for records that are absent, ``ASReview_not_seen``.

    Returns
    -------
    Number of records written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with replacing(path) as stream:
        for record in records:
            stream.write(f"TY  - {record.fields.get('TY', '').strip() or 'JOUR'}\n")
            for tag, value in _fields(record):
                kept = [line.strip() for line in lines_of(value)]
                stream.write(f"{tag}  - {_CONTINUATION.join(kept)}\n")
            if labels is not None:
                stream.write(f"N1  - {_note(labels, record.id)}\n")
            stream.write("ER  - \n\n")
    return len(records)


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    first, dash, last = record.pages.partition("-")
    single = (
        ("TI", " ".join(record.title.split())),
        *(("AU", author) for author in record.authors),
        ("PY", str(record.year or "")),
        ("T2", record.journal),
        ("VL", record.volume),
        ("IS", record.number),
        ("SP", first if dash else record.pages),
        ("EP", last),
        ("DO", record.doi),
        ("AN", f"PUBMED {record.pmid}" if record.pmid else ""),
        *(("KW", keyword) for keyword in record.keywords),
        ("AB", record.abstract),
    )
    return ((tag, value) for tag, value in single if value.strip())


def _note(labels: Mapping[str, bool], record_id: str) -> str:
    if record_id not in labels:
        return "ASReview_not_seen"
    return "ASReview_relevant" if labels[record_id] else "ASReview_irrelevant"
