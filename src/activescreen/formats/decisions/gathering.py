"""From records with the marks of any tool to what a team exchanges."""

from __future__ import annotations

from activescreen.formats.decisions import (
    abstrackr,
    asreview,
    asreview_notes,
    covidence,
    eppi,
    own,
    rayyan,
)
from activescreen.formats.decisions.found import Found, Marks
from activescreen.formats.screening import Screening, UserNote
from activescreen.ledger import Decision
from activescreen.records import Record, RecordSet

# Asked in this order; the first that finds its marks in a record answers for it.
TOOLS: tuple[Marks, ...] = (
    own.marks,
    rayyan.marks,
    covidence.marks,
    abstrackr.marks,
    eppi.marks,
    asreview.marks,
    asreview_notes.marks,
)


def found_in(record: Record) -> Found:
    """What reviewers did with one record, as far as its source says it.

    Raises
    ------
    InputError
        If the marks of a tool are damaged.
    """
    return next(filter(None, (marks(record) for marks in TOOLS)), Found())


def screening_of(records: RecordSet) -> Screening:
    """What reviewers did with these records, as far as their source says it.

    Parameters
    ----------
    records
        Records with the columns or tags of their source.

    Raises
    ------
    InputError
        If the marks of a tool are damaged.
    """
    decisions: list[Decision] = []
    reasons: dict[str, tuple[str, ...]] = {}
    tags: dict[str, tuple[str, ...]] = {}
    notes: dict[str, tuple[UserNote, ...]] = {}
    for record in records:
        found = found_in(record)
        decisions += found.decisions
        for where, what in ((reasons, found.reasons), (tags, found.tags)):
            if what:
                where[record.id] = what
        if found.notes:
            notes[record.id] = found.notes
    return Screening(records, tuple(decisions), reasons, tags, notes)
