"""BibTeX that is valid for others and comes back the same."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.formats import WRITERS, Screening, UserNote, labels_of, read_records
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source


@pytest.fixture
def write(tmp_path):
    def _write(*records, **screening):
        path = tmp_path / "out.bib"
        found = RecordSet(records)
        assert WRITERS.create("bibtex").write(path, Screening(found, **screening)) == len(found)
        return path

    return _write


def test_keys_are_ascii_unique_and_say_what_they_are(write):
    path = write(
        Record("The Größe of Things", Source("s", 0), authors=("Müller, A.",), year=2001, id="a1"),
        Record("The Größe of Things", Source("s", 1), authors=("Müller, A.",), year=2001, id="a-1"),
        Record("", Source("s", 2), id="x"),
    )
    keys = re.findall(r"^@article\{(.*),$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == ["muller2001groe-a1", "muller2001groe-a1-2", "anon-x"]


def test_decisions_reasons_tags_and_notes(write):
    record = Record("T", Source("s", 0), fields={"note": "Own note"}, id="1")
    path = write(
        record,
        decisions=(
            Decision("1", Verdict.EXCLUDE, reviewer="Ann", reason="wrong population"),
            Decision("1", Verdict.MAYBE, reviewer="Bo", note="see {50%} \\ of_it"),
        ),
        tags={"1": ("a", "b")},
        notes={"1": (UserNote('he said "no"', "Ann"),)},
    )
    again = read_records(path)
    assert again[0].fields["note"] == (
        'Own note | RAYYAN-INCLUSION: {"Ann"=>"Excluded", "Bo"=>"Maybe"} | RAYYAN-LABELS: a,b | '
        "RAYYAN-EXCLUSION-REASONS: wrong population | "
        'USER-NOTES: {"Ann"=>["he said \\"no\\""], "Bo"=>["see {50%} \\\\ of_it"]}'
    )
    found = labels_of(again)
    assert (found.values.tolist(), found.undecided) == ([-1], 1)
    # Written once more, the marks are made anew and not doubled.
    assert write(*again).read_text(encoding="utf-8").count("RAYYAN") == 0


def test_text_cannot_break_out(write):
    text = 'one\n@article{forged,\n  title = {x},\n}\ntitle = "y",\n}\n\n@misc{z, a={b}}'
    again = read_records(write(Record("T", Source("s", 0), abstract=text)))
    assert len(again) == 1
    assert [" ".join(line.split()) for line in again[0].abstract.split("\n")] == [
        " ".join(line.split()) for line in text.split("\n")
    ]


def test_types(write):
    kinds = ("Book chapter", "Conference paper", "Thesis", "Report", "Book", "Journal Article")
    again = read_records(
        write(*(Record(kind, Source("s", at), kind=kind) for at, kind in enumerate(kinds)))
    )
    assert [record.fields["ENTRYTYPE"] for record in again] == [
        *("incollection", "inproceedings", "phdthesis", "techreport", "book", "article")
    ]
    # A book is one by its type of entry; the source's other words stand in the field "type".
    assert [record.kind.lower() for record in again] == [kind.lower() for kind in kinds]


# What writing takes away by intent: blanks at the ends, and separators inside list items.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters=";|\ufeff")
    | st.sampled_from("\\{}%$&#_~^`'\"@=,<>"),
    min_size=1,
    max_size=25,
).map(lambda text: " ".join(text.replace("10.", "10,").split()) or "x")
names = texts.map(lambda text: f"{text} Ö.")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_round_trip(tmp_path_factory, data):
    records = RecordSet(
        Record(
            title=f"{data.draw(texts)} title",
            source=Source("s", row),
            abstract="\n".join(f"{line} x" for line in data.draw(st.lists(texts, max_size=3))),
            authors=tuple(data.draw(st.lists(names, max_size=3))),
            year=data.draw(st.none() | st.integers(1900, 2030)),
            journal=data.draw(st.just("") | names),
            volume=data.draw(st.sampled_from(["", "12", "A {1}"])),
            number=data.draw(st.sampled_from(["", "3", "Suppl_1"])),
            pages=data.draw(st.sampled_from(["", "1-5", "e7"])),
            doi=data.draw(st.sampled_from(["", "10.1000/a(1)b_c%25"])),
            pmid=data.draw(st.sampled_from(["", "123"])),
            keywords=tuple(data.draw(st.sampled_from([(), ("a", "b, c"), ("b, {c}",), ("x",)]))),
            language=data.draw(st.sampled_from(["", "en", "de"])),
        )
        for row in range(data.draw(st.integers(1, 4)))
    )
    path = tmp_path_factory.mktemp("out") / "x.bib"
    WRITERS.create("bibtex").write(path, Screening(records))
    again = read_records(path)
    for attribute in (
        *("title", "abstract", "authors", "year", "journal", "volume", "number", "pages"),
        *("doi", "pmid", "keywords", "language"),
    ):
        assert [getattr(r, attribute) for r in again] == [getattr(r, attribute) for r in records]
