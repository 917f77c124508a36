"""Labels from columns and notes."""

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import label_columns, labels_of, read_labels, read_records


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
    assert (labels.column, labels.conflicting) == ("notes", 1)


def test_asreview_marks_in_ris(write):
    marks = ["ASReview_relevant", "More. ASReview_irrelevant. Notes", "ASReview_not_seen", "x"]
    text = "".join(f"TY  - GEN\nTI  - T\nN1  - y\nN1  - {mark}\nER  -\n" for mark in marks)
    labels = labels_of(read_records(write(text, "x.ris")))
    assert labels.values.tolist() == [1, 0, -1, -1]
