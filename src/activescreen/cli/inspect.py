"""``inspect``: the import doctor looks at files without storing anything."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

from activescreen.cli import console
from activescreen.cli.findings import show
from activescreen.cli.outputs import check_outputs
from activescreen.errors import InputError
from activescreen.files import replacing, write_whole
from activescreen.formats import Import
from activescreen.formats.importing import check_any
from activescreen.formats.jsonl_writer import record_json
from activescreen.formats.reading import check_mapping_used, named_apart, open_import
from activescreen.import_report import ImportReport

PROGRESS_EVERY: Final = 500


def run(
    files: list[Path],
    json_out: Path | None,
    records_out: Path | None,
    mapping: dict[str, str],
) -> None:
    """Look at files, and say what was found in each.

    Parameters
    ----------
    files
        Files in any format that is read.
    json_out, records_out
        Where to write the findings, one object a file, and the records, one a line.
    mapping
        Field of a record -> column or tag that holds it.

    Raises
    ------
    InputError
        If a file could not be read; those that could are told and written all the same.
    """
    for file in files:
        check_outputs(file, {"--json": json_out, "--records": records_out})
    reports: list[ImportReport] = []
    found: list[dict[str, object]] = []
    failures: list[InputError] = []
    with ExitStack() as stack:
        lines = stack.enter_context(replacing(records_out)) if records_out else None
        bars = stack.enter_context(console.Bars())
        for file, name in named_apart(files):
            try:
                for source in open_import(file, name, mapping):
                    _read(source, lines, bars)
                    reports.append(source.report)
                    found.append(_as_json(source.report))
                    check_any(source.report)
            except InputError as error:
                failures.append(error)
                if not (found and error.where == found[-1]["file"]):
                    found.append(_as_json(ImportReport(name, "", "", 0)))
                found[-1]["error"] = error.paragraph
        if reports:
            check_mapping_used(mapping, reports)
    for report in reports:
        show(report)
    if json_out is not None:
        write_whole(json_out, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    for failure in failures[:-1]:
        console.tell(f"Error: {failure.paragraph}")
    if failures:
        raise failures[-1]


def _read(source: Import, lines: IO[str] | None, bars: console.Bars) -> None:
    total = source.starts
    what = f"Reading {source.content.name}"
    for number, record in enumerate(source, 1):
        if lines is not None:
            lines.write(json.dumps(record_json(record), ensure_ascii=False) + "\n")
        if number % PROGRESS_EVERY == 0:
            bars.show(what, number, max(number, total or 0), "records")


def _as_json(report: ImportReport) -> dict[str, object]:
    """The findings of one file, for machines."""
    return {
        "file": report.file,
        "format": report.format,
        "dialect": report.dialect,
        "encoding": report.encoding,
        "records": report.records,
        "quarantined": len(report.quarantined),
        "repairs": list(report.repairs),
        "warnings": list(report.warnings),
        "with_abstract": report.with_abstract,
        "with_doi": report.with_doi,
        "with_pmid": report.with_pmid,
        "first_title": report.first_title,
        "reconciled": report.reconciled,
        "starts": report.starts,
        "starts_inside": report.starts_inside,
        "starts_quarantined": report.starts_quarantined,
        "without_start": report.without_start,
        "harvested": dict(report.harvested),
        "columns": dict(report.columns),
        "pieces": [
            {"line": piece.line, "why": piece.why, "text": piece.text}
            for piece in report.quarantined
        ],
        "sha256": report.sha256,
    }
