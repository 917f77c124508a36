"""What a team does besides deciding, and the records that people have in hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SQLITE_TRIGGER = """
CREATE TRIGGER journal_is_never_{done} BEFORE {what} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is appended to, never changed'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION refuse_to_change_journal() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is appended to, never changed'; END $$
"""
_POSTGRES_TRIGGER = """
CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_journal()
"""


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "journal",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record", sa.Integer),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        *_keys("journal", "number"),
        _points_at_records("journal"),
    )
    op.create_index("ix_journal_review_id_kind", "journal", ["review_id", "kind"])
    op.create_index("ix_journal_review_id_record", "journal", ["review_id", "record"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_TRIGGER.format(done="changed", what="UPDATE"))
        op.execute(_SQLITE_TRIGGER.format(done="removed", what="DELETE"))
    else:
        op.execute(_POSTGRES_FUNCTION)
        op.execute(_POSTGRES_TRIGGER)
    op.create_table(
        "leases",
        sa.Column("review_id", sa.Integer, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("draw", sa.Text, nullable=False),
        sa.Column("ranking_hash", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger),
        sa.Column("served", sa.Integer, nullable=False),
        sa.Column("expires", sa.Text, nullable=False),
        *_keys("leases", "stage", "record", "reviewer"),
        _points_at_records("leases"),
    )


def _keys(table: str, *columns: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("review_id", *columns, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=f"fk_{table}_review_id"),
    ]


def _points_at_records(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["review_id", "record"],
        ["records.review_id", "records.number"],
        name=f"fk_{table}_review_id_record",
    )
