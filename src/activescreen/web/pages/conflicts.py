"""Conflicts side by side, their discussion, and the forms that settle them.

Whatever a form says that is refused stands in it again, beneath what happened and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import Verdict
from activescreen.protocol import STAGES
from activescreen.review.conflicts import discussing
from activescreen.review.conflicts.resolving import CONSENSUS, Ruling, reopen, settle
from activescreen.review.conflicts.seen import conflict_seen, conflicts_seen
from activescreen.review.conflicts.standing import next_conflict
from activescreen.review.cursors import cursor_of, place_of
from activescreen.review.permissions import Access, Permission
from activescreen.store import Database
from activescreen.web.access import Looking, Person, ServiceSettings, SignedInPerson, allowed
from activescreen.web.pages.rendering import render
from activescreen.web.pages.screen import criteria_of
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/conflicts", include_in_schema=False)

RecordId = Annotated[str, Path(max_length=200)]
Stage = Literal["title_abstract", "full_text"]
StageAsked = Annotated[Stage, Query()]
Id = Annotated[str, Form(min_length=8, max_length=100, pattern="^[A-Za-z0-9._:-]+$")]
Word = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=20_000)]
Several = Annotated[list[str], Form(default_factory=list, max_length=20)]
Number = Annotated[int, Form(ge=1, le=2**31 - 1)]

_MAY_RESOLVE = Depends(allowed(Permission.RESOLVE))

_AT_ONCE: Final = 25
_BLANK: Final[Mapping[str, object]] = {
    "form": "",
    "text": "",
    "verdict": "",
    "failed_criteria": [],
    "reason": "",
    "note": "",
}
"""What stands in forms that nobody filled in yet."""


@router.get("")
def conflicts_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    stage: StageAsked = "title_abstract",
    cursor: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """The conflicts of a stage."""
    found = {
        name: conflicts_seen(
            settings.database,
            settings.boards,
            access,
            name,
            place_of(cursor) if name == stage else None,
            _AT_ONCE if name == stage else 1,
        )
        for name in STAGES
    }
    seen = found[stage]
    return render(
        request,
        "conflicts.html.j2",
        person,
        access=access,
        here="conflicts",
        stage=stage,
        seen=seen,
        totals={name: each.conflicts.total for name, each in found.items()},
        next=cursor_of(seen.conflicts.next),
        first=cursor is None,
    )


@router.get("/{record_id}")
def conflict_page(
    request: Request,
    record_id: RecordId,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    stage: StageAsked = "title_abstract",
) -> Response:
    """One record, with both sides and the discussion."""
    return _page(_Sent(request, settings, access, person, record_id, stage, ""))


@dataclass(frozen=True)
class _Sent:
    """A form that was sent about a record, by whom, and what makes it one and the same."""

    request: Request
    settings: Settings
    access: Access
    person: Person
    record_id: str
    stage: Stage
    entry_id: str

    def done(self, act: Callable[[], object], where: str, **typed: object) -> Response:
        """Do what the form asks, and go back to the page; or show why it was not done.

        Parameters
        ----------
        act
            Does it.
        where
            The part of the page to go to.
        **typed
            What stood in the form, which is shown again if it was not done.
        """
        try:
            act()
        except InputError as error:
            return _page(self, 422, error, typed)
        except LedgerError as error:
            return _page(self, 409, error, typed)
        review_id = self.access.review.id
        url = self.request.url_for("conflict_page", review_id=review_id, record_id=self.record_id)
        return RedirectResponse(f"{url.path}?stage={self.stage}&kept={self.entry_id}#{where}", 303)

    @property
    def now(self) -> datetime:
        """The time."""
        return self.settings.clock()

    @property
    def at(self) -> tuple[Database, Access, str, Stage]:
        """What use cases begin with."""
        return self.settings.database, self.access, self.record_id, self.stage


def _sent(
    request: Request,
    record_id: RecordId,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    entry_id: Id,
    stage: Annotated[Stage, Form()],
) -> _Sent:
    return _Sent(request, settings, access, person, record_id, stage, entry_id)


Sent = Annotated[_Sent, Depends(_sent)]


@router.post("/{record_id}/comments")
def comment_page(sent: Sent, text: Words = "") -> Response:
    """Say something."""
    return sent.done(
        lambda: discussing.comment(*sent.at, text, sent.entry_id, sent.now),
        "discussion",
        form="comment",
        text=text,
    )


@router.post("/{record_id}/proposals")
def propose_page(
    sent: Sent, failed_criteria: Several, verdict: Word = "", reason: Word = "", note: Words = ""
) -> Response:
    """Propose a verdict to the other raters."""
    given = _Said(verdict, failed_criteria, reason, note)
    return sent.done(
        lambda: discussing.propose(
            sent.settings.database, sent.access, given.ruling(sent), sent.now
        ),
        "together",
        form="proposal",
        **asdict(given),
    )


@router.post("/{record_id}/agreements")
def agree_page(sent: Sent, proposal: Number) -> Response:
    """Agree to what is proposed."""

    def act() -> None:
        done = discussing.agree(*sent.at, proposal, sent.entry_id, sent.now)
        if done.event is not None:
            sent.settings.trainer.wake(sent.access.review.id)

    return sent.done(act, "together")


@router.post("/{record_id}/withdrawals")
def withdraw_page(sent: Sent, proposal: Number) -> Response:
    """Take a proposal back, or that one agreed."""
    return sent.done(
        lambda: discussing.withdraw(*sent.at, proposal, sent.entry_id, sent.now), "together"
    )


@router.post("/{record_id}/resolution", dependencies=[_MAY_RESOLVE])
def resolve_page(
    sent: Sent, failed_criteria: Several, verdict: Word = "", reason: Word = "", note: Words = ""
) -> Response:
    """Settle the conflict."""
    given = _Said(verdict, failed_criteria, reason, note)

    def act() -> None:
        settle(sent.settings.database, sent.access, given.ruling(sent), sent.now)
        sent.settings.trainer.wake(sent.access.review.id)

    return sent.done(act, "state", form="resolution", **asdict(given))


@router.post("/{record_id}/reopening", dependencies=[_MAY_RESOLVE])
def reopen_page(sent: Sent, note: Words = "") -> Response:
    """Open a settled record again."""

    def act() -> None:
        given = Ruling(sent.entry_id, sent.record_id, sent.stage, Verdict.MAYBE, note=note)
        reopen(sent.settings.database, sent.access, given, sent.now)
        sent.settings.trainer.wake(sent.access.review.id)

    return sent.done(act, "state", form="reopening", note=note)


@dataclass(frozen=True)
class _Said:
    """A verdict as a form has it."""

    verdict: str
    failed_criteria: list[str]
    reason: str
    note: str

    def ruling(self, sent: _Sent) -> Ruling:
        """The verdict as the use cases take it."""
        if self.verdict not in (Verdict.INCLUDE, Verdict.EXCLUDE):
            raise InputError(
                "It is not said whether the record is included or excluded.",
                where="verdict",
                remedy="Choose one of the two.",
            )
        return Ruling(
            sent.entry_id,
            sent.record_id,
            sent.stage,
            Verdict(self.verdict),
            tuple(self.failed_criteria),
            self.reason,
            self.note,
        )


def _page(
    at: _Sent,
    status: int = 200,
    error: InputError | LedgerError | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    settings, access, stage = at.settings, at.access, at.stage
    seen = conflict_seen(settings.database, access, at.record_id, stage)
    following = next_conflict(settings.database, settings.boards, access, stage, at.record_id)
    protocol = access.review.protocol
    return render(
        at.request,
        "conflict.html.j2",
        at.person,
        status,
        access=access,
        here="conflicts",
        stage=stage,
        seen=seen,
        case=seen.case,
        following=following,
        elements=criteria_of(protocol),
        reasons=protocol.exclusion_reasons,
        consensus=CONSENSUS,
        error=error,
        typed={**_BLANK, **(typed or {})},
        new_id=_new_id,
    )


def _new_id() -> str:
    """What makes a form's request one and the same, however often it is sent."""
    return uuid4().hex
