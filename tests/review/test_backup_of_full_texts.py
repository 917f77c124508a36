"""Backups hold the work beside the decisions: the journal with all its kinds, and the PDF files."""

import json
import zipfile
from datetime import UTC, datetime

import pytest

from activescreen.originals import Originals
from activescreen.prisma import Included
from activescreen.review.archive.backup import back_up
from activescreen.review.archive.restoring import restore
from activescreen.review.flow.previous import Previous, set_previous
from activescreen.review.full_texts.documents import (
    Upload,
    add_to_record,
    documents_in,
    remove_document,
)
from activescreen.review.full_texts.studies import set_studies, studies_in
from activescreen.review.people import membership
from activescreen.review.permissions import Permission, access_to
from activescreen.store import make_store
from activescreen.store.journal import Kind, add_entry, entries
from activescreen.store.reviews import find_review
from activescreen.workspace import Workspace

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
PDF = b"%PDF-1.7\nof a made article\n%%EOF\n"


@pytest.fixture
def filled(team, article):
    team.create()
    team.bring(team.write("a.csv", [article(n) for n in range(4)]))
    with team.database.reading() as connection:
        review = find_review(connection, "peers")
    owner = membership.first_owner(team.database, NOW)
    access = access_to(team.database, owner, review.id, Permission.MANAGE)
    ids = team.records().ids
    for at, name in enumerate(("kept \U0001f40d.pdf", "removed.pdf")):
        path = team.folder / "upload"
        path.write_bytes(PDF + name.encode())
        upload = Upload(path, name)
        (made,) = add_to_record(team.database, access, team.originals, ids[at], [upload], NOW)
    remove_document(team.database, access, ids[1], made.digest, NOW)
    set_studies(team.database, access, {ids[0]: "Smith\N{NO-BREAK SPACE}2015"}, NOW)
    set_previous(team.database, access, Previous(Included(24, None), ("old",)), NOW)
    odd = {"text": "\x00 \ud83d", "deep": [1, 2.5, None, {"x": True}]}
    with team.database.writing() as connection:
        for kind in set(Kind) - {Kind.DOCUMENT}:
            add_entry(connection, review, kind, "Zoë \x00", NOW, odd, record=1)
    return team


@pytest.fixture
def archive(filled, tmp_path):
    path = tmp_path / "backup.zip"
    done = back_up(filled.database, path, filled.originals, NOW)
    assert (done.originals, done.documents, done.left_out) == (1, 2, ())
    return path


@pytest.fixture(params=["beside", "elsewhere"])
def place(request, filled, tmp_path, monkeypatch):
    """The same database, or another one with SQLite; with no file at either."""
    if request.param == "beside":
        yield filled.database, Originals(tmp_path / "others")
        return
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    workspace = Workspace(tmp_path / "elsewhere")
    with make_store(workspace) as (database, _):
        yield database, Originals(workspace.originals)


def journal(database, name):
    with database.reading() as connection:
        return entries(connection, find_review(connection, name))


def test_every_entry_and_every_file_comes_back(filled, archive, place):
    database, originals = place
    restore(database, archive, originals, "again")
    there = journal(database, "again")
    assert there == journal(filled.database, "peers")
    assert {entry.kind for entry in there} == set(Kind)
    files = {entry.content["digest"] for entry in there if "digest" in entry.content}
    assert len(files) == 2  # that of the removed document, too
    for digest in files:
        with originals.open(digest) as one, filled.originals.open(digest) as other:
            assert one.read() == other.read()


def test_work_goes_on_where_it_was_restored(filled, tmp_path, place):
    with filled.database.writing() as connection:
        review = find_review(connection, "peers")
        add_entry(connection, review, Kind.TAGS, "Ann", NOW, {})
    path = tmp_path / "backup.zip"
    back_up(filled.database, path, filled.originals, NOW, "peers")
    database, originals = place
    restore(database, path, originals, "again")
    with database.writing() as connection:
        review = find_review(connection, "again")
        before = entries(connection, review)
        entry = add_entry(connection, review, Kind.TAGS, "Ann", NOW, {})
        assert entry.number == before[-1].number + 1


def test_what_holds_is_the_same(filled, tmp_path, place, article):
    filled.create("plain")
    filled.bring(filled.write("b.csv", [article(n) for n in range(4)]), name="plain")
    with filled.database.reading() as connection:
        review = find_review(connection, "plain")
    owner = membership.first_owner(filled.database, NOW)
    access = access_to(filled.database, owner, review.id, Permission.MANAGE)
    record_id = filled.records("plain").ids[2]
    upload = Upload(filled.folder / "upload", "a.pdf")
    (added,) = add_to_record(filled.database, access, filled.originals, record_id, [upload], NOW)
    set_studies(filled.database, access, {record_id: "Smith"}, NOW)
    back_up(filled.database, tmp_path / "p.zip", filled.originals, NOW, "plain")
    database, originals = place
    restore(database, tmp_path / "p.zip", originals, "plain again")
    with database.reading() as connection:
        review = find_review(connection, "plain again")
        assert documents_in(connection, review) == {added.record: (added,)}
        assert studies_in(connection, review) == {added.record: "Smith"}


def test_a_lost_document_is_named_and_keeps_nothing_else_out(filled, tmp_path):
    digest = next(
        e.content["digest"] for e in journal(filled.database, "peers") if "digest" in e.content
    )
    (filled.originals.folder / digest[:2] / digest).unlink()
    done = back_up(filled.database, tmp_path / "b.zip", filled.originals, NOW)
    assert (done.originals, done.documents, len(done.left_out)) == (1, 1, 1)
    assert done.left_out[0].startswith("kept \U0001f40d.pdf: No file is kept")


def test_an_archive_from_before_the_journal_opens(archive, tmp_path, place):
    older = tmp_path / "older.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(older, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        gone = [name for name in manifest["sha256"] if name.endswith("journal.jsonl")]
        manifest["revision"] = "0003"
        for name in gone:
            del manifest["sha256"][name]
        for name in manifest["sha256"]:
            new.writestr(name, old.read(name))
        new.writestr("manifest.json", json.dumps(manifest))
    assert gone
    database, originals = place
    (restored,) = restore(database, older, originals, "older")
    assert restored.counted.records == 4
    assert journal(database, "older") == []
