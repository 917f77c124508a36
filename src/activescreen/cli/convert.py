"""``activescreen convert``: from any format that is read to any that is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from activescreen.cli import console
from activescreen.cli.convert_check import Comparison, compare, tally_of
from activescreen.cli.outputs import check_outputs
from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import WRITERS, Screening, Writer, read_records
from activescreen.formats.decisions import screening_of
from activescreen.formats.decisions.covidence import as_list, assumption

_MOST_COLUMNS: Final = 12


@dataclass(frozen=True)
class ConvertOptions:
    """What the user asked for.

    Attributes
    ----------
    source, out
        The file that is read, and the one that is written.
    to
        Name of the writer; empty: by the extension of ``out``.
    mapping
        Field of a record -> column or tag that holds it.
    accept_mismatch
        Take a file of which another number of records was read than counted.
    covidence_list
        Covidence's list that the file is, where its name does not say; empty: by its name.
    """

    source: Path
    out: Path
    to: str
    mapping: dict[str, str]
    accept_mismatch: bool
    covidence_list: str


def run(options: ConvertOptions) -> None:
    """Read, write, read what was written, and say what became of what."""
    check_outputs(options.source, {"OUT": options.out})
    writer = writer_for(options.to, options.out)
    records = read_records(
        options.source,
        mapping=options.mapping,
        accept_mismatch=options.accept_mismatch,
        keep_raw=False,
    )
    screening = screening_of(records)
    if options.covidence_list:
        screening = as_list(screening, options.covidence_list)
    before = tally_of(screening)
    for report in records.reports:
        kind = f"{report.format}, {report.dialect}" if report.dialect else report.format
        console.say(f"Read     {console.printable(report.file)} ({kind})")
    console.say(f"         {before}")
    written = writer.write(options.out, screening)
    console.say(f"Wrote    {options.out} ({writer.title})")
    if written != before.records:
        raise InputError(
            f"{before.records:,} records were read but {written:,} written.",
            where=str(options.out),
            remedy="Do not use the file; please report this with the file that was read.",
        )
    found = compare(screening, options.out)
    console.say(f"Check    read back: {found.after}")
    for note in (*_assumed(options, screening), *_not_carried(writer, screening, found)):
        console.say(f"Note: {note}")
    for report in records.reports:
        for warning in report.warnings:
            console.say(f"Look at: {console.printable(warning)}")


def writer_for(name: str, out: Path) -> Writer:
    """The writer of that name or, without one, of the extension.

    Raises
    ------
    ConfigurationError
        If there is none, or if several would do and none is the usual one.
    """
    if name:
        if name in WRITERS:
            return WRITERS.create(name)
        near = get_close_matches(name, WRITERS.names(), n=1)
        hint = f"Did you mean '{near[0]}'? " if near else ""
        raise ConfigurationError(
            f"There is no writer '{name}'.", remedy=f"{hint}Writers are: {', '.join(WRITERS)}."
        )
    extension = out.suffix.lower()
    fitting = [each for each in map(WRITERS.create, WRITERS) if extension in each.extensions]
    # Of several flavours, the one that is named like the extension is the plain one.
    plain = [each for each in fitting if each.name == extension[1:]] or fitting
    if len(plain) == 1 or (plain and plain[0].name == extension[1:]):
        return plain[0]
    what = (
        f"Several formats are written with the extension '{extension}': "
        f"{', '.join(each.name for each in fitting)}."
        if fitting
        else f"No format is known by the extension '{extension}'."
    )
    raise ConfigurationError(
        what, where=str(out), remedy=f"Say which with --to: {', '.join(WRITERS)}."
    )


def _assumed(options: ConvertOptions, screening: Screening) -> Iterator[str]:
    if options.covidence_list:
        yield f"All records were taken as Covidence's list '{options.covidence_list}'."
    elif said := assumption(screening):
        yield said


def _not_carried(writer: Writer, screening: Screening, found: Comparison) -> Iterator[str]:
    if lacking := ", ".join(tally_of(screening).lacking(found.after)):
        yield f"This format could not carry {lacking}."
    if screening.has_marks:
        yield f"The format '{writer.name}' carries {writer.carries}."
    if found.columns:
        names = sorted(found.columns, key=lambda name: (-found.columns[name], name))
        shown = ", ".join(
            f"'{console.printable(name)}' ({found.columns[name]:,})"
            for name in names[:_MOST_COLUMNS]
        )
        more = len(names) - _MOST_COLUMNS
        yield (
            "Of these columns or tags not everything is in the file (in how many records): "
            f"{shown}{f' and {more} more' if more > 0 else ''}. "
            "CSV, XLSX and JSON lines keep every column."
        )
