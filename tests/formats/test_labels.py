"""Labels from columns and notes."""

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import (
    WRITERS,
    Screening,
    label_columns,
    labels_of,
    read_labels,
    read_records,
)
from activescreen.formats.labels import TOLD
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source


@pytest.fixture
def write(tmp_path):
    def _write(text, name="priors.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return _write


def column_of(values):
    return "title,label_included\n" + "".join(f"t{i},{v}\n" for i, v in enumerate(values))


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(
            (w, 1)
            for w in ("1", "1.0", "Included", "include", "YES", "Relevant", "True", "in", "I")
        ),
        *((w, 0) for w in ("0", "0.0", "Excluded", "exclude", "no", "IRRELEVANT", "false", "Out")),
        *((w, -1) for w in ("", " ", "NA", "maybe", "Not_Seen", "unknown", "undecided")),
    ],
)
def test_words(write, word, value):
    assert labels_of(read_records(write(column_of([word])))).values.tolist() == [value]


@pytest.mark.parametrize("word", ["2", "-1", "perhaps so", "0.5", "10"])
def test_what_is_no_label_is_refused_with_its_row(write, word):
    with pytest.raises(InputError) as caught:
        labels_of(read_records(write(column_of(["1", "0", word]))))
    message = str(caught.value)
    assert "priors.csv, data row 2 (counted from 0, line 4 of the file)" in message
    assert f"'{word}' in the column 'label_included' is not a label" in message
    assert "Write 1 for relevant" in message


@pytest.mark.parametrize(
    "name", ["asreview_label", "included", "label", "final_included", "Included_Label", "Include"]
)
def test_names(write, name):
    labels = labels_of(read_records(write(f"title,{name}\na,1\nb,0\n")))
    assert (labels.column, labels.relevant, labels.irrelevant, labels.unlabelled) == (name, 1, 1, 0)


def test_reading_order_and_stage(write):
    records = read_records(
        write("title,label_abstract_screening,label_included\na,1,1\nb,1,0\nc,0,0\n")
    )
    assert label_columns(records) == ("label_included", "label_abstract_screening")
    final = labels_of(records)
    assert (final.column, final.stage, final.relevant) == ("label_included", "full_text", 1)
    early = labels_of(records, stage="title_abstract")
    assert (early.column, early.stage, early.relevant) == (
        "label_abstract_screening",
        "title_abstract",
        2,
    )
    assert labels_of(records, stage="full_text").column == "label_included"
    assert labels_of(records, column="Label Abstract Screening").relevant == 2
    with pytest.raises(ConfigurationError, match="title_abstract, full_text"):
        labels_of(records, stage="abstract")
    with pytest.raises(InputError, match="Did you mean 'label_included'"):
        labels_of(records, column="label_includd")


def test_read_labels_are_keyed_by_content(write):
    path = write("title,abstract,included\nA,a,1\nB,b,0\nC,c,\n")
    labels = read_labels(path)
    search = read_records(write("title,abstract\nC,c\nB,b\nA,a\n", "search.csv"))
    assert {search[search.position(key)].title: value for key, value in labels.items()} == {
        "A": True,
        "B": False,
    }
    assert read_labels(read_records(path)) == labels


def test_no_labels(write):
    with pytest.raises(InputError, match=r"priors\.csv: No labels were found.*label_included"):
        read_labels(write("title,abstract\nA,a\n"))
    with pytest.raises(InputError, match=r"--label-column.*included.*final_included.*full_text"):
        read_labels(write("title,abstract,keep\nA,a,1\n"))


@pytest.mark.parametrize("name", TOLD)
def test_every_name_that_is_told_is_recognised(write, name):
    assert labels_of(read_records(write(f"title,{name}\nA,1\n"))).column == name


def test_rayyan_votes(write):
    notes = [
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bo"=>"Included"} | RAYYAN-LABELS: x',
        'my note RAYYAN-INCLUSION: {"Ann"=>"Excluded"}',
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bo"=>"Excluded"}',
        'RAYYAN-INCLUSION: {"Ann"=>"Maybe"}',
        "nothing",
    ]
    quoted = "".join(
        't{},"{}"\n'.format(i, note.replace('"', '""')) for i, note in enumerate(notes)
    )
    labels = labels_of(read_records(write("title,notes\n" + quoted)))
    assert labels.values.tolist() == [1, 0, -1, -1, -1]
    assert (labels.column, labels.conflicting, labels.undecided) == ("notes", 1, 1)


def test_asreview_marks_in_ris(write):
    marks = ["ASReview_relevant", "More. ASReview_irrelevant. Notes", "ASReview_not_seen", "x"]
    text = "".join(f"TY  - GEN\nTI  - T\nN1  - y\nN1  - {mark}\nER  -\n" for mark in marks)
    labels = labels_of(read_records(write(text, "x.ris")))
    assert labels.values.tolist() == [1, 0, -1, -1]


def test_asreviews_last_mark_counts(write):
    text = "TY  - GEN\nTI  - T\nN1  - ASReview_relevant\nN1  - x ASReview_irrelevant.\nER  -\n"
    assert labels_of(read_records(write(text, "x.ris"))).values.tolist() == [0]


def test_maybe_in_a_label_column_is_counted(write):
    labels = labels_of(read_records(write(column_of(["1", "Maybe", "unsure", "conflict", ""]))))
    assert labels.values.tolist() == [1, -1, -1, -1, -1]
    assert (labels.undecided, labels.conflicting) == (2, 1)


def test_a_vote_and_a_maybe_settle_nothing(write):
    note = 'RAYYAN-INCLUSION: {""Ann""=>""Included"", ""Bo""=>""Maybe""}'
    labels = labels_of(read_records(write(f'title,notes\na,"{note}"\n')))
    assert (labels.values.tolist(), labels.undecided) == ([-1], 1)


def test_a_label_column_counts_before_notes(write):
    note = 'RAYYAN-INCLUSION: {""Ann""=>""Excluded""}'
    records = read_records(write(f'title,included,notes\na,1,"{note}"\n'))
    assert label_columns(records) == ("included", "notes")
    assert labels_of(records).values.tolist() == [1]
    assert labels_of(records, column="notes").values.tolist() == [0]


def test_abstrackr_votes(write):
    text = "internal_id,title,consensus,labeled_at,ann,labeled_at,bo,labeled_at\n"
    text += "1,a,1,,1,,-1,\n2,b,o,,-1,,-1,\n3,c,x,,1,,-1,\n4,d,o,,0,,,\n"
    labels = labels_of(read_records(write(text)))
    assert labels.values.tolist() == [1, 0, -1, -1]
    assert (labels.column, labels.conflicting, labels.undecided) == ("consensus", 1, 1)


HEADER = "Title,Authors,Abstract,Published Year,Covidence #,Study,Notes,Tags\n"


def test_covidences_list_is_the_decision(write):
    name = "review_1_irrelevant_csv_20240101.csv"
    labels = labels_of(read_records(write(f"{HEADER}a,,,,#1,,,\n", name)))
    assert labels.values.tolist() == [0]
    assert "list 'irrelevant'" in labels.remarks[0]
    with pytest.raises(InputError, match=r"does not say in its name which list"):
        labels_of(read_records(write(f"{HEADER}a,,,,#1,,,\n", "x.csv")))


def test_eppi_reviewers_letters(write):
    text = "Included,ID,Title,Short Title\nI,1,a,A\nE,2,b,B\nD,3,c,C\n"
    assert labels_of(read_records(write(text))).values.tolist() == [1, 0, -1]


def made(*decisions, stage="title_abstract"):
    records = RecordSet(Record(title, Source("s", at)) for at, title in enumerate("abcd"))
    return Screening(
        records,
        tuple(
            Decision(records.ids[place], verdict, stage=stage_of or stage, reviewer=who)
            for place, who, verdict, stage_of in decisions
        ),
    )


TWO_STAGES = made(
    (0, "Ann", Verdict.INCLUDE, ""),
    (0, "Ann", Verdict.EXCLUDE, "full_text"),
    (1, "Ann", Verdict.EXCLUDE, ""),
    (2, "Ann", Verdict.INCLUDE, ""),
    (3, "Ann", Verdict.MAYBE, ""),
)


@pytest.mark.parametrize("name", ["ris", "jsonl", "bibtex", "eppi", "covidence_ris"])
def test_our_own_exports_without_a_label_column(tmp_path, name):
    writer = WRITERS.create(name)
    path = tmp_path / f"x{writer.extensions[0]}"
    writer.write(path, TWO_STAGES)
    records = read_records(path)
    last, early, late = (labels_of(records, stage=s) for s in (None, "title_abstract", "full_text"))
    # Without a stage the last one that a record has reached counts.
    assert last.values.tolist() == [0, 0, 1, -1]
    assert early.values.tolist() == [1, 0, 1, -1]
    # Who is out early is out; who is still open at the full text is open.
    assert late.values.tolist() == [0, 0, -1, -1]
    assert last.undecided == early.undecided == 1
    assert read_labels(path) == {records.ids[0]: False, records.ids[1]: False, records.ids[2]: True}


def test_a_zip_of_rayyan(tmp_path):
    screening = made(
        (0, "Ann", Verdict.INCLUDE, ""),
        (0, "Bo", Verdict.EXCLUDE, ""),
        (1, "Bo", Verdict.EXCLUDE, ""),
        (2, "Ann", Verdict.INCLUDE, ""),
    )
    WRITERS.create("rayyan_zip").write(tmp_path / "x.zip", screening)
    labels = labels_of(read_records(tmp_path / "x.zip"))
    assert (labels.values.tolist(), labels.conflicting) == ([-1, 0, 1, -1], 1)
