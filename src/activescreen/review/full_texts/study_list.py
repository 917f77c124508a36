"""The included set: its reports under their studies, and as a file for what comes after screening.

Data extraction and quality rating are done elsewhere; the file says with each report which study
it is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from activescreen.errors import InputError
from activescreen.formats import WRITERS
from activescreen.formats.screening import Screening, UserNote
from activescreen.records import Record, RecordSet
from activescreen.review.board import Boards
from activescreen.review.full_texts.listing import stage_of
from activescreen.review.full_texts.studies import studies_in
from activescreen.review.permissions import Access
from activescreen.review.records.states import STATES, State
from activescreen.store.database import Database
from activescreen.store.population import find_record

COLUMN: Final = "study"
FORMATS: Final = ("csv", "ris")


@dataclass(frozen=True, slots=True)
class Study:
    """An included study.

    Attributes
    ----------
    name
        What people call it; empty where nobody has named it, and it has one report.
    reports
        Its included reports, in the order of import.
    """

    name: str
    reports: tuple[Record, ...]


class Linked(NamedTuple):
    """An included report and the name of its study; empty for one of its own."""

    record: Record
    study: str


def included_studies(database: Database, boards: Boards, access: Access) -> list[Study]:
    """The included reports under their studies, in the order of import of their first reports."""
    return list(_studies(included_reports(database, boards, access)))


def write_included(
    database: Database, boards: Boards, access: Access, path: Path, kind: str
) -> int:
    """Write the included reports to a file, each with its study.

    A report that was linked to no study is one of its own, and has none in the file.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who asks.
    path
        The file.
    kind
        One of `FORMATS`. In CSV the study is a column, in RIS a note.

    Returns
    -------
    How many reports were written.

    Raises
    ------
    InputError
        If that is no format for it, or the file cannot be written.
    """
    if kind not in FORMATS:
        raise InputError(
            f"The included set cannot be written as '{kind}'.",
            remedy=f"Use one of: {', '.join(FORMATS)}.",
        )
    included = included_reports(database, boards, access)
    if kind == "csv":
        taken = any(COLUMN in record.fields for record, _ in included)
        column = f"{COLUMN} in this review" if taken else COLUMN
        records = [
            replace(record, fields={**record.fields, column: study}) for record, study in included
        ]
        screening = Screening(RecordSet(records))
    else:
        notes = {record.id: (UserNote(f"Study: {study}"),) for record, study in included if study}
        screening = Screening(RecordSet(record for record, _ in included), notes=notes)
    return WRITERS.create(kind).write(path, screening)


def included_reports(database: Database, boards: Boards, access: Access) -> list[Linked]:
    """Each included report, in full, with the name of its study."""
    review = access.review
    with database.reading() as connection:
        stage = stage_of(connection, boards, review)
        board = boards.current(connection, review)
        studies = studies_in(connection, review)
        found: list[Linked] = []
        for at in range(len(stage.places)):
            if STATES[int(stage.states[at])] is not State.INCLUDED:
                continue
            one = find_record(connection, review, board.ids[int(stage.places[at])])
            if one is not None:
                found.append(Linked(one[2], studies.get(int(stage.numbers[at]), "")))
    return found


def _studies(included: Sequence[Linked]) -> Iterator[Study]:
    groups: dict[str, list[Record]] = {}
    for record, name in included:
        # A record's id is no name that people give, so it stands for a study without one.
        groups.setdefault(name or f"\0{record.id}", []).append(record)
    for name, reports in groups.items():
        yield Study("" if name.startswith("\0") else name, tuple(reports))
