"""Accounts, roles, sessions, sign-in links, API tokens and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the six tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("compared", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("administrator", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed", sa.Text),
        sa.Column("created", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("compared", name="uq_accounts_compared"),
    )
    op.create_table(
        "memberships",
        _number("review_id"),
        _number("account_id"),
        _text("role"),
        _text("since"),
        sa.PrimaryKeyConstraint("review_id", "account_id", name="pk_memberships"),
        _points_at("memberships", "review_id", "reviews"),
        _points_at("memberships", "account_id", "accounts"),
    )
    op.create_table(
        "sessions",
        _text("digest"),
        _number("account_id"),
        _text("created"),
        _text("expires"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        _points_at("sessions", "account_id", "accounts"),
    )
    op.create_table(
        "sign_in_links",
        _text("digest"),
        _number("account_id"),
        _text("expires"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_links"),
        _points_at("sign_in_links", "account_id", "accounts"),
    )
    op.create_table(
        "api_tokens",
        _number("id"),
        _number("account_id"),
        _text("name"),
        _text("digest"),
        _text("created"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("digest", name="uq_api_tokens_digest"),
        sa.UniqueConstraint("account_id", "name", name="uq_api_tokens_account_id_name"),
        _points_at("api_tokens", "account_id", "accounts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitations",
        _number("id"),
        _number("review_id"),
        _text("name"),
        _text("role"),
        _text("digest"),
        _number("invited_by"),
        _text("created"),
        _text("expires"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("digest", name="uq_invitations_digest"),
        _points_at("invitations", "review_id", "reviews"),
        _points_at("invitations", "invited_by", "accounts"),
        sqlite_autoincrement=True,
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _points_at(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")
