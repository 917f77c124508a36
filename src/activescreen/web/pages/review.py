"""One's reviews, and the way into one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.review.overview import left_to_screen
from activescreen.review.people import membership
from activescreen.review.people.single_sign_on import is_connected
from activescreen.store.accounts_roles import Role
from activescreen.web.access import Looking, Managing, ServiceSettings, SignedInPerson
from activescreen.web.api.people import invitation_link
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/")
def reviews_page(
    request: Request,
    person: SignedInPerson,
    settings: ServiceSettings,
    restored: Annotated[list[int] | None, Query()] = None,
) -> Response:
    """One's reviews; after a backup was opened, what came out of it."""
    found = membership.own_reviews(settings.database, person.account)
    left = {
        each.review.id: left_to_screen(settings.database, settings.boards, each.review)
        for each in found
    }
    connected = is_connected(settings.database, person.account, settings.issuer)
    return render(
        request,
        "reviews.html.j2",
        person,
        reviews=found,
        left=left,
        connected=connected,
        restored=[each for each in found if each.review.id in (restored or ())],
    )


@router.get("/reviews/{review_id}")
def review_page(access: Looking) -> Response:
    """A review begins with what awaits whoever comes."""
    return RedirectResponse(f"/reviews/{access.review.id}/dashboard", 303)


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
    made, secret = membership.invite(settings.database, access, name, role, settings.clock())
    return render(
        request,
        "invited.html.j2",
        person,
        review=access.review,
        invitation=made,
        link=invitation_link(settings, secret),
        here_only=settings.here_only,
    )
