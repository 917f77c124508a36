"""The pilot: what everyone screens first, and how far they agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import InputError, LedgerError
from activescreen.review.permissions import Access, Permission
from activescreen.review.pilot.piloting import LARGEST, NewPilot, begin_pilot, open_gate
from activescreen.review.pilot.seen import pilots_seen
from activescreen.web.access import Looking, Managing, Person, ServiceSettings, SignedInPerson
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/pilot", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=10_000)]

_BLANK: Final[Mapping[str, object]] = {"form": "", "size": "", "raters": None, "note": ""}
"""What stands in forms that nobody filled in yet."""


@dataclass(frozen=True)
class _Asked:
    """Who asks for the page, or sent one of its forms."""

    request: Request
    settings: Settings
    access: Access
    person: Person

    def done(self, act: Callable[[], object], **typed: object) -> Response:
        """Do what a form asks, and go back to the page; or show why it was not done."""
        try:
            act()
        except InputError as error:
            return _page(self, 422, error, typed)
        except LedgerError as error:
            return _page(self, 409, error, typed)
        return RedirectResponse(f"/reviews/{self.access.review.id}/pilot", 303)


@router.get("")
def pilot_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """The pilots of a review."""
    return _page(_Asked(request, settings, access, person))


@router.post("")
def begin_page(
    request: Request,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    raters: Annotated[list[str], Form(default_factory=list, max_length=100)],
    after: Annotated[int, Form(ge=0, le=10_000)],
    size: Annotated[str, Form(max_length=20)] = "",
    anew: Annotated[bool, Form()] = False,
) -> Response:
    """Begin a pilot."""
    asked = _Asked(request, settings, access, person)

    def act() -> None:
        if not raters:
            raise InputError(
                "Nobody was chosen to screen the pilot.",
                where="raters",
                remedy="Choose who screens it.",
            )
        wanted = NewPilot(after, _number(size), tuple(raters), anew=anew)
        begin_pilot(settings.database, settings.boards, access, wanted, settings.clock())

    return asked.done(act, form="begin", size=size, raters=raters)


@router.post("/{number}/gate")
def gate_page(
    request: Request,
    number: Number,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    note: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Let the team go on."""
    asked = _Asked(request, settings, access, person)
    return asked.done(
        lambda: open_gate(settings.database, access, number, note, settings.clock()),
        form="gate",
        note=note,
    )


def _page(
    asked: _Asked,
    status: int = 200,
    error: InputError | LedgerError | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    access = asked.access
    seen = pilots_seen(asked.settings.database, access)
    newest = seen.pilots[-1] if seen.pilots else None
    return render(
        asked.request,
        "pilot.html.j2",
        asked.person,
        status,
        access=access,
        here="pilot",
        seen=seen,
        newest=newest,
        earlier=seen.pilots[-2::-1],
        protocol=access.review.protocol,
        manages=access.may(Permission.MANAGE),
        me=access.account.name,
        largest=LARGEST,
        error=error,
        typed={**_BLANK, **(typed or {})},
    )


def _number(text: str) -> int:
    """The number of records that a form asks for."""
    if not text.strip().isdecimal():
        raise InputError(
            f"'{text}' is no number of records.",
            where="size",
            remedy=f"Give one from 1 to {LARGEST}; 15 are usual.",
        )
    return int(text)
