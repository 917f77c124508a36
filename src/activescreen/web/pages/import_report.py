"""One search beside those before: what it says anew, and whether its records look alike."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from activescreen.review.imports.beside_earlier import beside_earlier
from activescreen.review.imports.changes import Change, changes_of
from activescreen.review.imports.versions import Field
from activescreen.review.records.states import State
from activescreen.web.access import Id, Looking, ServiceSettings, SignedInPerson
from activescreen.web.api.drift import statement_of
from activescreen.web.pages.comparing import Compared, pieces_of
from activescreen.web.pages.rendering import render

router = APIRouter(prefix="/reviews/{review_id}/imports/{number}", include_in_schema=False)

FIELDS: Final = {
    Field.RETRACTION: "Retraction",
    Field.CONCERN: "Expression of concern",
    Field.CORRECTION: "Correction",
    Field.TITLE: "Title",
    Field.ABSTRACT: "Abstract",
    Field.YEAR: "Year",
    Field.JOURNAL: "Journal",
    Field.DOI: "DOI",
}
_STATES: Final = {
    State.UNREAD: "not read yet",
    State.WAITING: "being screened",
    State.UNDECIDED: "being screened",
    State.INCLUDED: "included",
    State.EXCLUDED: "excluded",
}
_PARTS: Final = ("lowest", "second", "middle", "fourth", "highest")
_ON_A_PAGE: Final = 20
WAIT: Final = 2.0
"""Seconds that the page waits for the comparison; then it comes without it."""


class ChangedRecord(NamedTuple):
    """A record, how far it is, and what a search says anew of it."""

    id: str
    title: str
    state: str
    fields: list[Compared]


@router.get("")
def report_page(
    request: Request,
    number: Id,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """What a search says anew of known records, and whether its own look like those before."""
    database, boards, name = settings.database, settings.boards, access.review.name
    found = changes_of(database, boards, name, number)
    beside = beside_earlier(database, boards, name, number, WAIT)
    records = _by_record(found.changes)
    first = (page - 1) * _ON_A_PAGE
    return render(
        request,
        "import_changes.html.j2",
        person,
        access=access,
        here="imports",
        found=found,
        names=FIELDS,
        beside=beside,
        statement="" if beside.drift is None else statement_of(beside.drift),
        parts=_PARTS,
        records=[_shown(each) for each in records[first : first + _ON_A_PAGE]],
        page=page,
        pages=-(-len(records) // _ON_A_PAGE),
    )


def _by_record(changes: tuple[Change, ...]) -> list[list[Change]]:
    """The changes of each record together, in the order of what matters most of each."""
    order = {each.record_id: at for at, each in reversed(list(enumerate(changes)))}
    together = sorted(changes, key=lambda each: order[each.record_id])
    return [list(each) for _, each in groupby(together, key=lambda each: each.record_id)]


def _shown(changes: list[Change]) -> ChangedRecord:
    fields = []
    for each in changes:
        said = each.said
        differs = bool(said.before)
        pieces = pieces_of(said.before, said.after, in_words=differs)
        fields.append(Compared(FIELDS[said.field], *pieces, differs))
    one = changes[0]
    return ChangedRecord(one.record_id, one.title, _STATES[one.state], fields)
