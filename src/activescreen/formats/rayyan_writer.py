"""What Rayyan imports and exports: its CSV, and that with its log as a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from activescreen.files import replacing_bytes
from activescreen.formats.columns import plain_name
from activescreen.formats.csv_writer import write_rows, write_table
from activescreen.formats.decisions.rayyan import (
    REASON_KEY,
    rayyan_name,
    rayyan_note,
    reasons_in,
)
from activescreen.formats.decisions.rayyan_notes import write_note
from activescreen.formats.export_table import standard_cell
from activescreen.formats.rayyan_file import LOG_FILE
from activescreen.formats.screening import Screening
from activescreen.formats.values import split_authors
from activescreen.ledger import Verdict
from activescreen.records import Record

HEADER: Final = (
    *("key", "title", "year", "month", "day", "journal", "issn", "volume", "issue", "pages"),
    *("authors", "url", "language", "publisher", "location", "abstract", "notes", "doi"),
    *("keywords", "pubmed_id", "pmc_id"),
)
LOG_HEADER: Final = ("article_id", "user_email", "key", "value", "created_at")
_FIELDS: Final = {
    **{name: name for name in ("title", "year", "journal", "volume", "pages", "doi")},
    "language": "language",
    "abstract": "abstract",
    "issue": "number",
    "pubmed_id": "pmid",
}
# Names that other sources have for Rayyan's columns.
_OTHERS: Final = {
    "month": ("month", "publishedmonth"),
    "day": ("day",),
    "issn": ("issn", "eissn", "sn"),
    "url": ("url", "ur", "link"),
    "publisher": ("publisher", "pb"),
    "location": ("location", "ad", "authoraddress"),
    "pmc_id": ("pmcid",),
}
_VALUES: Final = {Verdict.INCLUDE: "1", Verdict.MAYBE: "0", Verdict.EXCLUDE: "-1"}
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


class RayyanCsvWriter:
    """Writes the CSV that Rayyan imports, with what reviewers did in the notes."""

    name = "rayyan"
    title = "CSV for Rayyan"
    extensions: tuple[str, ...] = (".csv",)
    carries = "votes by reviewer at the last stage, reasons, tags and notes, in the notes column"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one row a record in Rayyan's columns."""
        return write_table(path, HEADER, _rows(screening))


class RayyanZipWriter:
    """Writes what Rayyan exports: ``articles.csv`` and the log of what was set when by whom."""

    name = "rayyan_zip"
    title = "Zip as Rayyan exports it, articles and log"
    extensions: tuple[str, ...] = (".zip",)
    carries = (
        "votes by reviewer with their history and times at the last stage, reasons by reviewer, "
        "tags and notes"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write both files into an archive."""
        with replacing_bytes(path) as stream, zipfile.ZipFile(stream, "w") as archive:
            for name, header, rows in (
                ("articles.csv", HEADER, _rows(screening)),
                (LOG_FILE, LOG_HEADER, _events(screening)),
            ):
                member = zipfile.ZipInfo(name, _FIRST_DAY)
                member.compress_type = zipfile.ZIP_DEFLATED
                with (
                    archive.open(member, "w", force_zip64=True) as opened,
                    io.TextIOWrapper(opened, "utf-8", errors="replace", newline="") as text,
                ):
                    write_rows(text, header, rows)
        return len(screening.records)


def _rows(screening: Screening) -> Iterator[list[object]]:
    for record in screening.records:
        cells = {name: standard_cell(record, field) for name, field in _FIELDS.items()}
        cells["key"] = _key(record)
        cells["authors"] = _authors(record)
        cells["keywords"] = standard_cell(record, "keywords")
        cells["notes"] = write_note(rayyan_note(record, screening))
        plain = {plain_name(name): text for name, text in record.fields.items()}
        for name, others in _OTHERS.items():
            found = next((plain[other] for other in others if plain.get(other)), "")
            cells[name] = found.replace("\n", "; ")
        yield [cells[name] for name in HEADER]


def _key(record: Record) -> str:
    """Rayyan's own key where it came from there, otherwise one made of the record's id."""
    given = next(
        (text for name, text in record.fields.items() if name in {"key", "ID"} and text), ""
    ).strip()
    return given if given.startswith("rayyan-") else f"rayyan-{record.id}"


def _authors(record: Record) -> str:
    """Authors between "and", as Rayyan has them, unless that would part one of them."""
    joined = " and ".join(record.authors)
    if split_authors(joined) == record.authors:
        return joined
    return str(standard_cell(record, "authors"))


def _events(screening: Screening) -> Iterator[list[object]]:
    """The log: votes with their reasons, then the tags, which no one is said to have set."""
    for record in screening.records:
        article = _key(record).removeprefix("rayyan-")
        standing = screening.standing(record.id)
        stage = standing[0].stage if standing else ""
        made = [each for each in screening.decisions_on(record.id) if each.stage == stage]
        latest = None
        for decision in made:
            # Readers sort by time, and what was decided last must stay last whatever the clocks.
            if decision.at:
                latest = max(latest or decision.at, decision.at)
            at = _time(latest if decision.at else None)
            name = rayyan_name(decision)
            yield [article, name, "included", _VALUES[decision.verdict], at]
            if decision in standing:
                for reason in reasons_in([decision]):
                    yield [article, name, f"{REASON_KEY}{reason}", "1", at]


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(" ").replace("+00:00", " UTC") if at else ""
