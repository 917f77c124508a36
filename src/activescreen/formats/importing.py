"""One file on its way in: its records one by one, and the import doctor's report at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from activescreen.errors import InputError
from activescreen.formats.base import Reader
from activescreen.formats.content import Content
from activescreen.formats.harvest import harvest
from activescreen.formats.notes import Notes
from activescreen.import_report import ImportReport
from activescreen.records import Record

GIANT = 100_000
"""Characters of raw text beyond which a record is looked at: it may have swallowed others."""

LONG_TITLE = 1_000
_HARVESTED = {"doi": "DOI", "pmid": "PubMed id"}


class Import:
    r"""Reads one file, record by record, so that its size does not matter.

    Parameters
    ----------
    content
        The file.
    reader
        The reader that recognised it.
    mapping
        Field of a record -> column or tag that holds it, where a person has said so.

    Examples
    --------
    >>> from activescreen.formats import Content, recognise
    >>> content = Content("two.ris", b"TY  - JOUR\nTI  - One\nER  - \nTY  - JOUR\nTI  - Two\n")
    >>> source = Import(content, recognise(content))
    >>> [record.title for record in source]
    ['One', 'Two']
    >>> source.report.records
    2
    """

    def __init__(
        self, content: Content, reader: Reader, mapping: Mapping[str, str] | None = None
    ) -> None:
        self.content = content
        self.reader = reader
        self._mapping = dict(mapping or {})
        self._notes = Notes()
        self._report: ImportReport | None = None

    def __iter__(self) -> Iterator[Record]:
        """The records in their order; when they are through, `report` is there."""
        self._report, self._notes = None, Notes()
        notes, tally = self._notes, _Tally()
        for record in self.reader.read(self.content, self._mapping, notes):
            full, found = harvest(record)
            tally.take(full, found, notes)
            yield full
        self._report = self._conclude(tally, notes)

    @cached_property
    def starts(self) -> int | None:
        """How many records the file seems to begin, counted without reading them."""
        return self.reader.starts(self.content)

    @property
    def report(self) -> ImportReport:
        """What reading did.

        Raises
        ------
        RuntimeError
            If the records have not been read to their end.
        """
        if self._report is None:
            message = "The report is there only when all records have been read."
            raise RuntimeError(message)
        return self._report

    def _conclude(self, tally: _Tally, notes: Notes) -> ImportReport:
        binary = bool(self.content.binary)
        survey = self.content.survey
        for field, number in tally.harvested.items():
            notes.repairs.append(
                f"{number} {_HARVESTED[field]}{'' if number == 1 else 's'} "
                f"{'was' if number == 1 else 'were'} found in fields not meant for them."
            )
        notes.warn(
            "giant",
            f"record has more than {GIANT:,} characters; it may have swallowed others",
            f"records have more than {GIANT:,} characters; they may have swallowed others",
        )
        notes.warn(
            "long title",
            f"title has more than {LONG_TITLE:,} characters",
            f"titles have more than {LONG_TITLE:,} characters",
        )
        notes.warn(
            "more pieces",
            "further piece was set aside, and is not listed",
            "further pieces were set aside, and are not listed",
        )
        report = ImportReport(
            file=self.content.name,
            format=self.reader.name,
            encoding="binary" if binary else survey.encoding,
            records=tally.records,
            repairs=(*(() if binary else survey.repairs), *notes.repairs),
            warnings=(*(() if binary else survey.warnings), *notes.warnings),
            columns=notes.columns,
            dialect=notes.dialect,
            starts=self.starts,
            starts_inside=notes.starts_inside,
            without_start=notes.without_start,
            starts_quarantined=notes.starts_quarantined,
            quarantined=tuple(notes.quarantined),
            harvested=dict(tally.harvested),
            with_abstract=tally.with_abstract,
            with_doi=tally.with_doi,
            with_pmid=tally.with_pmid,
            first_title=tally.first_title,
            sha256=survey.sha256,
        )
        return report if report.reconciled else _warned(report)


class _Tally:
    """What the records of a file have, counted as they pass."""

    def __init__(self) -> None:
        self.records = self.with_abstract = self.with_doi = self.with_pmid = 0
        self.first_title = ""
        self.harvested: Counter[str] = Counter()

    def take(self, record: Record, harvested: tuple[str, ...], notes: Notes) -> None:
        """One more record."""
        if not self.records:
            self.first_title = record.title
        self.records += 1
        self.with_abstract += bool(record.abstract.strip())
        self.with_doi += bool(record.doi)
        self.with_pmid += bool(record.pmid)
        self.harvested.update(harvested)
        if len(record.raw) > GIANT:
            notes.count("giant", str(record.source))
        if len(record.title) > LONG_TITLE:
            notes.count("long title", str(record.source))


def check_reconciled(report: ImportReport) -> None:
    """Refuse a file of which another number of records was read than it begins, or none at all.

    Raises
    ------
    InputError
        If the counts differ, or if everything was set aside.
    """
    check_any(report)
    if not report.reconciled:
        raise InputError(
            _difference(report),
            where=report.file,
            remedy="Look at it with 'activescreen inspect', and export it again; "
            "or say that the records read are all you need (--accept-mismatch).",
        )


def check_any(report: ImportReport) -> None:
    """Refuse a file of which no record could be read: a zero must not pass for a result.

    Raises
    ------
    InputError
        If there is no record.
    """
    if not report.records:
        first = next(iter(report.quarantined), None)
        line = f" on line {first.line}" if first and first.line else ""
        raise InputError(
            "No record could be read of the file"
            + (f"; what is in it was set aside ({first.why}{line})." if first else "."),
            where=report.file,
            remedy="Export the references again.",
        )


def _difference(report: ImportReport) -> str:
    return (
        f"The counts do not agree: {report.records:,} records were read, but "
        f"{report.expected:,} were counted."
    )


def _warned(report: ImportReport) -> ImportReport:
    return replace(report, warnings=(*report.warnings, _difference(report)))
