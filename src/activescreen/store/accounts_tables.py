"""The tables of the people who work on reviews.

No secret is in them: of a password there is an Argon2 hash, and of a session, a token, a link or a
sign-in that was begun elsewhere the SHA-256 digest, from which it cannot be found. They belong to
an installation and not to a review, so a backup of a review has none of them.

``accounts.name`` is the name under which a person's decisions are kept. ``accounts.compared`` is
its form in which two names are told apart, so that nobody passes for another by a capital letter.
Numbers of tokens and invitations are never given twice: a page that is out of date would revoke
another one.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from activescreen.store.tables import metadata
from activescreen.store.text import AnyText


def _account_id(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "account_id", Integer, ForeignKey("accounts.id"), nullable=False, primary_key=primary_key
    )


accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("compared", AnyText, nullable=False, unique=True),
    Column("password", Text),
    Column("administrator", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failed", Text),
    Column("created", Text, nullable=False),
)

memberships: Final = Table(
    "memberships",
    metadata,
    Column("review_id", Integer, ForeignKey("reviews.id"), primary_key=True),
    _account_id(primary_key=True),
    Column("role", Text, nullable=False),
    Column("since", Text, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    _account_id(),
    Column("created", Text, nullable=False),
    Column("expires", Text, nullable=False),
)

# A link signs in once: the row is removed by whoever uses it first.
sign_in_links: Final = Table(
    "sign_in_links",
    metadata,
    Column("digest", Text, primary_key=True),
    _account_id(),
    Column("expires", Text, nullable=False),
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    _account_id(),
    Column("name", AnyText, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("created", Text, nullable=False),
    UniqueConstraint("account_id", "name"),
    sqlite_autoincrement=True,
)

# ``name`` is the name that the invited person will work under; ``invited_by`` an account.
invitations: Final = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("review_id", Integer, ForeignKey("reviews.id"), nullable=False),
    Column("name", AnyText, nullable=False),
    Column("role", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("invited_by", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("created", Text, nullable=False),
    Column("expires", Text, nullable=False),
    sqlite_autoincrement=True,
)

# Who a person is at a provider of single sign-on. An identity has one account, and an account one
# identity at each provider.
identities: Final = Table(
    "identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    _account_id(),
    Column("since", Text, nullable=False),
    UniqueConstraint("issuer", "account_id"),
)

# A sign-in that a browser began at the provider. ``account_id`` is the account that is to be
# connected, ``invitation`` the digest of the invitation that is to be accepted. Used once.
sign_on_attempts: Final = Table(
    "sign_on_attempts",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id")),
    Column("invitation", Text),
    Column("expires", Text, nullable=False),
)
