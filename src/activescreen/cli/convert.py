"""``activescreen convert``: from any format that is read to any that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from activescreen.cli import console
from activescreen.cli.outputs import check_outputs
from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import WRITERS, Screening, Writer, open_imports, read_records
from activescreen.formats.decisions import found_in, screening_of
from activescreen.formats.decisions.covidence import as_list, assumption
from activescreen.formats.decisions.found import Found
from activescreen.formats.ris_tags import left_out
from activescreen.formats.wording import reasons_of
from activescreen.records import Record

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


@dataclass(frozen=True)
class Tally:
    """How much of each there is."""

    records: int = 0
    decisions: int = 0
    reasons: int = 0
    tags: int = 0
    notes: int = 0

    def __str__(self) -> str:
        return ", ".join(
            f"{number:,} {field.name if number != 1 else field.name[:-1]}"
            for field in fields(self)
            if (number := getattr(self, field.name)) or field.name == "records"
        )


def run(options: ConvertOptions) -> None:
    """Read, write, read what was written, and say what became of what."""
    writer = writer_for(options.to, options.out)
    check_outputs(options.source, {"OUT": options.out})
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
    _compare(screening, before, options.out)
    for note in (*_assumed(options, screening), *_not_carried(writer, screening)):
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


def tally_of(screening: Screening) -> Tally:
    """What a screening holds; a note with a decision is one of the notes."""
    ids = screening.records.ids
    notes = sum(bool(decision.note) for decision in screening.decisions)
    return Tally(
        len(ids),
        len(screening.decisions),
        sum(len(reasons_of(screening, record_id)) for record_id in ids),
        sum(map(len, screening.tags.values())),
        sum(map(len, screening.notes.values())) + notes,
    )


def _compare(screening: Screening, before: Tally, out: Path) -> None:
    """Read what was written as a program would that gets it, and say what is no more there."""
    try:
        after = _tally_back(out)
    except InputError as error:
        console.say(f"Check    not read back: {error.what}")
        return
    if after.records != before.records:
        raise InputError(
            f"{before.records:,} records were written, but {after.records:,} are read back.",
            where=str(out),
            remedy="Do not use the file; please report this with the file that was read.",
        )
    lost = [
        f"{getattr(before, field.name) - getattr(after, field.name):,} of "
        f"{getattr(before, field.name):,} {field.name}"
        for field in fields(Tally)
        if getattr(after, field.name) < getattr(before, field.name)
    ]
    console.say(f"Check    read back: {after}")
    if lost:
        console.say(f"Note: This format could not carry {', '.join(lost)}.")


def _tally_back(out: Path) -> Tally:
    total = Counter[str]()
    for source in open_imports(out):
        for number, record in enumerate(source):
            # Ids come with a set of records; here each one stands for itself.
            found = found_in(replace(record, id=str(number)))
            total.update(_counts(record, found))
    return Tally(**total)


def _counts(record: Record, found: Found) -> dict[str, int]:
    given = [word for each in found.decisions if each.reason for word in each.reason.split("; ")]
    return {
        "records": 1,
        "decisions": len(found.decisions),
        "reasons": len(dict.fromkeys((*found.reasons, *given))),
        "tags": len(found.tags),
        "notes": len(found.notes) + sum(bool(each.note) for each in found.decisions),
    }


def _assumed(options: ConvertOptions, screening: Screening) -> Iterator[str]:
    if options.covidence_list:
        yield f"All records were taken as Covidence's list '{options.covidence_list}'."
    elif said := assumption(screening):
        yield said


def _not_carried(writer: Writer, screening: Screening) -> Iterator[str]:
    """What a format has no place for, beyond what counting shows."""
    if screening.has_marks:
        yield f"The format '{writer.name}' carries {writer.carries}."
    if ".ris" in writer.extensions:
        columns = sorted({name for record in screening.records for name in left_out(record)})
        if columns:
            shown = ", ".join(f"'{console.printable(name)}'" for name in columns[:_MOST_COLUMNS])
            more = len(columns) - _MOST_COLUMNS
            rest = f" and {more} more" if more > 0 else ""
            yield (
                f"RIS has no tag for these columns, which were left out: {shown}{rest}. "
                "CSV, XLSX and JSON lines keep every column."
            )
