"""The tables of a team's reviews.

Everything that belongs to a review has a key of two parts: the review's number, and a number that
counts within it. A backup is therefore rows without the first part, and opens under any other.

People are known by name: ``decisions.reviewer``. Accounts, when there are any, will point at these
names, so that decisions need no change when someone gets or loses an account.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from activescreen.store.text import AnyText

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _review_id() -> Column[int]:
    return Column("review_id", Integer, ForeignKey("reviews.id"), primary_key=True)


def _number(name: str = "number") -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _points_at(table: str, *columns: str, target: str = "number") -> list[ForeignKeyConstraint]:
    return [
        ForeignKeyConstraint(["review_id", column], [f"{table}.review_id", f"{table}.{target}"])
        for column in columns
    ]


reviews: Final = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", AnyText, nullable=False, unique=True),
    Column("protocol", Text, nullable=False),
    Column("configuration", AnyText, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("created", Text, nullable=False),
)

# How far each review has been counted. A writer locks this row first, so that numbers have no
# gaps and a reader who has seen event n has seen all before it.
counters: Final = Table(
    "counters",
    metadata,
    _review_id(),
    Column("records", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("events", Integer, nullable=False),
)

waves: Final = Table(
    "waves",
    metadata,
    _review_id(),
    _number(),
    Column("name", AnyText, nullable=False),
    Column("created", Text, nullable=False),
    UniqueConstraint("review_id", "name"),
)

# ``origin``: database, register or other, as a PRISMA flow diagram parts them. ``original``: the
# digest under which the file itself is kept. ``report``: the import doctor's, as JSON.
files: Final = Table(
    "files",
    metadata,
    _review_id(),
    _number(),
    Column("wave", Integer, nullable=False),
    Column("name", AnyText, nullable=False),
    Column("origin", Text, nullable=False),
    Column("original", Text, nullable=False),
    Column("report", Text, nullable=False),
    *_points_at("waves", "wave"),
)

# Every record that was imported, copies of others included. ``place`` is its place in the
# population that is screened; a copy has none. Columns hold the record as it is shown, completed
# from its copies; ``more`` holds the columns of its source, its piece of the file, and what the
# record itself said where that differs.
records: Final = Table(
    "records",
    metadata,
    _review_id(),
    _number(),
    Column("place", Integer),
    Column("record_id", AnyText, nullable=False),
    Column("wave", Integer, nullable=False),
    Column("file", Integer, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("abstract", AnyText, nullable=False),
    Column("authors", Text, nullable=False),
    Column("year", BigInteger),
    Column("journal", AnyText, nullable=False),
    Column("volume", AnyText, nullable=False),
    Column("issue", AnyText, nullable=False),
    Column("pages", AnyText, nullable=False),
    Column("doi", AnyText, nullable=False),
    Column("pmid", AnyText, nullable=False),
    Column("keywords", Text, nullable=False),
    Column("language", AnyText, nullable=False),
    Column("kind", AnyText, nullable=False),
    Column("source_file", AnyText, nullable=False),
    Column("source_row", BigInteger, nullable=False),
    Column("source_line", BigInteger),
    Column("source_database", AnyText),
    Column("more", LargeBinary, nullable=False),
    UniqueConstraint("review_id", "record_id"),
    UniqueConstraint("review_id", "place"),
    *_points_at("waves", "wave"),
    *_points_at("files", "file"),
)

# A record that is a copy of another: by what it was recognised, with how many points, in which
# wave.
duplicates: Final = Table(
    "duplicates",
    metadata,
    _review_id(),
    _number("record"),
    Column("kept", Integer, nullable=False),
    Column("how", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("wave", Integer, nullable=False),
    *_points_at("records", "record", "kept"),
    *_points_at("waves", "wave"),
)

# Two records of which a person must say whether they are one publication.
uncertain_pairs: Final = Table(
    "uncertain_pairs",
    metadata,
    _review_id(),
    _number("one"),
    _number("other"),
    Column("score", Integer, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("wave", Integer, nullable=False),
    *_points_at("records", "one", "other"),
    *_points_at("waves", "wave"),
)

# Events, appended and never changed: a trigger refuses anything else.
decisions: Final = Table(
    "decisions",
    metadata,
    _review_id(),
    _number("sequence"),
    Column("event_id", AnyText, nullable=False),
    Column("record", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("draw", Text, nullable=False),
    Column("stage", AnyText, nullable=False),
    Column("reviewer", AnyText, nullable=False),
    Column("resolves", Boolean, nullable=False),
    Column("failed_criteria", Text, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("note", AnyText, nullable=False),
    Column("seconds", Float(53)),
    Column("ranking_hash", AnyText, nullable=False),
    Column("position", BigInteger),
    Column("at", Text),
    Column("received", Text, nullable=False),
    UniqueConstraint("review_id", "event_id"),
    Index(None, "review_id", "record"),
    *_points_at("records", "record"),
)

# What a training gave: the order of the records that were unread then, and their scores, packed.
rankings: Final = Table(
    "rankings",
    metadata,
    _review_id(),
    _number(),
    Column("model_hash", Text, nullable=False),
    Column("configuration", AnyText, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("ranked_by", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("estimate", Text),
    Column("positions", LargeBinary, nullable=False),
    Column("scores", LargeBinary, nullable=False),
    Column("created", Text, nullable=False),
)

registrations: Final = Table(
    "registrations",
    metadata,
    _review_id(),
    _number(),
    Column("waves", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("created", Text, nullable=False),
    UniqueConstraint("review_id", "hash"),
)

certificates: Final = Table(
    "certificates",
    metadata,
    _review_id(),
    _number(),
    Column("registration", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("created", Text, nullable=False),
    UniqueConstraint("review_id", "digest"),
    *_points_at("registrations", "registration"),
)

# What a team does besides deciding, as events: appended and never changed, like decisions. What
# holds now is a fold over the events of a kind. ``record`` is the one that an event is about.
journal: Final = Table(
    "journal",
    metadata,
    _review_id(),
    _number(),
    Column("kind", Text, nullable=False),
    Column("record", Integer),
    Column("author", AnyText, nullable=False),
    Column("at", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index(None, "review_id", "kind"),
    Index(None, "review_id", "record"),
    *_points_at("records", "record"),
)

# Who has which record in hand, how it was drawn, and until when. ``served`` orders what a person
# was given. No part of a backup: a record in hand is not decided yet.
leases: Final = Table(
    "leases",
    metadata,
    _review_id(),
    Column("stage", AnyText, primary_key=True),
    _number("record"),
    Column("reviewer", AnyText, primary_key=True),
    Column("draw", Text, nullable=False),
    Column("ranking_hash", AnyText, nullable=False),
    Column("position", BigInteger),
    Column("served", Integer, nullable=False),
    Column("expires", Text, nullable=False),
    *_points_at("records", "record"),
)

OF_A_REVIEW: Final = (
    *(waves, files, records, duplicates, uncertain_pairs, decisions),
    *(rankings, registrations, certificates, journal),
)
"""The tables that a review is kept in, in an order in which rows may be put in."""
