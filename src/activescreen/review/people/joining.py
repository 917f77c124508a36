"""Taking up an invitation, whatever the invited person signs in with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import AccessError, SignInError
from activescreen.store.accounts import Account, add_account, find_account
from activescreen.store.accounts_roles import (
    Invitation,
    find_invitation,
    remove_invitation,
    set_role,
)
from activescreen.store.reviews import Review, count, review_at


def take_part(
    connection: Connection,
    digest: str,
    now: datetime,
    signed_in: Account | None,
    password: Callable[[], str | None],
) -> Account:
    """Use up an invitation, and give its role to the account that is invited.

    Parameters
    ----------
    connection, digest, now
        Where, the digest of the invitation's secret, and the time.
    signed_in
        Who accepts; an invitation in the name of an account is for nobody else.
    password
        Gives the hash for a new account, or None if it is to have no password.

    Raises
    ------
    SignInError, AccessError, InputError
        If there is no such invitation or no more, it is another person's, or the password is none.
    """
    _, review = invitation_at(connection, digest, now)
    count(connection, review, lock=True)
    # Two clicks come here one after the other: the second finds it used up.
    invitation, review = invitation_at(connection, digest, now)
    account = find_account(connection, invitation.name)
    if account is None:
        account = add_account(connection, invitation.name, now.isoformat(), password=password())
    elif signed_in is None or signed_in.id != account.id:
        raise AccessError(
            f"This invitation is for the account '{account.name}'.",
            remedy="Sign in with that account, then open the link again. If it is not yours, "
            "ask for an invitation under another name.",
        )
    if not remove_invitation(connection, review.id, invitation.id):
        raise _no_invitation()
    set_role(connection, review.id, account.id, invitation.role, now.isoformat())
    return account


def invitation_at(connection: Connection, digest: str, now: datetime) -> tuple[Invitation, Review]:
    """An invitation that holds, and its review.

    Raises
    ------
    SignInError
        If there is none with this digest of its secret, or no more.
    """
    invitation = find_invitation(connection, digest, now)
    review = None if invitation is None else review_at(connection, invitation.review_id)
    if invitation is None or review is None:
        raise _no_invitation()
    return invitation, review


def _no_invitation() -> SignInError:
    return SignInError(
        "This invitation does not hold: it was accepted already, withdrawn, or is too old.",
        remedy="Ask an owner of the review for a new one.",
    )
