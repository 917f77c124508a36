"""Rankings, registrations of random phases, and stop certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "rankings",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("model_hash", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("ranked_by", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("estimate", sa.Text),
        sa.Column("positions", sa.LargeBinary, nullable=False),
        sa.Column("scores", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("review_id", "number", name="pk_rankings"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_rankings_review_id"),
    )
    op.create_table(
        "registrations",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("waves", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        *_claim("registrations", "hash"),
    )
    op.create_table(
        "certificates",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("registration", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        *_claim("certificates", "digest"),
        sa.ForeignKeyConstraint(
            ["review_id", "registration"],
            ["registrations.review_id", "registrations.number"],
            name="fk_certificates_review_id_registration",
        ),
    )


def _claim(table: str, digest: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("review_id", "number", name=f"pk_{table}"),
        sa.UniqueConstraint("review_id", digest, name=f"uq_{table}_review_id_{digest}"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=f"fk_{table}_review_id"),
    ]
