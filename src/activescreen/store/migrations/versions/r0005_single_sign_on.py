"""Identities at a provider of single sign-on, and sign-ins that were begun there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
        sa.UniqueConstraint("issuer", "account_id", name="uq_identities_issuer_account_id"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_identities_account_id"),
    )
    op.create_table(
        "sign_on_attempts",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("invitation", sa.Text),
        sa.Column("expires", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_on_attempts"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sign_on_attempts_account_id"
        ),
    )
