"""What the database promises: durable, one writer at a time, and errors that people understand."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import text

from activescreen.errors import ConfigurationError, LedgerError, StoreError
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.store import make_store, open_store
from activescreen.store.database import database_url as url_of
from activescreen.store.decisions import append, load_ledger
from activescreen.workspace import Workspace

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(40))
NOW = "2026-03-03T10:00:00+00:00"

KILLED = """
import os, signal, sys
from pathlib import Path
from activescreen.ledger import Decision, Verdict
from activescreen.store import open_store
from activescreen.store.decisions import append
from activescreen.store.reviews import find_review
from activescreen.workspace import Workspace

with open_store(Workspace(sys.argv[1])) as database:
    for number, record in enumerate(sys.argv[2:]):
        with database.writing() as connection:
            review = find_review(connection, "peers")
            append(connection, review, [Decision(record, Verdict.INCLUDE, id=str(number))], "now")
        os.write(1, b"kept\\n")
    with database.writing() as connection:
        append(connection, review, [Decision(record, Verdict.EXCLUDE, id="lost")], "now")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_acknowledged_survives_a_kill_and_what_was_not_leaves_nothing(
    store, make_review, tmp_path
):
    review = make_review(RECORDS)
    call = [sys.executable, "-c", KILLED, str(tmp_path / "work"), *RECORDS.ids[:3]]
    done = subprocess.run(call, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout.split() == ["kept"] * 3
    with store.reading() as connection:
        assert [event.id for event in load_ledger(connection, review)] == ["0", "1", "2"]


def test_sqlite_waits_for_the_disk_and_checks_keys(tmp_path, monkeypatch):
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    with make_store(Workspace(tmp_path)) as (database, _), database.reading() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_reviewers_who_decide_at_once_all_get_through_and_one_id_once(store, make_review):
    review = make_review(RECORDS)
    failures = []

    def decide(reviewer):
        try:
            for record in RECORDS.ids[:10]:
                mine = Decision(
                    record, Verdict.INCLUDE, id=f"{reviewer}{record}", reviewer=reviewer
                )
                same = Decision(record, Verdict.INCLUDE, id=f"same{record}", reviewer="both")
                with store.writing() as connection:
                    append(connection, review, [mine, same], NOW)
        except (StoreError, LedgerError) as error:
            failures.append(error)

    threads = [threading.Thread(target=decide, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as connection:
        events = list(load_ledger(connection, review))
    assert len(events) == len({event.id for event in events}) == 50


def test_a_reader_sees_one_moment(store, make_review):
    review = make_review(RECORDS)
    event = Decision(RECORDS.ids[0], Verdict.INCLUDE, id="a")
    with store.reading() as reader:
        assert len(load_ledger(reader, review)) == 0
        with store.writing() as writer:
            append(writer, review, [event], NOW)
        assert len(load_ledger(reader, review)) == 0
    with store.reading() as reader:
        assert list(load_ledger(reader, review)) == [event]


def test_a_file_that_is_no_database_is_told(tmp_path, monkeypatch):
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    (tmp_path / "reviews.db").write_text("a letter, perhaps" * 100)
    with pytest.raises(StoreError, match="file is not a database"), open_store(Workspace(tmp_path)):
        pass


def test_a_full_disk_is_told_and_nothing_is_half_kept(tmp_path, monkeypatch, stored_review):
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    with make_store(Workspace(tmp_path)) as (database, _):
        review = stored_review(database, RECORDS)
        events = [
            Decision(RECORDS.ids[0], Verdict.INCLUDE, id=str(n), note="x" * 9000) for n in range(50)
        ]

        def write():
            with database.writing() as connection:
                pages = connection.execute(text("PRAGMA page_count")).scalar()
                connection.execute(text(f"PRAGMA max_page_count = {pages + 5}"))
                append(connection, review, events, NOW)

        with pytest.raises(StoreError, match="full") as refused:
            write()
        assert "What was reported as done is kept" in refused.value.remedy
    with sqlite3.connect(tmp_path / "reviews.db") as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("url", ["mysql://secret@host/x", "nonsense secret"])
def test_a_url_of_no_known_database_is_refused_without_repeating_it(tmp_path, monkeypatch, url):
    monkeypatch.setenv("ACTIVESCREEN_DATABASE", url)
    with pytest.raises(ConfigurationError, match="no URL of a database") as refused:
        url_of(Workspace(tmp_path))
    assert "secret" not in refused.value.paragraph


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path, monkeypatch):
    monkeypatch.setenv("ACTIVESCREEN_DATABASE", "postgres://ann:secret@127.0.0.1:1/reviews")
    workspace = Workspace(tmp_path)
    with pytest.raises(StoreError, match="cannot be used") as refused, open_store(workspace):
        pass
    assert "secret" not in refused.value.paragraph
