"""JSON lines: one record a line, for programs."""

from __future__ import annotations

import json
from pathlib import Path

from activescreen.files import replacing
from activescreen.formats.decisions import own
from activescreen.formats.screening import Screening
from activescreen.records import Record


class JsonlWriter:
    """Writes one JSON object a line: what `record_json` gives, and what reviewers did."""

    name = "jsonl"
    title = "JSON lines, for programs"
    extensions: tuple[str, ...] = (".jsonl", ".ndjson")
    carries = "everything: every column of the source, every decision with all that is known of it"

    def write(self, path: Path, screening: Screening) -> int:
        """Write a record a line, with ``decisions``, ``reasons``, ``tags``, ``notes`` if any."""
        with replacing(path) as stream:
            for record in screening.records:
                mark = own.mark_of(record.id, screening)
                line = {"id": record.id, **record_json(record)}
                line["fields"] = own.renewed(record.fields, mark)
                if mark:
                    # For programs as they are, for our own readers as in every other format.
                    line |= {**own.marks_as_json(record.id, screening), own.COLUMN: mark}
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        return len(screening.records)


def record_json(record: Record, *, raw: bool = False) -> dict[str, object]:
    """A record as JSON has it.

    ``source`` is the file's name, ``row`` the 0-based place in it, ``line`` the 1-based line on
    which the record starts or ``None``.

    Parameters
    ----------
    record
        The record.
    raw
        Whether to add the piece of the file that the record was made of.
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
        **({"raw": record.raw} if raw else {}),
    }
