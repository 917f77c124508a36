"""The history of the tables: from nothing, from a filled database of the first revision, or not."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from activescreen.errors import StoreError
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import Protocol
from activescreen.records import Record, RecordSet, Source
from activescreen.store import make_store, open_store
from activescreen.store.accounts import add_account
from activescreen.store.accounts_identities import Identity, add_identity, identity_account
from activescreen.store.accounts_roles import Role, role_of, set_role
from activescreen.store.database import Database, database_url, engine_for
from activescreen.store.decisions import append, load_ledger
from activescreen.store.migrating import REVISION, _configuration, migrate
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import find_review
from activescreen.store.tables import metadata
from activescreen.workspace import Workspace

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(3))
NOW = "2026-03-03T10:00:00+00:00"


@pytest.fixture
def workspace(database_url, tmp_path):
    workspace = Workspace(tmp_path / "work")
    workspace.make()
    return workspace


def at_revision(workspace, revision):
    database = Database(engine_for(database_url(workspace)))
    migrate(database, revision)
    return database


def set_revision(workspace, revision):
    database = Database(engine_for(database_url(workspace)))
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    database.close()


def test_the_migrations_make_the_tables_that_the_code_uses(workspace):
    with make_store(workspace) as (database, before), database.reading() as connection:
        assert before is None
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_one_that_is_asked_for():
    assert ScriptDirectory.from_config(_configuration()).get_heads() == [REVISION]


def test_a_filled_database_of_the_first_revision_keeps_every_event(workspace, stored_review):
    database = at_revision(workspace, "0001")
    review = stored_review(database, RECORDS)
    made = [
        Decision(RECORDS.ids[0], Verdict.INCLUDE, id="a", reviewer="ann"),
        Decision(RECORDS.ids[2], Verdict.MAYBE, Draw.RANDOM, id="b", note="why?", position=4),
    ]
    with database.writing() as connection:
        append(connection, review, made, NOW)
        digest = load_ledger(connection, review).freeze().digest
    database.close()

    with pytest.raises(StoreError, match="older version of activescreen"), open_store(workspace):
        pass
    with make_store(workspace) as (_, before):
        assert before == "0001"
    with open_store(workspace) as database, database.reading() as connection:
        review = find_review(connection, "peers")
        ledger = load_ledger(connection, review)
        assert list(ledger) == made
        assert ledger.freeze().digest == digest
        assert review.protocol == Protocol()
        assert newest_ranking(connection, review) is None
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_filled_database_of_the_second_revision_takes_accounts(workspace, stored_review):
    database = at_revision(workspace, "0002")
    review = stored_review(database, RECORDS)
    made = [Decision(RECORDS.ids[1], Verdict.INCLUDE, id="a", reviewer="Ana")]
    with database.writing() as connection:
        append(connection, review, made, NOW)
    database.close()

    with make_store(workspace) as (database, before):
        assert before == "0002"
        with database.writing() as connection:
            ana = add_account(connection, "Ana", NOW)
            set_role(connection, review.id, ana.id, Role.REVIEWER, NOW)
        with database.reading() as connection:
            assert list(load_ledger(connection, review)) == made
            assert role_of(connection, review.id, ana) is Role.REVIEWER
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_filled_database_of_the_fourth_revision_takes_identities(workspace):
    database = at_revision(workspace, "0004")
    with database.writing() as connection:
        ana = add_account(connection, "Ana", NOW, password="a hash")  # noqa: S106  # of nobody
    database.close()

    with make_store(workspace) as (database, before):
        assert before == "0004"
        identity = Identity("https://id.example.org", "subject-1")
        with database.writing() as connection:
            add_identity(connection, ana, identity, NOW)
        with database.reading() as connection:
            assert identity_account(connection, identity) == ana
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(workspace):
    for before in (None, REVISION):
        with make_store(workspace) as (_, found):
            assert found == before


def test_a_newer_database_is_refused_and_left_alone(workspace):
    with make_store(workspace):
        pass
    set_revision(workspace, "9999")
    for opening in (open_store, make_store):
        with pytest.raises(StoreError, match="newer version") as refused, opening(workspace):
            pass
        assert "9999" in refused.value.what
        assert "nothing was changed" in refused.value.remedy


def test_no_database_is_told_and_none_is_made(workspace):
    refusal = pytest.raises(StoreError, match="no database of reviews")
    with refusal as refused, open_store(workspace):
        pass
    assert "activescreen init" in refused.value.remedy
    assert [path.name for path in workspace.path.iterdir()] == [".gitignore"]
