"""The people of a review: roles, shares of the work, invitations.

What a form says that is refused is told above it; nothing was changed then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import InputError, MissingError
from activescreen.protocol import STAGES
from activescreen.review.people import membership
from activescreen.review.people.team import team_of
from activescreen.review.permissions import Access, Permission
from activescreen.review.screening.shares import LARGEST, set_shares
from activescreen.store.accounts_roles import Role
from activescreen.web.access import Id, Looking, Managing, Person, ServiceSettings, SignedInPerson
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

Texts = Annotated[list[str], Form(default_factory=list, max_length=500)]

_DONE: Final = {
    "role": "The role is changed.",
    "dismissal": "The person has no part in the review any more. Others read what is left.",
    "withdrawal": "The invitation is withdrawn; its link leads nowhere.",
    "shares": "The shares are kept.",
}


@router.get("/people")
def people_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    done: str = "",
) -> Response:
    """The people of a review."""
    return _page(request, settings, access, person, done=_DONE.get(done, ""))


@router.post("/people/{account_id}/role")
def role_page(
    request: Request,
    account_id: Id,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    role: Annotated[Role, Form()],
) -> Response:
    """Give a member another role."""

    def said() -> None:
        membership.change_role(settings.database, access, account_id, role, settings.clock())

    return _done(request, settings, access, person, said, "role")


@router.post("/people/{account_id}/dismissal")
def dismissal_page(
    request: Request,
    account_id: Id,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
) -> Response:
    """Take a member's role away."""

    def said() -> None:
        membership.dismiss(settings.database, access, account_id)

    return _done(request, settings, access, person, said, "dismissal")


@router.post("/invitations/{invitation_id}/withdrawal")
def withdrawal_page(
    request: Request,
    invitation_id: Id,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
) -> Response:
    """Make an invitation useless."""

    def said() -> None:
        membership.withdraw(settings.database, access, invitation_id)

    return _done(request, settings, access, person, said, "withdrawal")


@router.post("/shares")
def shares_page(
    request: Request,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    name: Texts,
    weight: Texts,
    by: Annotated[str, Form(max_length=20)] = "first",
) -> Response:
    """Part the work, or let whoever comes first take the next record."""

    def said() -> None:
        given = None if by == "first" else _weights(name, weight)
        set_shares(settings.database, access, given, settings.clock())

    typed = dict(zip(name, weight, strict=False)) if by == "share" else {}
    return _done(request, settings, access, person, said, "shares", typed)


def _weights(names: list[str], weights: list[str]) -> dict[str, float]:
    given = {}
    for name, text in zip(names, weights, strict=False):
        try:
            given[name] = float(text.strip().rstrip("%").replace(",", ".") or 0)
        except ValueError as error:
            raise InputError(
                f"'{text[:40]}' is no number.",
                where=f"share of '{name}'",
                remedy="Write a number for each person; 0 for nothing.",
            ) from error
    return given


def _done(
    request: Request,
    settings: Settings,
    access: Access,
    person: Person,
    said: Callable[[], None],
    what: str,
    typed: dict[str, str] | None = None,
) -> Response:
    try:
        said()
    except (InputError, MissingError) as error:
        return _page(request, settings, access, person, error=error, typed=typed)
    return RedirectResponse(f"/reviews/{access.review.id}/people?done={what}", 303)


def _page(
    request: Request,
    settings: Settings,
    access: Access,
    person: Person,
    *,
    done: str = "",
    error: InputError | MissingError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    manages = access.may(Permission.MANAGE)
    status = 200 if error is None else 404 if isinstance(error, MissingError) else 422
    return render(
        request,
        "people.html.j2",
        person,
        status,
        access=access,
        here="people",
        team=team_of(settings.database, settings.boards, access),
        stages=STAGES,
        needed=access.review.protocol.votes_per_record,
        manages=manages,
        invitations=membership.open_invitations(settings.database, access) if manages else [],
        roles=list(Role),
        largest=LARGEST,
        done=done,
        error=error,
        typed=typed or {},
    )
