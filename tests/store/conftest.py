"""A database of each kind that is at hand, with a review in it."""

import pytest

from activescreen.import_report import ImportReport
from activescreen.protocol import Protocol
from activescreen.store.population import Entry, add_records
from activescreen.store.reviews import Counters, add_review, set_count
from activescreen.store.searches import Origin, StoredFile, add_files, add_wave
from activescreen.workspace import Workspace

NOW = "2026-03-03T10:00:00+00:00"


@pytest.fixture
def store(open_made, tmp_path):
    with open_made(Workspace(tmp_path / "work")) as database:
        yield database


def put_review(database, records, name="peers", votes=1):
    """A review with these records as its population, in one search."""
    with database.writing() as connection:
        review = add_review(connection, name, Protocol(votes_per_record=votes), "words", 0, NOW)
        add_wave(connection, review, "search 1", NOW)
        report = ImportReport("made.csv", "csv", "utf-8", len(records))
        add_files(
            connection,
            review,
            [StoredFile(1, 1, "made.csv", Origin.DATABASE, "0" * 64, report)],
        )
        entries = [Entry(record, 1, place) for place, record in enumerate(records)]
        add_records(connection, review, 1, 0, entries)
        set_count(connection, review, Counters(len(records), len(records), 0))
    return review


@pytest.fixture
def make_review(store):
    """Put records into a review of their own."""
    return lambda records, name="peers", votes=1: put_review(store, records, name, votes)


@pytest.fixture(name="stored_review")
def _stored_review():
    """Put records into a review of a database that the test opened itself."""
    return put_review
