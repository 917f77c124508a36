"""One's reviews, and a review at a glance."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from activescreen.review import people
from activescreen.review.overview import overview
from activescreen.review.permissions import Access, Permission
from activescreen.store.accounts_roles import Role
from activescreen.web.access import Looking, Managing, ServiceSettings, SignedInPerson
from activescreen.web.api.people import invitation_link
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/")
def reviews_page(request: Request, person: SignedInPerson, settings: ServiceSettings) -> Response:
    """One's reviews."""
    found = people.own_reviews(settings.database, person.account)
    return render(request, "reviews.html.j2", person, reviews=found)


@router.get("/reviews/{review_id}")
def review_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """A review at a glance."""
    return render(request, "review.html.j2", person, **_review(settings, access))


@router.post("/reviews/{review_id}/invitations")
def invite_page(
    request: Request,
    access: Managing,
    person: SignedInPerson,
    settings: ServiceSettings,
    name: Text,
    role: Annotated[Role, Form()],
) -> Response:
    """Invite a person, and show the link once."""
    made, secret = people.invite(settings.database, access, name, role, settings.clock())
    return render(
        request,
        "invited.html.j2",
        person,
        review=access.review,
        invitation=made,
        link=invitation_link(settings, secret),
    )


def _review(settings: Settings, access: Access) -> dict[str, Any]:
    manages = access.may(Permission.MANAGE)
    return {
        "seen": overview(settings.database, access.review.name),
        "access": access,
        "members": people.members(settings.database, access),
        "manages": manages,
        "invitations": people.open_invitations(settings.database, access) if manages else [],
        "roles": list(Role),
    }
