"""What each role may do in a review, and the one place that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activescreen.errors import AccessError, MissingError
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role, role_of
from activescreen.store.database import Database
from activescreen.store.reviews import Review, review_at


class Permission(StrEnum):
    """What may be done in a review."""

    LOOK = "look"
    SCREEN = "screen"
    RESOLVE = "resolve"
    RETRIEVE = "retrieve"
    IMPORT = "import"
    MANAGE = "manage"


PERMISSIONS: Final = {
    Role.OWNER: frozenset(Permission),
    Role.REVIEWER: frozenset({Permission.LOOK, Permission.SCREEN, Permission.RETRIEVE}),
    Role.ADJUDICATOR: frozenset({Permission.LOOK, Permission.RESOLVE, Permission.RETRIEVE}),
    Role.OBSERVER: frozenset({Permission.LOOK}),
}

_IN_WORDS: Final = {
    Permission.LOOK: "look at it",
    Permission.SCREEN: "decide on records",
    Permission.RESOLVE: "settle conflicts",
    Permission.RETRIEVE: "work on full texts",
    Permission.IMPORT: "import records or decide on duplicates",
    Permission.MANAGE: "change how the review is done, or who takes part",
}


@dataclass(frozen=True, slots=True)
class Access:
    """A person at work in a review, with a role that allows it.

    Attributes
    ----------
    account, review, role
        Who, where, and as what.
    """

    account: Account
    review: Review
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether the role allows something."""
        return permission in PERMISSIONS[self.role]


def role_in(given: Role | None, account: Account) -> Role | None:
    """The role that counts: the one that was given, else that of an administrator."""
    return given or (Role.OWNER if account.administrator else None)


def access_to(
    database: Database, account: Account, review_id: int, permission: Permission
) -> Access:
    """Let a person into a review for something.

    Raises
    ------
    AccessError
        If the person's role does not allow it. To someone without a role, a review that is not
        there is told in the same words, so that names and numbers cannot be guessed.
    MissingError
        If there is no such review, to an administrator.
    """
    with database.reading() as connection:
        review = review_at(connection, review_id)
        role = role_in(role_of(connection, review_id, account), account)
    if role is None:
        raise AccessError(
            "You have no part in a review of this number.",
            remedy="Ask an owner of the review to invite you.",
        )
    if review is None:
        raise MissingError(
            "There is no review of this number.", remedy="Go to the list of reviews."
        )
    access = Access(account, review, role)
    if not access.may(permission):
        raise AccessError(
            f"As {role} of this review you may not {_IN_WORDS[permission]}.",
            remedy="Ask an owner of the review for another role.",
        )
    return access


def may_make_reviews(account: Account) -> None:
    """Let an administrator make a review.

    Raises
    ------
    AccessError
        To everyone else.
    """
    if not account.administrator:
        raise AccessError(
            "Only who runs the installation may make a review.",
            remedy="Ask an administrator to make it and to invite you as its owner.",
        )
