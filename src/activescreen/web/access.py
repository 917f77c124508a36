"""Who asks, and whether they may: the dependencies that every route stands on."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from activescreen.errors import AccessError, SignInError
from activescreen.review.people.signing_in import SESSION_LASTS, SignedIn, session_of, token_of
from activescreen.review.permissions import Access, Permission, access_to, may_make_reviews
from activescreen.store import Account, Database
from activescreen.web.guard import SAFE
from activescreen.web.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
_FORM = "application/x-www-form-urlencoded"

Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Attributes
    ----------
    account
        The account.
    session
        The secret of the session; None for a program with an API token.
    """

    account: Account
    session: str | None

    @property
    def csrf(self) -> str:
        """What a page of ours knows and a page of another site does not."""
        return csrf_of(self.session or "")


def in_session(person: Person | None) -> Account | None:
    """Who is signed in with a session: a token, which may do less, must not become one."""
    return None if person is None or person.session is None else person.account


def csrf_of(session: str) -> str:
    """The CSRF token that belongs to a session; it tells nothing of the session's secret."""
    return hmac.new(session.encode(), b"csrf", hashlib.sha256).hexdigest()


def settings_of(request: Request) -> Settings:
    """The settings of the service."""
    settings: Settings = request.app.state.settings
    return settings


def database_of(request: Request) -> Database:
    """The database of the service."""
    return settings_of(request).database


async def known(request: Request) -> Person | None:
    """Who asks, if anybody is signed in; requests that change something prove where they are from.

    Raises
    ------
    SignInError
        If there is an API token that is none.
    AccessError
        If a request with a cookie does not carry the session's CSRF token.
    """
    person = await _asking(request)
    if person is not None and person.session is not None and request.method not in SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not given and request.headers.get("content-type", "").startswith(_FORM):
            given = str((await request.form()).get(CSRF_FIELD, ""))
        _check_csrf(person, given)
    return person


async def _asking(request: Request) -> Person | None:
    settings = settings_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        account = None
        if scheme.lower() == "bearer":
            account = await run_in_threadpool(token_of, settings.database, token.strip())
        if account is None:
            raise SignInError("This API token is none, or was revoked.", remedy="Make another one.")
        return Person(account, None)
    session = request.cookies.get(settings.cookie)
    if not session:
        return None
    account = await run_in_threadpool(session_of, settings.database, session, settings.clock())
    return None if account is None else Person(account, session)


async def signed_in(person: Annotated[Person | None, Depends(known)]) -> Person:
    """Who asks; somebody must be signed in.

    Raises
    ------
    SignInError
        If nobody is.
    """
    if person is None:
        raise _nobody()
    return person


async def in_a_browser(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """Who asks, in a session: a token cannot make or revoke tokens, nor change a password.

    Raises
    ------
    AccessError
        If a program asks with an API token.
    """
    if person.session is None:
        raise AccessError(
            "An API token is not enough for this.", remedy="Sign in with your name and password."
        )
    return person


def allowed(permission: Permission) -> Callable[..., Coroutine[Any, Any, Access]]:
    """The dependency that lets people into a review, and the only one that does.

    Parameters
    ----------
    permission
        What the route is for.
    """

    async def access(
        request: Request, review_id: Id, person: Annotated[Person, Depends(signed_in)]
    ) -> Access:
        database = database_of(request)
        return await run_in_threadpool(access_to, database, person.account, review_id, permission)

    return access


@dataclass(frozen=True)
class SentForm:
    """A form with files, from a page.

    Attributes
    ----------
    person, access
        Who sent it, let into a review for it.
    form
        Its fields and files.
    """

    person: Person
    access: Access
    form: FormData


def allowed_by_form(
    permission: Permission, most_files: int, most_fields: int
) -> Callable[..., AsyncIterator[SentForm]]:
    """As `allowed`, for a form with files, whose CSRF token is a field of it.

    The form is read only for who may do what it is for, since it is large.

    Parameters
    ----------
    permission
        What the route is for.
    most_files, most_fields
        How much the form may hold; the token is one of the fields.
    """

    async def sent(request: Request, review_id: Id) -> AsyncIterator[SentForm]:
        person = await _asking(request)
        if person is None:
            raise _nobody()
        access = await run_in_threadpool(
            access_to, database_of(request), person.account, review_id, permission
        )
        async with _checked_form(request, person, most_files, most_fields) as form:
            yield SentForm(person, access, form)

    return sent


@dataclass(frozen=True)
class PersonsForm:
    """A form with files that is about no review, and who sent it."""

    person: Person
    form: FormData


async def administrators_form(request: Request) -> AsyncIterator[PersonsForm]:
    """A form with one file from who runs the installation; read for nobody else.

    Raises
    ------
    SignInError
        If nobody is signed in.
    AccessError
        If it is someone else, or the form does not carry the session's CSRF token.
    """
    person = await _asking(request)
    if person is None:
        raise _nobody()
    may_make_reviews(person.account)
    async with _checked_form(request, person, 1, 2) as form:
        yield PersonsForm(person, form)


@asynccontextmanager
async def _checked_form(
    request: Request, person: Person, most_files: int, most_fields: int
) -> AsyncIterator[FormData]:
    async with request.form(max_files=most_files, max_fields=most_fields) as form:
        if person.session is not None:
            token = request.headers.get(CSRF_HEADER) or str(form.get(CSRF_FIELD, ""))
            _check_csrf(person, token)
        yield form


def keep_session(response: Response, settings: Settings, signed: SignedIn) -> None:
    """Give the browser the session's cookie."""
    response.set_cookie(
        settings.cookie,
        signed.session,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def drop_session(response: Response, settings: Settings) -> None:
    """Take the cookie away."""
    response.delete_cookie(
        settings.cookie, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )


def _check_csrf(person: Person, given: str) -> None:
    if not hmac.compare_digest(given.encode("utf-8", "replace"), person.csrf.encode()):
        raise AccessError(
            "The request does not show that it comes from a page of this service.",
            remedy="Reload the page and try again. Programs use an API token.",
        )


def _nobody() -> SignInError:
    return SignInError(
        "Nobody is signed in, or the session is over.",
        remedy="Sign in again. Nothing that was acknowledged is lost.",
    )


SignedInPerson = Annotated[Person, Depends(signed_in)]
BrowserPerson = Annotated[Person, Depends(in_a_browser)]
AnyPerson = Annotated[Person | None, Depends(known)]
Looking = Annotated[Access, Depends(allowed(Permission.LOOK))]
Screening = Annotated[Access, Depends(allowed(Permission.SCREEN))]
Resolving = Annotated[Access, Depends(allowed(Permission.RESOLVE))]
Retrieving = Annotated[Access, Depends(allowed(Permission.RETRIEVE))]
Importing = Annotated[Access, Depends(allowed(Permission.IMPORT))]
Managing = Annotated[Access, Depends(allowed(Permission.MANAGE))]
ServiceSettings = Annotated[Settings, Depends(settings_of)]
