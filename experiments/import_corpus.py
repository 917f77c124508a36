"""What is read of real export files, beside what a manifest of them says.

Every file of the folder ``imports`` is read as a user would. Where the number of records or the
first title differs from the manifest, the bytes that decide it are printed below the table.

    python experiments/import_corpus.py [--date YYYY-MM-DD]
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from _common import RESULTS, Row, parser_of, shared_folder, write_results

from activescreen.errors import InputError
from activescreen.formats import READERS, open_imports

PACKAGES: Final = ("defusedxml", "openpyxl", "pylatexenc", "xlrd")
OUT: Final = RESULTS / "import_corpus.csv"
BYTES_SHOWN: Final = 160
COLUMNS: Final = "{:34.34} {:17} {:17} {:>5} {:>5} {:>5} {:>5} {:>5} {:>5} {:>4} {:>5} {}"


def row_of(path: Path, entry: dict[str, str]) -> Row:
    """What one file gave."""
    try:
        (source,) = open_imports(path)
        records = list(source)
    except InputError as error:
        return {**blank(entry), "note": error.paragraph}
    report = source.report
    title = " ".join(report.first_title.split())
    expected = " ".join(entry["first_title"].split())
    said, note = int(entry["n_records"]), ""
    if report.records != said:
        note = recount(path, [record.source.line or 1 for record in records], said)
    elif title != expected:
        note = proof(path, title, expected)
    return {
        "file": entry["file"],
        "format": report.format,
        "dialect": report.dialect,
        "encoding": report.encoding,
        "manifest": int(entry["n_records"]),
        "records": report.records,
        "counted": "" if report.starts is None else report.expected or 0,
        "quarantined": len(report.quarantined),
        "with_abstract": report.with_abstract,
        "with_doi": report.with_doi,
        "with_pmid": report.with_pmid,
        "with_year": sum(record.year is not None for record in records),
        "same_title": int(title == expected),
        "repairs": " ".join(report.repairs),
        "warnings": " ".join(report.warnings),
        "note": note,
    }


def blank(entry: dict[str, str]) -> dict[str, str | int]:
    """The row of a file that could not be read."""
    numbers = "records counted quarantined with_abstract with_doi with_pmid with_year same_title"
    return {
        "file": entry["file"],
        "format": "",
        "dialect": "",
        "encoding": "",
        "manifest": int(entry["n_records"]),
        **dict.fromkeys(numbers.split(), 0),
        "repairs": "",
        "warnings": "",
    }


def recount(path: Path, lines: list[int], said: int) -> str:
    """Why another number was read: the bytes with which records begin that were not counted."""
    raw = path.read_bytes().splitlines(keepends=True)
    begins = "; ".join(
        f"line {line}: {b''.join(raw[line - 1 : line + 1])[:70]!r}" for line in lines
    )
    return f"read {len(lines)} records, manifest {said}; they begin with {begins}"


def proof(path: Path, title: str, expected: str) -> str:
    """Where the first title stands in the file, as raw bytes."""
    data = path.read_bytes()
    # The last place: an abstract may begin with the title.
    place = data.rfind(title.encode()[:40]) if title else -1
    shown = data[max(0, place - 12) : place + BYTES_SHOWN] if place >= 0 else data[:BYTES_SHOWN]
    return f"read {title!r}, manifest {expected!r}; bytes at {max(place, 0)}: {shown!r}"


def main() -> None:
    """Read all files, print the table and keep it."""
    arguments = parser_of(__doc__).parse_args()
    folder = shared_folder("imports")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        entries = list(csv.DictReader(stream))
    rows = [row_of(folder / entry["file"], entry) for entry in entries]
    print(
        COLUMNS.format(
            *("file", "format", "dialect", "says", "read", "count", "abst.", "DOI", "PMID"),
            *("set", "year", "first title"),
        )
    )
    for row in rows:
        print(
            COLUMNS.format(
                *(str(row["file"]), str(row["format"]), str(row["dialect"]), row["manifest"]),
                *(row["records"], row["counted"], row["with_abstract"], row["with_doi"]),
                *(row["with_pmid"], row["quarantined"], row["with_year"]),
                "as the manifest" if row["same_title"] else "DIFFERS",
            )
        )
    right = sum(row["manifest"] == row["records"] and row["same_title"] == 1 for row in rows)
    print(f"{right} of {len(rows)} files as the manifest says; {len(READERS.names())} readers.")
    for row in rows:
        if row["note"]:
            print(f"{row['file']}: {row['note']}")
    write_results(OUT, rows, "python experiments/import_corpus.py", PACKAGES, arguments.date)


if __name__ == "__main__":
    main()
