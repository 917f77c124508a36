"""EndNote's tagged text: what other programs need of it, and everything of an original."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.formats import WRITERS, Screening, UserNote, read_records
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source

ORIGINAL = """%0 Conference Proceedings
%A Aas, B.
%E Editor, E.
%E Editor, F.
%T T
%B Proceedings
%D in press
%8 May
%R https://doi.org/10.1000/a
%M WOS:1
%G German
%@ 1234-5678
%K one
two
%U https://a.example
%U https://b.example
%Z Read and liked.
Twice.
"""


def written(path, screening):
    WRITERS.create("enw").write(path, screening)
    return path.read_text(encoding="utf-8")


def record_of(**fields):
    return RecordSet([Record(**{"title": "T", "source": Source("s", 0), **fields})])


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "in.enw"
    path.write_text(ORIGINAL, encoding="utf-8")
    return read_records(path)


def test_every_tag_of_an_original_is_kept(tmp_path, original):
    text = written(tmp_path / "out.enw", Screening(original))
    again = read_records(tmp_path / "out.enw")
    assert dict(again[0].fields) == dict(original[0].fields)
    assert again.ids == original.ids
    assert text.count("%U ") == 2


def test_a_record_from_elsewhere(tmp_path):
    records = record_of(
        abstract="One.\n\nTwo.\nThree.",
        authors=("Aas, B.", "WHO"),
        year=2001,
        journal="J",
        pmid="12345678",
        keywords=("a", "b"),
        kind="Journal Article",
    )
    assert written(tmp_path / "out.enw", Screening(records)) == (
        "%0 Journal Article\n%A Aas, B.\n%A WHO,\n%D 2001\n%T T\n%J J\n%M 12345678\n%~ PubMed\n"
        "%K a\n%K b\n%X One.\n%X Two.\nThree.\n\n"
    )
    assert read_records(tmp_path / "out.enw")[0].abstract == "One.\n\nTwo.\nThree."


def test_no_line_of_a_text_is_taken_for_a_tag_or_ends_the_record(tmp_path):
    abstract = "a\n%T b\n%0 Journal Article\n\n\n%A c\nER  - x\nTY  - JOUR\n%"
    records = record_of(abstract=abstract)
    text = written(tmp_path / "out.enw", Screening(records))
    assert "\n\n" not in text.rstrip("\n")
    assert read_records(tmp_path / "out.enw").ids == records.ids


@pytest.mark.parametrize("keyword", ["a, b, c", "a, b"])
def test_a_single_keyword_with_commas_stays_one(tmp_path, keyword):
    written(tmp_path / "out.enw", Screening(record_of(keywords=(keyword,))))
    assert read_records(tmp_path / "out.enw")[0].keywords == (keyword,)


def test_a_record_that_says_nothing_is_counted(tmp_path):
    written(tmp_path / "out.enw", Screening(record_of(title="")))
    assert len(read_records(tmp_path / "out.enw")) == 1


def test_decisions_stand_below_the_notes_of_the_original(tmp_path, original):
    (record_id,) = original.ids
    made = Decision(record_id, Verdict.EXCLUDE, reviewer="Ann", reason="wrong population")
    screening = Screening(
        original, (made,), tags={record_id: ("t",)}, notes={record_id: (UserNote("n", "Bo"),)}
    )
    text = written(tmp_path / "out.enw", screening)
    assert "%Z Read and liked.\nTwice.\n" in text
    assert "Ann: exclude (wrong population)" in text
    again = screening_of(read_records(tmp_path / "out.enw"))
    assert again.decisions == (made,)
    assert (again.tags, again.notes) == (screening.tags, screening.notes)
    assert written(tmp_path / "second.enw", again) == text


lines = st.lists(st.text("ab %0TX-.é", max_size=6).map(str.strip), min_size=1, max_size=8).map(
    lambda found: "\n".join(found).strip()
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(lines, min_size=1, max_size=3))
def test_any_paragraphs_come_back(tmp_path, abstracts):
    records = RecordSet(
        Record(f"T{row}", Source("s", row), abstract=text) for row, text in enumerate(abstracts)
    )
    written(tmp_path / "out.enw", Screening(records))
    again = read_records(tmp_path / "out.enw")
    assert [record.abstract for record in again] == abstracts
