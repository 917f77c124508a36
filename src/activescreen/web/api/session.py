"""Signing in and out, passwords, and one's API tokens."""

from __future__ import annotations

from fastapi import APIRouter, Response

from activescreen.review.people import signing_in
from activescreen.web.access import (
    BrowserPerson,
    Id,
    Person,
    ServiceSettings,
    SignedInPerson,
    csrf_of,
    drop_session,
    keep_session,
)
from activescreen.web.api.shapes import (
    Credentials,
    MadeToken,
    NewPassword,
    NewToken,
    SessionShape,
    TokenShape,
)

router = APIRouter(tags=["session"])


@router.get("/session")
def show_session(person: SignedInPerson) -> SessionShape:
    """Who is signed in."""
    return _session(person)


@router.post("/session")
def sign_in(given: Credentials, settings: ServiceSettings, response: Response) -> SessionShape:
    """Sign in with a name and a password; the answer sets a cookie."""
    signed = signing_in.sign_in_by_password(
        settings.database, given.name, given.password, settings.clock()
    )
    keep_session(response, settings, signed)
    return _session(Person(signed.account, signed.session))


@router.delete("/session", status_code=204)
def sign_out(person: BrowserPerson, settings: ServiceSettings, response: Response) -> None:
    """End this session."""
    signing_in.sign_out(settings.database, person.session or "")
    drop_session(response, settings)


@router.delete("/sessions", status_code=204)
def sign_out_everywhere(
    person: BrowserPerson, settings: ServiceSettings, response: Response
) -> None:
    """End all one's sessions, on every device, this one too; API tokens stay."""
    signing_in.sign_out_everywhere(settings.database, person.account)
    drop_session(response, settings)


@router.put("/password", status_code=204)
def change_password(given: NewPassword, person: BrowserPerson, settings: ServiceSettings) -> None:
    """Set one's password; all other sessions end."""
    signing_in.change_password(
        settings.database,
        person.account,
        given.current,
        given.new,
        person.session or "",
        settings.clock(),
    )


@router.get("/tokens")
def list_tokens(person: SignedInPerson, settings: ServiceSettings) -> list[TokenShape]:
    """One's API tokens."""
    found = signing_in.list_tokens(settings.database, person.account)
    return [TokenShape(**token._asdict()) for token in found]


@router.post("/tokens", status_code=201)
def make_token(given: NewToken, person: BrowserPerson, settings: ServiceSettings) -> MadeToken:
    """Make an API token; its secret is shown this once."""
    token, secret = signing_in.make_token(
        settings.database, person.account, given.name, settings.clock()
    )
    return MadeToken(**token._asdict(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: Id, person: BrowserPerson, settings: ServiceSettings) -> None:
    """Make an API token useless."""
    signing_in.revoke_token(settings.database, person.account, token_id)


def _session(person: Person) -> SessionShape:
    account, session = person.account, person.session
    return SessionShape(
        name=account.name,
        administrator=account.administrator,
        has_password=account.has_password,
        csrf_token=None if session is None else csrf_of(session),
    )
