"""Reviews, searches, records, duplicates and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE_TRIGGER = """
CREATE TRIGGER decisions_are_never_{done} BEFORE {what} ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are appended, never changed'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION refuse_to_change_decisions() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'decisions are appended, never changed'; END $$
"""
_POSTGRES_TRIGGER = """
CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_decisions()
"""


def upgrade() -> None:
    """Make the tables of the first revision."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("protocol", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("name", name="uq_reviews_name"),
    )
    op.create_table(
        "counters",
        _review(),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        *_keys("counters"),
    )
    _make_searches()
    _make_records()
    _make_duplicates()
    _make_decisions()


def _make_searches() -> None:
    op.create_table(
        "waves",
        _review(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        *_keys("waves", "number"),
        sa.UniqueConstraint("review_id", "name", name="uq_waves_review_id_name"),
    )
    op.create_table(
        "files",
        _review(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("original", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        *_keys("files", "number"),
        _points_at("files", "wave", "waves"),
    )


def _make_records() -> None:
    texts = (
        *("title", "abstract", "authors", "journal", "volume", "issue", "pages", "doi", "pmid"),
        *("keywords", "language", "kind", "source_file"),
    )
    op.create_table(
        "records",
        _review(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        sa.Column("file", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("year", sa.BigInteger),
        sa.Column("source_row", sa.BigInteger, nullable=False),
        sa.Column("source_line", sa.BigInteger),
        sa.Column("source_database", sa.Text),
        sa.Column("more", sa.LargeBinary, nullable=False),
        *_keys("records", "number"),
        sa.UniqueConstraint("review_id", "record_id", name="uq_records_review_id_record_id"),
        sa.UniqueConstraint("review_id", "place", name="uq_records_review_id_place"),
        _points_at("records", "wave", "waves"),
        _points_at("records", "file", "files"),
    )


def _make_duplicates() -> None:
    op.create_table(
        "duplicates",
        _review(),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("kept", sa.Integer, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        *_keys("duplicates", "record"),
        _points_at("duplicates", "record", "records"),
        _points_at("duplicates", "kept", "records"),
        _points_at("duplicates", "wave", "waves"),
    )
    op.create_table(
        "uncertain_pairs",
        _review(),
        sa.Column("one", sa.Integer, nullable=False),
        sa.Column("other", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        *_keys("uncertain_pairs", "one", "other"),
        _points_at("uncertain_pairs", "one", "records"),
        _points_at("uncertain_pairs", "other", "records"),
        _points_at("uncertain_pairs", "wave", "waves"),
    )


def _make_decisions() -> None:
    op.create_table(
        "decisions",
        _review(),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("draw", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("resolves", sa.Boolean, nullable=False),
        sa.Column("failed_criteria", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float(53)),
        sa.Column("ranking_hash", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger),
        sa.Column("at", sa.Text),
        sa.Column("received", sa.Text, nullable=False),
        *_keys("decisions", "sequence"),
        sa.UniqueConstraint("review_id", "event_id", name="uq_decisions_review_id_event_id"),
        _points_at("decisions", "record", "records"),
    )
    op.create_index("ix_decisions_review_id_record", "decisions", ["review_id", "record"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_TRIGGER.format(done="changed", what="UPDATE"))
        op.execute(_SQLITE_TRIGGER.format(done="removed", what="DELETE"))
    else:
        op.execute(_POSTGRES_FUNCTION)
        op.execute(_POSTGRES_TRIGGER)


def _review() -> sa.Column[int]:
    return sa.Column("review_id", sa.Integer, nullable=False)


def _keys(table: str, *columns: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("review_id", *columns, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=f"fk_{table}_review_id"),
    ]


def _points_at(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["review_id", column],
        [f"{target}.review_id", f"{target}.number"],
        name=f"fk_{table}_review_id_{column}",
    )
