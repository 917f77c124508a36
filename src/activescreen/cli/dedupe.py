"""``dedupe``: one record of each publication, and what a person must decide."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final

from activescreen.cli import console
from activescreen.cli.dedupe_report import as_json, show
from activescreen.cli.outputs import check_outputs
from activescreen.cli.pairs import read_decisions, write_pairs
from activescreen.deduplication import (
    MERGED_FROM,
    Duplicates,
    Merged,
    find_duplicates,
    language_of,
)
from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.formats import check_reconciled, write_ris, write_table
from activescreen.formats.csv_writer import RECORD_HEADER
from activescreen.formats.reading import check_mapping_used, named_apart, open_import
from activescreen.import_report import ImportReport
from activescreen.records import Record, RecordSet

_SUFFIXES: Final = (".csv", ".ris")
_EVERY: Final = 500


@dataclass(frozen=True)
class DedupeOptions:
    """What the command was asked for.

    Attributes
    ----------
    files, against
        Files whose duplicates are removed, and files of the review that they are compared with.
    out
        Where one record of each publication goes.
    decisions
        Files with decisions on pairs.
    groups, json_out, review_pairs
        Where the group of every record, the counts, and the uncertain pairs go.
    mapping
        Field of a record -> column or tag that holds it.
    accept_mismatch
        Take files of which another number of records was read than counted.
    """

    files: Sequence[Path]
    out: Path
    against: Sequence[Path] = ()
    decisions: Sequence[Path] = ()
    groups: Path | None = None
    json_out: Path | None = None
    review_pairs: Path | None = None
    mapping: dict[str, str] | None = None
    accept_mismatch: bool = False


def run(options: DedupeOptions) -> None:
    """Find duplicates, write what is left, and say what was found.

    Raises
    ------
    InputError
        If a file cannot be read or written, or decisions contradict each other. Nothing is
        written then.
    """
    _check(options)
    begun = perf_counter()
    with console.Bars() as bars:
        records, against = _read(options, bars)
        everything = RecordSet([*records, *against])
        decisions = read_decisions(options.decisions, everything)
        found = find_duplicates(
            records,
            against,
            decisions,
            lambda what, done, total: bars.show(what, done, total, _UNITS[what]),
        )
        merged = found.merged(records)
    seconds = perf_counter() - begun
    _write(options, found, everything, merged)
    if options.json_out is not None:
        data = as_json(found, records, against, merged, seconds)
        write_whole(options.json_out, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    show(found, records, against)
    console.say(f"Written to {options.out}.")


_UNITS: Final = {"Reading records": "records", "Comparing pairs": "pairs"}


def _check(options: DedupeOptions) -> None:
    if options.out.suffix.lower() not in _SUFFIXES:
        raise InputError(
            "What is left can be written as CSV or RIS.",
            where=str(options.out),
            remedy="Give --out a name that ends with .csv or .ris.",
        )
    for file in (*options.files, *options.against, *options.decisions):
        check_outputs(
            file,
            {
                "--out": options.out,
                "--groups": options.groups,
                "--json": options.json_out,
                "--review-pairs": options.review_pairs,
            },
        )


def _read(options: DedupeOptions, bars: console.Bars) -> tuple[RecordSet, RecordSet]:
    """Records of the files and of the review, with ids and names that are unique in both."""
    records: list[Record] = []
    reports: list[ImportReport] = []
    new = 0
    named = named_apart([*options.files, *options.against])
    for number, (path, name) in enumerate(named):
        if number == len(options.files):
            new = len(records)
        for source in open_import(path, name, options.mapping):
            for place, record in enumerate(source, 1):
                records.append(replace(record, raw=""))
                if place % _EVERY == 0:
                    total = max(place, source.starts or 0)
                    bars.show(f"Reading {name}", place, total, "records")
            if not options.accept_mismatch:
                check_reconciled(source.report)
            reports.append(source.report)
    if not options.against:
        new = len(records)
    check_mapping_used(options.mapping or {}, reports)
    for report in reports:
        for sentence in (*report.repairs, *report.warnings):
            console.tell(f"{report.file}: {sentence}")
    everything = RecordSet(records)
    return everything[:new], everything[new:]


def _write(
    options: DedupeOptions, found: Duplicates, everything: RecordSet, merged: Sequence[Merged]
) -> None:
    if options.groups is not None:
        numbers = found.group_numbers(len(everything))
        write_table(
            options.groups,
            ("file", "row", "group"),
            (
                (record.source.file, record.source.row, number)
                for record, number in zip(everything, numbers, strict=True)
            ),
        )
    if options.review_pairs is not None:
        write_pairs(options.review_pairs, everything, found.uncertain)
    left = [
        replace(one.record, language=one.record.language or language_of(one.record))
        for one in merged
    ]
    if options.out.suffix.lower() == ".ris":
        write_ris(options.out, RecordSet(left))
        return
    write_table(
        options.out,
        (*RECORD_HEADER, "language", "found_in", MERGED_FROM),
        (_cells(record, one) for record, one in zip(left, merged, strict=True)),
    )


def _cells(record: Record, merged: Merged) -> list[object]:
    values = [getattr(record, field) for field in (*RECORD_HEADER, "language")]
    cells = ["; ".join(value) if isinstance(value, tuple) else value for value in values]
    found_in = "; ".join(map(str, merged.sources))
    return [*cells, found_in, record.fields.get(MERGED_FROM, "")]
