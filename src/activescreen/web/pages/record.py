"""One record with its history, and what one may say of it: a vote, tags, a merge.

What a form says that is refused stands in it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import (
    ActiveScreenError,
    InputError,
    LedgerError,
    MissingError,
    SettledError,
    StoppingError,
)
from activescreen.ledger import Decision, Verdict
from activescreen.reports.rank_chart import Stood, rank_svg
from activescreen.review.duplicates.merging import merge
from activescreen.review.duplicates.naming import UnclearError, record_meant
from activescreen.review.permissions import Access, Permission
from activescreen.review.records.history import History, record_history
from activescreen.review.records.tagging import set_tags
from activescreen.review.screening.voting import Vote, vote
from activescreen.web.access import (
    Importing,
    Looking,
    Person,
    Screening,
    ServiceSettings,
    SignedInPerson,
)
from activescreen.web.pages.rendering import render
from activescreen.web.pages.screen import criteria_of
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

RecordId = Annotated[str, Path(max_length=200)]
Word = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=20_000)]
Several = Annotated[list[str], Form(default_factory=list, max_length=20)]

_REFUSALS: Final = (InputError, LedgerError, StoppingError)
_STATUS: Final = {
    InputError: 422,
    MissingError: 404,
    UnclearError: 422,
    LedgerError: 409,
    SettledError: 409,
    StoppingError: 409,
}
_DONE: Final = {"vote": "Your vote is kept.", "tags": "Your tags are kept."}


@router.get("/records/{record_id}")
def record_page(
    request: Request,
    record_id: RecordId,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    done: str = "",
) -> Response:
    """One record with everything that the person may see of it."""
    return _page(request, settings, access, person, record_id, done=_DONE.get(done, ""))


@router.get("/records/{record_id}/ranks.svg")
def rank_picture(record_id: RecordId, access: Looking, settings: ServiceSettings) -> Response:
    """Its rank over time; a picture of its own, so that the page need not wait for it."""
    history = record_history(settings.database, settings.boards, access, record_id)
    if not history.ranks:
        raise MissingError(
            "There is no rank of this record to draw.", remedy="The page of the record says why."
        )
    stood = tuple(Stood(each.ranking.events, each.rank + 1) for each in history.ranks)
    picture = rank_svg(stood, max(each.ranked for each in history.ranks))
    return Response(picture, media_type="image/svg+xml")


@router.post("/records/{record_id}/vote")
def vote_page(
    request: Request,
    record_id: RecordId,
    access: Screening,
    person: SignedInPerson,
    settings: ServiceSettings,
    event_id: Annotated[str, Form(min_length=8, max_length=100, pattern="^[A-Za-z0-9._:-]+$")],
    failed_criteria: Several,
    stage: Word = "title_abstract",
    verdict: Word = "",
    reason: Word = "",
    note: Words = "",
) -> Response:
    """Vote on the record, or vote otherwise than before."""

    def said() -> None:
        if verdict not in list(Verdict):
            raise InputError("No verdict was chosen.", remedy="Choose one, then send it again.")
        given = Vote(
            event_id,
            record_id,
            Verdict(verdict),
            tuple(failed_criteria),
            reason.strip(),
            note,
            stage=stage,
        )
        kept = vote(settings.database, settings.boards, access, given, settings.clock())
        if not kept.repeated:
            settings.trainer.wake(access.review.id)

    typed = {
        "stage": stage,
        "verdict": verdict,
        "failed_criteria": failed_criteria,
        "reason": reason,
        "note": note,
    }
    return _done(request, settings, access, person, record_id, said, "vote", typed)


@router.post("/records/{record_id}/tags")
def tags_page(
    request: Request,
    record_id: RecordId,
    access: Screening,
    person: SignedInPerson,
    settings: ServiceSettings,
    tags: Words = "",
) -> Response:
    """Put tags on the record, which commas part."""

    def said() -> None:
        given = tags.replace("\n", ",").split(",")
        set_tags(settings.database, settings.boards, access, record_id, given, settings.clock())

    return _done(request, settings, access, person, record_id, said, "tags", {"tags": tags})


@router.post("/merges")
def merge_page(
    request: Request,
    access: Importing,
    person: SignedInPerson,
    settings: ServiceSettings,
    kept: Annotated[str, Form(max_length=200)],
    merged: Word,
) -> Response:
    """Merge another record into this one; the other is named by id, title, DOI or PubMed id."""
    database, here = settings.database, kept.strip()
    try:
        meant = record_meant(database, access, merged)
        done = merge(database, access, here, meant, settings.clock())
    except _REFUSALS as error:
        typed = {"merged": merged}
        return _page(request, settings, access, person, here, error=error, typed=typed)
    settings.trainer.wake(access.review.id)
    return RedirectResponse(f"/reviews/{access.review.id}/records/{done.kept}", 303)


def _done(
    request: Request,
    settings: Settings,
    access: Access,
    person: Person,
    record_id: str,
    said: Callable[[], None],
    what: str,
    typed: Mapping[str, Any],
) -> Response:
    try:
        said()
    except _REFUSALS as error:
        return _page(request, settings, access, person, record_id, error=error, typed=typed)
    address = request.url.path.rpartition("/")[0]
    return RedirectResponse(f"{address}?done={what}#{what}", 303)


def _page(
    request: Request,
    settings: Settings,
    access: Access,
    person: Person,
    record_id: str,
    *,
    done: str = "",
    error: ActiveScreenError | None = None,
    typed: Mapping[str, Any] | None = None,
) -> Response:
    history = record_history(settings.database, settings.boards, access, record_id)
    protocol = access.review.protocol
    return render(
        request,
        "record.html.j2",
        person,
        200 if error is None else _STATUS[type(error)],
        access=access,
        here="records",
        history=history,
        record=history.line.record,
        forms=_votes(history, access),
        elements=criteria_of(protocol),
        reasons=protocol.exclusion_reasons,
        include_terms=protocol.include_terms,
        exclude_terms=protocol.exclude_terms,
        may_merge=access.may(Permission.IMPORT),
        may_tag=access.may(Permission.SCREEN),
        done=done,
        error=error,
        typed=typed or {},
        candidates=error.candidates if isinstance(error, UnclearError) else (),
        new_id=lambda: str(uuid4()),
    )


def _votes(history: History, access: Access) -> dict[str, Decision | None]:
    """Stage -> one's last vote, at the stages at which one may vote or vote otherwise."""
    if not access.may(Permission.SCREEN) or history.kept is not None:
        return {}
    mine = {
        event.stage: event
        for event in history.events
        if event.reviewer == access.account.name and not event.resolves
    }
    return {
        stage: mine.get(stage)
        for stage, (_, votes) in history.stages.items()
        if not votes.settled and (stage in mine or votes.given < votes.needed)
    }
