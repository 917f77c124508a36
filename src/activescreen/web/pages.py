"""The pages: signing in, one's reviews, and a review at a glance. They hold no script."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from activescreen.errors import SignInError, WaitError
from activescreen.review import people, signing_in
from activescreen.review.overview import overview
from activescreen.review.permissions import Access, Permission
from activescreen.stopping.wording import percent, stage_in_words
from activescreen.store.accounts_roles import Role
from activescreen.web.access import (
    AnyPerson,
    BrowserPerson,
    Looking,
    Managing,
    Person,
    ServiceSettings,
    SignedInPerson,
    drop_session,
    keep_session,
)
from activescreen.web.api.people import invitation_link
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)

_NO_PAGES: Final = ("/api/", "/openapi.json", "/static/")

Text = Annotated[str, Form(max_length=1000)]


def is_page(request: Request) -> bool:
    """Whether whoever asks wants to read a page, and not data."""
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not request.url.path.startswith(_NO_PAGES)


def render(
    request: Request, template: str, person: Person | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page from a template.

    Parameters
    ----------
    request, template
        What was asked, and the template's file name.
    person
        Who is signed in.
    status
        The HTTP status.
    **values
        What the page shows. A missing one is an error, not a gap.
    """
    page = _environment().get_template(template)
    text = page.render(person=person, path=request.url.path, **values)
    return HTMLResponse(text.encode("utf-8", "replace"), status)


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


@router.get("/sign-in")
async def sign_in_page(
    request: Request, person: AnyPerson, settings: ServiceSettings, token: str = ""
) -> Response:
    """Sign in by a link, or ask for name and password."""
    if token:
        signed = await run_in_threadpool(
            signing_in.sign_in_by_link, settings.database, token, settings.clock()
        )
        return _signed_in(settings, signed)
    if person is not None:
        return RedirectResponse("/", 303)
    return render(request, "sign_in.html.j2", error=None, name="")


@router.post("/sign-in")
def sign_in(
    request: Request, settings: ServiceSettings, name: Text = "", password: Text = ""
) -> Response:
    """Sign in with a name and a password."""
    try:
        signed = signing_in.sign_in_by_password(settings.database, name, password, settings.clock())
    except (SignInError, WaitError) as error:
        return render(request, "sign_in.html.j2", status=401, error=error, name=name)
    return _signed_in(settings, signed)


@router.post("/sign-out")
def sign_out(person: BrowserPerson, settings: ServiceSettings) -> Response:
    """End this session."""
    signing_in.sign_out(settings.database, person.session or "")
    answer = RedirectResponse("/sign-in", 303)
    drop_session(answer, settings)
    return answer


@router.get("/join")
def join_page(
    request: Request, person: AnyPerson, settings: ServiceSettings, token: str = ""
) -> Response:
    """What an invitation is to."""
    invited = people.look_at_invitation(settings.database, token, settings.clock())
    return render(request, "join.html.j2", person, invited=invited, token=token)


@router.post("/join")
def join(
    person: AnyPerson, settings: ServiceSettings, token: Text, password: Text = ""
) -> Response:
    """Accept an invitation."""
    signed = people.accept(
        settings.database,
        token,
        settings.clock(),
        password=password,
        signed_in=None if person is None else person.account,
    )
    return _signed_in(settings, signed)


def _signed_in(settings: Settings, signed: signing_in.SignedIn) -> Response:
    answer = RedirectResponse("/", 303)
    keep_session(answer, settings, signed)
    return answer


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


def _day(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%-d %B %Y")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("activescreen.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": lambda number: f"{number:,}",
        "day": _day,
        "stage": lambda name: stage_in_words(name).capitalize(),
        "percent": percent,
    }
    return environment
