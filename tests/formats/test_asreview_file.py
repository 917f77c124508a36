"""ASReview's projects of three versions, made here as each version lays them out."""

import io
import json
import sqlite3
import zipfile

import pytest

from activescreen.errors import InputError
from activescreen.formats import Content, labels_of, read_records, recognise
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Draw, Verdict

DATA = "title,abstract,included,colour\nFirst,a,1,red\nSecond,,0,blue\nThird,c,,\n"
RECORD = (
    "CREATE TABLE record (dataset_row INTEGER, dataset_id VARCHAR, duplicate_of INTEGER, "
    "title VARCHAR, abstract VARCHAR, authors JSON, keywords JSON, year INTEGER, doi VARCHAR, "
    "url VARCHAR, included INTEGER, record_id INTEGER PRIMARY KEY)"
)
RESULTS = (
    "CREATE TABLE results (record_id INTEGER UNIQUE, label INTEGER, classifier TEXT, "
    "querier TEXT, balancer TEXT, feature_extractor TEXT, training_set INTEGER, time FLOAT, "
    "note TEXT, tags JSON, user_id INTEGER)"
)
CHANGES = "CREATE TABLE decision_changes (record_id INTEGER, label INTEGER, time FLOAT, user_id)"
TAGS = json.dumps(
    [
        {
            "export": "design",
            "values": [{"export": "rct", "checked": True}, {"export": "cohort", "checked": False}],
        }
    ]
)


def insert(table, columns):
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608  # made here


def database(*statements):
    """The bytes of a database that these statements make; each is SQL with its rows."""
    connection = sqlite3.connect(":memory:")
    for statement, *rows in statements:
        if rows:
            connection.executemany(statement, rows)
        else:
            connection.execute(statement)
    connection.commit()
    return connection.serialize()


def records(titles=("First", "Second", "Third")):
    rows = [
        (row, "d", None, title, "abc"[row], '["Aas, B"]', "[]", 2001, None, None, None, row)
        for row, title in enumerate(titles)
    ]
    return [(RECORD,), (insert("record", 12), *rows)]


def results():
    rows = [
        (1, 0, None, None, None, None, None, 1745432650.0, None, None, None),
        (0, 1, "svm", "max", "balanced", "tfidf", 1, 1745432659.5, "Look again", TAGS, 7),
        (2, None, "svm", "max", "balanced", "tfidf", 2, None, None, None, None),
    ]
    return [
        (RESULTS,),
        (insert("results", 11), *rows),
        (CHANGES,),
        ("INSERT INTO decision_changes VALUES (?, ?, ?, ?)", (0, 0, 1745432655.0, 7)),
    ]


def project(members, about=None):
    """A project as bytes; ``about`` is its description."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", json.dumps(about or {"version": "3.0.8"}))
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def version_1():
    results_sql = [
        (
            "CREATE TABLE results (record_id INTEGER, label INTEGER, classifier TEXT, "
            "query_strategy TEXT, balance_strategy TEXT, feature_extraction TEXT, "
            "training_set INTEGER, labeling_time INTEGER, notes TEXT)",
        ),
        (
            insert("results", 9),
            (1, 0, None, "prior", None, None, -1, "2025-04-23 18:24:10.0", None),
            (0, 1, "nb", "max", "double", "tfidf", 1, "2025-04-23 18:24:19.5", "Look again"),
        ),
        ("CREATE TABLE record_table (record_id INT)",),
        ("INSERT INTO record_table VALUES (?)", (0,), (1,), (2,)),
        ("CREATE TABLE decision_changes (record_id INTEGER, new_label INTEGER, time INTEGER)",),
        ("INSERT INTO decision_changes VALUES (?, ?, ?)", (0, 1, "2025-04-23 18:25:00.0")),
    ]
    about = {"version": "1.6.2", "reviews": [{"id": "r"}], "dataset_path": "d.csv"}
    return project({"data/d.csv": DATA, "reviews/r/results.sql": database(*results_sql)}, about)


def version_2(**more):
    members = {
        "data/d.csv": DATA,
        "data_store.db": database(*records()),
        "reviews/r/results.db": database(*results()),
    }
    return project(members | more, {"version": "2.2", "reviews": [{"id": "r"}]})


def version_3(**more):
    members = {"data/d.csv": DATA, "results.db": database(*records(), *results())}
    return project(members | more)


@pytest.fixture
def read(tmp_path):
    def _read(data, name="mine.asreview"):
        (tmp_path / name).write_bytes(data)
        return screening_of(read_records(tmp_path / name))

    return _read


@pytest.mark.parametrize("made", [version_1, version_2, version_3])
@pytest.mark.parametrize("name", ["mine.asreview", "mine.zip", "mine"])
def test_records_and_decisions(read, made, name):
    screening = read(made(), name)
    report = screening.records.reports[0]
    assert [record.title for record in screening.records] == ["First", "Second", "Third"]
    assert screening.records[0].fields["colour"] == "red"
    assert report.format == "asreview_project"
    assert (report.reconciled, report.warnings) == (True, ())
    first, second, third = screening.records.ids
    assert [d.verdict for d in screening.decisions_on(first)] == [Verdict.EXCLUDE, Verdict.INCLUDE]
    assert [d.draw for d in screening.decisions_on(first)] == [Draw.RANKED] * 2
    times = [d.at for d in screening.decisions_on(first)]
    assert times == sorted(times)
    assert [d.draw for d in screening.decisions_on(second)] == [Draw.PRIOR]
    assert not screening.decisions_on(third)
    assert [note.text for note in screening.notes[first]] == ["Look again"]


@pytest.mark.parametrize("made", [version_2, version_3])
def test_tags_and_users(read, made):
    screening = read(made())
    first = screening.records.ids[0]
    assert screening.tags == {first: ("design_rct",)}
    assert {d.reviewer for d in screening.decisions_on(first)} == {"user 7"}


def test_the_copy_of_an_upgraded_project_is_not_read_twice(read):
    legacy = {
        "legacy_v2/project.json": "{}",
        "legacy_v2/data_store.db": database(*records()),
        "legacy_v2/reviews/r/results.db": database(*results()),
        "legacy_v2/data/d.csv": DATA,
    }
    screening = read(version_3(**legacy))
    assert len(screening.records) == 3
    assert len(screening.decisions) == 3
    assert "was not read again" in " ".join(screening.records.reports[0].warnings)


def test_two_reviews(read):
    other = database(
        (RESULTS,),
        (
            insert("results", 11),
            (2, 1, None, "max", None, None, 3, 1745432700.0, None, None, None),
        ),
    )
    screening = read(version_2(**{"reviews/s/results.db": other}))
    assert len(screening.decisions) == 4
    assert "2 reviews" in " ".join(screening.records.reports[0].warnings)


def test_a_project_without_a_review(read):
    data = project({"data/d.csv": DATA, "data_store.db": database(*records())})
    screening = read(data)
    assert len(screening.records) == 3
    assert not screening.decisions
    assert "no review yet" in " ".join(screening.records.reports[0].warnings)


@pytest.mark.parametrize("data", [None, "title,abstract\nOther,x\nAnother,y\nThird,z\n", "\0junk"])
def test_without_a_fitting_data_file_the_table_is_enough(read, data):
    members = {"results.db": database(*records(), *results())}
    screening = read(project(members | ({"data/d.csv": data} if data else {})))
    record = screening.records[0]
    assert (record.title, record.abstract, record.authors) == ("First", "a", ("Aas, B",))
    assert record.year == 2001
    assert len(screening.decisions) == 3
    assert screening.records.reports[0].warnings


def test_numbers_that_the_data_file_gives_itself(read):
    renumbered = "record_id,title,abstract\n1,Second,\n0,First,a\n2,Third,c\n"
    data = version_1().replace(b"", b"")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, renumbered if name == "data/d.csv" else old.read(name))
    screening = read(stream.getvalue())
    labels = [screening.label(record_id) for record_id in screening.records.ids]
    assert labels == [False, True, None]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (lambda: version_3(**{"results.db": b"SQLite format 3\0" + b"junk" * 100}), "damaged"),
        (lambda: project({"reviews/r/results.db": database(*results())}), "no records"),
        (lambda: version_3()[:-60], "damaged|cannot be read"),
        (lambda: version_3(**{"data/d.csv": b"0" * (200 << 20)}), "unpacks to far more"),
        (lambda: version_3(**{"project.json": "[]"}), "no description"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_damage_is_said(read, data, what):
    with pytest.raises(InputError, match=what):
        read(data())


def test_other_archives_are_not_taken_for_projects():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", DATA)
    with pytest.raises(InputError):
        recognise(Content("x.asreview", stream.getvalue()))


EXPORT = (
    "title,abstract,asreview_label,asreview_time,asreview_note,asreview_tag_design_rct,"
    "asreview_user_name,asreview_user_email\n"
    "First,a,1,2026-01-05 10:00:00,Look again,1,Ann,ann@example.org\n"
    "Second,b,0,2026-01-05 10:01:00,,0,Bo,bo@example.org\nThird,c,,,,,,\n"
)


def test_an_export_with_who_and_when(read):
    screening = read(EXPORT.encode(), "asreview.csv")
    first, second, third = screening.records.ids
    (decision,) = screening.decisions_on(first)
    assert (decision.verdict, decision.reviewer) == (Verdict.INCLUDE, "Ann")
    assert decision.at.isoformat() == "2026-01-05T10:00:00+00:00"
    assert screening.tags == {first: ("design_rct",)}
    assert [note.text for note in screening.notes[first]] == ["Look again"]
    assert screening.label(second) is False
    assert screening.label(third) is None


def test_an_export_as_ris(read):
    text = (
        "TY  - JOUR\nTI  - First\nN1  - ASReview_relevant\n"
        'N1  - asreview_time: "2026-01-05 10:00:00"\nN1  - asreview_note: "Look again"\n'
        'N1  - asreview_user_name: "Ann"\nER  - \n\n'
        "TY  - JOUR\nTI  - Second\nN1  - ASReview_not_seen\nER  - \n"
    )
    screening = read(text.encode(), "asreview.ris")
    first, second = screening.records.ids
    (decision,) = screening.decisions_on(first)
    assert (decision.verdict, decision.reviewer) == (Verdict.INCLUDE, "Ann")
    assert [note.text for note in screening.notes[first]] == ["Look again"]
    assert not screening.decisions_on(second)


def test_labels_are_those_of_the_project_not_of_its_data(tmp_path):
    (tmp_path / "mine.asreview").write_bytes(version_3())
    records = read_records(tmp_path / "mine.asreview")
    # The data file says 1, 0 and nothing; the project 1, 0 and nothing yet.
    assert list(labels_of(records).values) == [1, 0, -1]
    swapped = DATA.replace(",1,red", ",0,red").replace(",0,blue", ",1,blue")
    (tmp_path / "mine.asreview").write_bytes(version_3(**{"data/d.csv": swapped}))
    assert list(labels_of(read_records(tmp_path / "mine.asreview")).values) == [1, 0, -1]
