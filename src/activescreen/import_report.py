"""What reading a file did: the import doctor's findings, one report a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A piece of a file that is no part of any record.

    Attributes
    ----------
    line
        1-based line, or row of a sheet, on which it starts; ``None`` where the format has none.
    text
        The piece as it stands in the file.
    why
        Why it was set aside, as a short phrase.
    """

    line: int | None
    text: str
    why: str


@dataclass(frozen=True)
class ImportReport:
    """What reading a file did.

    Attributes
    ----------
    file, format, encoding
        The file's name, the format it was recognised as, its character encoding.
    records
        Number of records read.
    repairs
        What had to be put right while reading, one sentence each.
    warnings
        What a person should look at, one sentence each.
    columns
        Which column or tag was taken for which field of a record.
    dialect
        Which database or program seems to have written the file; empty if that is not told.
    starts
        How many records the file seems to begin, counted without the reader; ``None`` if the
        format gives no way to count.
    starts_inside
        How many of these stand inside another record, each told among the repairs.
    without_start
        How many records were read that have no such beginning, each told among the repairs.
    starts_quarantined
        How many of the beginnings stand in quarantined pieces.
    quarantined
        What is no part of any record.
    harvested
        Field -> number of records whose value was found in a field that is not meant for it.
    with_abstract, with_doi, with_pmid
        How many records have one.
    first_title
        Title of the first record.
    sha256
        Of the file's bytes, under which the original is kept.
    """

    file: str
    format: str
    encoding: str
    records: int
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    dialect: str = ""
    starts: int | None = None
    starts_inside: int = 0
    without_start: int = 0
    starts_quarantined: int = 0
    quarantined: tuple[Quarantined, ...] = ()
    harvested: Mapping[str, int] = field(default_factory=dict)
    with_abstract: int = 0
    with_doi: int = 0
    with_pmid: int = 0
    first_title: str = ""
    sha256: str = ""

    @property
    def expected(self) -> int | None:
        """How many records there must be, by the independent count and what explains it."""
        if self.starts is None:
            return None
        return self.starts - self.starts_inside - self.starts_quarantined + self.without_start

    @property
    def reconciled(self) -> bool:
        """Whether the number of records read is the one that was counted independently."""
        return self.expected is None or self.expected == self.records
