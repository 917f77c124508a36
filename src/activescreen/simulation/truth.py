"""The full labels that a simulated reviewer answers from, and the priors drawn from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.records import RecordSet


@dataclass(frozen=True, eq=False)
class Truth:
    """A population with all its labels.

    Attributes
    ----------
    records
        The population.
    labels
        1 or 0 a record; shape (N,).
    name
        What reports call it, usually the file's name.
    label_column
        The column that the labels were read from, where there is one.
    """

    records: RecordSet
    labels: NDArray[np.int8]
    name: str
    label_column: str = ""

    def __post_init__(self) -> None:
        if self.labels.shape != (len(self.records),):
            raise InputError(
                f"{len(self.labels)} labels do not go with {len(self.records)} records.",
                where=self.name,
                remedy="Give one label a record.",
            )
        open_rows = np.flatnonzero((self.labels != RELEVANT) & (self.labels != IRRELEVANT))
        if len(open_rows):
            raise InputError(
                f"{len(open_rows):,} of {len(self.records):,} records have no label, the first "
                f"in row {open_rows[0]}.",
                where=self.name,
                remedy="A simulation needs every label. To rank a half-labelled file, use "
                "'activescreen rank'.",
            )

    @classmethod
    def of(cls, records: RecordSet, relevant: Mapping[str, bool], name: str = "") -> Truth:
        """From a mapping of record id to whether it is relevant."""
        labels = np.array([relevant.get(name, -1) for name in records.ids], dtype=np.int8)
        return cls(records, labels, name or _file_names(records))

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The row that each record has for people; shape (N,).

        It is its data row in the file. Records of several files have no row in common; then it
        is the place among them all, as it is where two records name the same row.
        """
        files = {record.source.file for record in self.records}
        rows = [record.source.row for record in self.records]
        if len(files) == 1 and len(set(rows)) == len(rows):
            return np.array(rows, dtype=np.int64)
        return np.arange(len(self.records))

    def places(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Places of the records in these rows.

        Raises
        ------
        InputError
            If one does not exist or comes twice.
        """
        by_row = {int(row): place for place, row in enumerate(self.rows)}
        for row in rows:
            if row not in by_row:
                raise InputError(
                    f"There is no row {row} to take as prior knowledge.",
                    where=self.name,
                    remedy=f"Rows are counted from 0 and go up to {max(by_row)}.",
                )
        if len(set(rows)) != len(rows):
            raise InputError(
                f"The priors {list(rows)} name a row twice.",
                where=self.name,
                remedy="Name every row once.",
            )
        return tuple(by_row[row] for row in rows)

    @property
    def relevant(self) -> int:
        """R, the number of relevant records."""
        return int(np.count_nonzero(self.labels == RELEVANT))

    @property
    def one_class(self) -> bool:
        """Whether all records, or none, are relevant: then no order is better than another."""
        return self.relevant in (0, len(self.records))

    @property
    def digest(self) -> str:
        """SHA-256 over records and labels."""
        digest = hashlib.sha256(self.records.data_hash.encode())
        digest.update(self.labels.tobytes())
        return digest.hexdigest()


def draw_priors(labels: NDArray[np.int8], seed: int) -> tuple[int, ...]:
    """Places of one inclusion and one exclusion at random, the inclusion first.

    ``numpy.random.default_rng(seed)`` chooses among the places of the inclusions, then among
    those of the exclusions. Of a class that has no record, none is drawn.
    """
    rng = np.random.default_rng(seed)
    drawn = []
    for label in (RELEVANT, IRRELEVANT):
        places = np.flatnonzero(labels == label)
        if len(places):
            drawn.append(int(rng.choice(places)))
    return tuple(drawn)


def _file_names(records: RecordSet) -> str:
    return ", ".join(dict.fromkeys(record.source.file for record in records))
