"""JSON lines: one record a line, for programs."""

from __future__ import annotations

from activescreen.records import Record


def record_json(record: Record) -> dict[str, object]:
    """A record as JSON has it.

    ``source`` is the file's name, ``row`` the 0-based place in it, ``line`` the 1-based line on
    which the record starts or ``None``.
    """
    return {
        "title": record.title,
        "abstract": record.abstract,
        "authors": list(record.authors),
        "year": record.year,
        "journal": record.journal,
        "volume": record.volume,
        "number": record.number,
        "pages": record.pages,
        "doi": record.doi,
        "pmid": record.pmid,
        "keywords": list(record.keywords),
        "language": record.language,
        "kind": record.kind,
        "source": record.source.file,
        "row": record.source.row,
        "line": record.source.line,
        "database": record.source.database,
        "fields": dict(record.fields),
    }
