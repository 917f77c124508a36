"""The people of a review, and invitations."""

from __future__ import annotations

from fastapi import APIRouter, Response

from activescreen.review.people import membership
from activescreen.review.people.team import team_of
from activescreen.review.screening import shares
from activescreen.web.access import (
    AnyPerson,
    Id,
    Looking,
    Managing,
    Person,
    ServiceSettings,
    csrf_of,
    in_session,
    keep_session,
)
from activescreen.web.api.people_shapes import NewShares, SharesShape, TeamShape
from activescreen.web.api.shapes import (
    Acceptance,
    InvitationShape,
    MadeInvitation,
    MemberShape,
    NewInvitation,
    NewRole,
    SessionShape,
)
from activescreen.web.settings import Settings

router = APIRouter(tags=["people"])


@router.get("/reviews/{review_id}/people")
def list_people(access: Looking, settings: ServiceSettings) -> list[MemberShape]:
    """The people of a review."""
    return [MemberShape(**each._asdict()) for each in membership.members(settings.database, access)]


@router.put("/reviews/{review_id}/people/{account_id}", status_code=204)
def change_role(
    account_id: Id, given: NewRole, access: Managing, settings: ServiceSettings
) -> None:
    """Give a member another role."""
    membership.change_role(settings.database, access, account_id, given.role, settings.clock())


@router.delete("/reviews/{review_id}/people/{account_id}", status_code=204)
def dismiss(account_id: Id, access: Managing, settings: ServiceSettings) -> None:
    """Take a member's role away; what the person decided stays."""
    membership.dismiss(settings.database, access, account_id)


@router.get("/reviews/{review_id}/team")
def show_team(access: Looking, settings: ServiceSettings) -> TeamShape:
    """The people of a review with how much each has done; not what they said."""
    return TeamShape.of(team_of(settings.database, settings.boards, access))


@router.get("/reviews/{review_id}/shares")
def show_shares(access: Looking, settings: ServiceSettings) -> SharesShape:
    """Who screens which part of the records."""
    stated, counting = shares.look_at_shares(settings.database, access)
    return SharesShape(stated=stated, shares=counting)


@router.put("/reviews/{review_id}/shares")
def set_shares(given: NewShares, access: Managing, settings: ServiceSettings) -> SharesShape:
    """Part the records among people, or let whoever comes first take the next one."""
    shares.set_shares(settings.database, access, given.shares, settings.clock())
    return show_shares(access, settings)


@router.get("/reviews/{review_id}/invitations")
def list_invitations(access: Managing, settings: ServiceSettings) -> list[InvitationShape]:
    """The invitations that nobody accepted yet."""
    found = membership.open_invitations(settings.database, access)
    return [
        InvitationShape(
            id=each.id, name=each.name, role=each.role, created=each.created, expires=each.expires
        )
        for each in found
    ]


@router.post("/reviews/{review_id}/invitations", status_code=201)
def invite(given: NewInvitation, access: Managing, settings: ServiceSettings) -> MadeInvitation:
    """Invite a person; the link is shown this once."""
    made, secret = membership.invite(
        settings.database, access, given.name, given.role, settings.clock()
    )
    return MadeInvitation(
        id=made.id,
        name=made.name,
        role=made.role,
        created=made.created,
        expires=made.expires,
        link=invitation_link(settings, secret),
    )


@router.delete("/reviews/{review_id}/invitations/{invitation_id}", status_code=204)
def withdraw_invitation(invitation_id: Id, access: Managing, settings: ServiceSettings) -> None:
    """Make an invitation useless."""
    membership.withdraw(settings.database, access, invitation_id)


@router.post("/invitations/accept")
def accept(
    given: Acceptance, person: AnyPerson, settings: ServiceSettings, response: Response
) -> SessionShape:
    """Accept an invitation, with a password for a new account; the answer sets a cookie."""
    signed = membership.accept(
        settings.database,
        given.token,
        settings.clock(),
        password=given.password,
        signed_in=in_session(person),
    )
    keep_session(response, settings, signed)
    return _shape(Person(signed.account, signed.session))


def invitation_link(settings: Settings, secret: str) -> str:
    """The address at which an invitation is accepted."""
    return f"{settings.url}/join?token={secret}"


def _shape(person: Person) -> SessionShape:
    return SessionShape(
        name=person.account.name,
        administrator=person.account.administrator,
        has_password=person.account.has_password,
        csrf_token=csrf_of(person.session or ""),
    )
