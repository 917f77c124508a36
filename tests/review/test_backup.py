"""Backup and restore: every event, every byte, in another place and on another engine."""

import hashlib
import itertools
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import write_ledger
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.originals import Originals
from activescreen.protocol import STAGES
from activescreen.records import Record, RecordSet, Source
from activescreen.review.archive.backup import back_up
from activescreen.review.archive.restoring import restore
from activescreen.review.imports.labelling import add_draws
from activescreen.review.ranking.training import rank, train
from activescreen.store import make_store
from activescreen.store.decisions import append
from activescreen.store.population import load_imported
from activescreen.store.reviews import find_review
from activescreen.store.searches import copies_of, files_of
from activescreen.workspace import Workspace

OF_THE_FIXTURE = HealthCheck.function_scoped_fixture
NUMBERS = itertools.count(1)
NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def filled(team, article):
    """A review with two searches, copies, priors, decisions of every kind, and a ranking."""
    team.create(question="Does it help?", votes_per_record=2)
    first = [article(n, label_included="1" if n == 0 else "") for n in range(9)]
    team.bring(team.write("a.csv", first), team.write("b.csv", [article(3)]))
    team.bring(team.write("late.csv", [article(4), article(20)]), wave="June")
    ids = team.records().ids
    odd = Decision(
        ids[5], Verdict.MAYBE, Draw.RANDOM, id="o", note="\x00 \ud83d", position=3, at=NOW
    )
    add_draws(team.database, "peers", [odd, replace(odd, record_id=ids[6], id="p")], NOW)
    team.label(team.write("l.csv", [{**article(2), "label": "0"}]), reviewer="ann", resolves=True)
    train(team.database, "peers", NOW)
    return team


@pytest.fixture
def archive(filled, tmp_path):
    path = tmp_path / "backup.zip"
    back_up(filled.database, path, filled.originals, NOW)
    return path


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Another place, with SQLite, whatever the first one has."""
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    workspace = Workspace(tmp_path / "elsewhere")
    with make_store(workspace) as (database, _):
        yield database, Originals(workspace.originals)


words = st.text(max_size=6)
events = st.builds(
    Decision,
    st.sampled_from([f"record {n}" for n in range(4)]),
    st.sampled_from(Verdict),
    st.sampled_from(Draw),
    id=st.uuids().map(str),
    stage=st.sampled_from(STAGES),
    reviewer=words,
    resolves=st.booleans(),
    failed_criteria=st.lists(words, max_size=2).map(tuple),
    note=words,
    seconds=st.none() | st.floats(0, 1e9),
    position=st.none() | st.integers(0, 2**31),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[OF_THE_FIXTURE])
@given(sequence=st.lists(events, max_size=8))
def test_any_sequence_of_events_survives(team, tmp_path, sequence):
    source, name = Source("made.csv", 0), f"review {next(NUMBERS)}"
    records = RecordSet(Record(f"T{n}", source, id=f"record {n}") for n in range(4))
    ledger = Ledger(records)
    ledger.append(sequence)
    write_ledger(tmp_path / "ledger.jsonl", Ledger(records))
    team.create(name)
    team.bring(tmp_path / "ledger.jsonl", name=name)
    with team.database.writing() as connection:
        append(connection, find_review(connection, name), sequence, "now")
    back_up(team.database, tmp_path / "b.zip", team.originals, NOW, name)
    restore(team.database, tmp_path / "b.zip", team.originals, f"{name} again")
    again = team.ledger(f"{name} again")
    assert list(again) == sequence
    for stage in STAGES:
        assert again.freeze(stage).digest == ledger.freeze(stage).digest


def whole(database, name="peers"):
    with database.reading() as connection:
        review = find_review(connection, name)
        imported = load_imported(connection, review)
        raws = [record.raw for record in imported]
        return imported, raws, copies_of(connection, review), files_of(connection, review)


def test_what_is_restored_is_what_was_there(filled, archive, elsewhere):
    database, originals = elsewhere
    (restored,) = restore(database, archive, originals)
    assert restored.name == "peers"
    assert whole(database) == whole(filled.database)
    here = replace(filled, database=database)
    assert list(here.ledger()) == list(filled.ledger())
    assert here.ledger().freeze().digest == filled.ledger().freeze().digest
    assert list(here.records()) == list(filled.records())
    ours, theirs = rank(database, "peers", NOW), rank(filled.database, "peers", NOW)
    assert not ours.trained
    assert ours.ranking.record_ids == theirs.ranking.record_ids
    for file in here.seen().files:
        with originals.open(file.original) as one, filled.originals.open(file.original) as other:
            assert one.read() == other.read()


def test_screening_goes_on_where_it_was_restored(filled, archive, elsewhere, article):
    database, originals = elsewhere
    restore(database, archive, originals)
    here = replace(filled, database=database, originals=originals)
    done = here.bring(here.write("later.csv", [article(20), article(30)]))
    assert (done.known, done.added) == (1, 1)
    here.label(here.write("m.csv", [{**article(30), "label": "1"}]), reviewer="bea")
    assert len(here.ledger()) == len(filled.ledger()) + 1


def test_beside_the_first_one_it_needs_another_name(filled, archive):
    with pytest.raises(InputError, match="a review 'peers' already"):
        restore(filled.database, archive, filled.originals)
    restore(filled.database, archive, filled.originals, "second")
    assert list(filled.ledger("second")) == list(filled.ledger())


def test_of_several_reviews_all_or_one(filled, tmp_path, elsewhere):
    filled.create("other")
    all_of_them = back_up(filled.database, tmp_path / "all.zip", filled.originals, NOW)
    assert all_of_them.reviews == ("other", "peers")
    one = back_up(filled.database, tmp_path / "one.zip", filled.originals, NOW, "other")
    assert (one.reviews, one.records, one.originals) == (("other",), 0, 0)
    database, originals = elsewhere
    with pytest.raises(InputError, match="holds 2 reviews"):
        restore(database, tmp_path / "all.zip", originals, "new")
    assert len(restore(database, tmp_path / "all.zip", originals)) == 2


def test_one_taken_name_keeps_all_reviews_out(filled, tmp_path, elsewhere):
    filled.create("other")
    back_up(filled.database, tmp_path / "all.zip", filled.originals, NOW)
    back_up(filled.database, tmp_path / "one.zip", filled.originals, NOW, "peers")
    database, originals = elsewhere
    restore(database, tmp_path / "one.zip", originals)
    with pytest.raises(InputError, match="already"):
        restore(database, tmp_path / "all.zip", originals)
    with pytest.raises(InputError, match="no review 'other'"):
        replace(filled, database=database).seen("other")


def changed(archive, tmp_path, change):
    """The archive with one member changed, or left out."""
    copy = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return copy


@pytest.mark.parametrize(
    "member", ["decisions.jsonl", "records.jsonl", "review.json", "originals/"]
)
@pytest.mark.parametrize("how", ["edited", "removed"])
def test_a_damaged_archive_restores_nothing(archive, tmp_path, elsewhere, member, how):
    def change(name, data):
        if member not in name:
            return data
        return None if how == "removed" else data.replace(b"a", b"b")

    database, originals = elsewhere
    with pytest.raises(InputError, match="damaged or was changed; nothing was restored"):
        restore(database, changed(archive, tmp_path, change), originals)
    with database.reading() as connection, pytest.raises(InputError, match="no review"):
        find_review(connection, "peers")


def made_up(archive, tmp_path, member, change):
    """The archive with one member changed, and the digests as they should be."""

    def changing(name, data):
        return change(data) if name == member else data

    with zipfile.ZipFile(changed(archive, tmp_path, changing)) as new:
        content = {name: new.read(name) for name in new.namelist()}
    said = json.loads(content["manifest.json"])
    said["sha256"][member] = hashlib.sha256(content[member]).hexdigest()
    content["manifest.json"] = json.dumps(said).encode()
    copy = tmp_path / "made up.zip"
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    return copy


def with_values(**values):
    """Gives values to the first row."""

    def change(data):
        first, _, others = data.partition(b"\n")
        return json.dumps({**json.loads(first), **values}).encode() + b"\n" + others

    return change


def with_review(**values):
    """Gives values to what is said of the review."""
    return lambda data: json.dumps({**json.loads(data), **values}).encode()


def with_target(target):
    """Gives the review's protocol a target."""

    def change(data):
        protocol = {**json.loads(json.loads(data)["protocol"]), "target_recall": target}
        return with_review(protocol=json.dumps(protocol))(data)

    return change


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("records.jsonl", with_values(number=10**30)),
        ("review.json", with_review(password="none")),  # noqa: S106  # there is no such column
        ("review.json", with_review(seed=10**30)),
        ("review.json", with_target("1/0")),
        ("decisions.jsonl", lambda _: b"[" * 100_000),
    ],
)
def test_an_archive_that_someone_made_up_restores_nothing(
    archive, tmp_path, elsewhere, member, change
):
    database, originals = elsewhere
    copy = made_up(archive, tmp_path, f"reviews/1/{member}", change)
    with pytest.raises(InputError, match="damaged or was changed; nothing was restored"):
        restore(database, copy, originals)
    with database.reading() as connection, pytest.raises(InputError, match="no review"):
        find_review(connection, "peers")


def test_an_archive_that_unpacks_to_far_too_much_is_not_read(archive, tmp_path, elsewhere):
    def change(_):
        return b"\n" * (128 << 20)

    copy = made_up(archive, tmp_path, "reviews/1/decisions.jsonl", change)
    with pytest.raises(InputError, match="unpacks to far more"):
        restore(elsewhere[0], copy, elsewhere[1])


def test_what_is_no_backup_and_what_is_too_new(archive, tmp_path, elsewhere):
    database, originals = elsewhere
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as new:
        new.writestr("letter.txt", "Dear all")
    with pytest.raises(InputError, match="no backup of reviews"):
        restore(database, other, originals)
    other.write_text("Dear all")
    with pytest.raises(InputError, match="no backup of reviews"):
        restore(database, other, originals)
    with pytest.raises(InputError, match="No such file"):
        restore(database, tmp_path / "missing.zip", originals)

    def newer(name, data):
        if name != "manifest.json":
            return data
        return json.dumps({**json.loads(data), "revision": "9999"}).encode()

    with pytest.raises(InputError, match="newer version"):
        restore(database, changed(archive, tmp_path, newer), originals)


def test_a_lost_original_does_not_keep_the_records_from_a_backup(filled, tmp_path):
    digest = filled.seen().files[0].original
    (filled.originals.folder / digest[:2] / digest).unlink()
    done = back_up(filled.database, tmp_path / "b.zip", filled.originals, NOW)
    assert (done.originals, len(done.left_out)) == (2, 1)
    assert done.left_out[0].startswith("a.csv: ")


def test_an_archive_that_cannot_be_written_is_told_and_an_old_one_stays(filled, archive):
    before = archive.read_bytes()
    with pytest.raises(InputError, match="no review 'nobody'"):
        back_up(filled.database, archive, filled.originals, NOW, "nobody")
    assert archive.read_bytes() == before
