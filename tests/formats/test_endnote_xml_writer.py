"""EndNote XML that EndNote imports: its order, its types, and everything of an original."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.formats import WRITERS, Screening, UserNote, read_records
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source

ORIGINAL = (
    "<xml><records><record><database>L.enl</database><ref-type name='Book'>6</ref-type>"
    "<contributors><secondary-authors><author>Editor, E.</author></secondary-authors>"
    "<subsidiary-authors><author>Mover, T.</author></subsidiary-authors></contributors>"
    "<titles><title>T</title><tertiary-title>Series</tertiary-title></titles>"
    "<alt-periodical><abbr-1>Abb.</abbr-1></alt-periodical><issue>4</issue>"
    "<dates><year>In press</year><pub-dates><date>May</date></pub-dates></dates>"
    "<publisher>P</publisher><electronic-resource-num>doi:10.1000/a</electronic-resource-num>"
    "<label>mine</label><notes>Read &amp; liked.&#xD;Twice.</notes><urls><pdf-urls><url>"
    "internal-pdf://1/a.pdf</url></pdf-urls></urls><custom4>c</custom4>"
    "<language>German</language></record></records></xml>"
)


def written(path, screening):
    WRITERS.create("endnote_xml").write(path, screening)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "in.xml"
    path.write_text(ORIGINAL, encoding="utf-8")
    return read_records(path)


def test_every_element_of_an_original_is_kept(tmp_path, original):
    text = written(tmp_path / "out.xml", Screening(original))
    again = read_records(tmp_path / "out.xml")
    ours = {"source-app", "rec-number", "database"}
    kept = {name: said for name, said in original[0].fields.items() if name not in ours}
    assert {name: said for name, said in again[0].fields.items() if name not in ours} == kept
    assert again.ids == original.ids
    assert '<ref-type name="Book">6</ref-type>' in text


def test_elements_come_in_endnotes_order(tmp_path):
    record = Record(
        "T",
        Source("s", 0),
        abstract="a",
        authors=("Aas, B.", "WHO"),
        year=2001,
        journal="J",
        volume="1",
        number="2",
        pages="3-4",
        doi="10.1000/a",
        pmid="12345678",
        keywords=("k",),
        language="de",
        kind="Review",
    )
    written(tmp_path / "out.xml", Screening(RecordSet([record])))
    (element,) = ET.parse(tmp_path / "out.xml").getroot().iter("record")  # noqa: S314
    assert [child.tag for child in element] == [
        *("database", "source-app", "rec-number", "ref-type", "contributors", "titles"),
        *("periodical", "pages", "volume", "number", "keywords", "dates", "accession-num"),
        *("electronic-resource-num", "abstract", "work-type", "remote-database-name", "language"),
    ]
    # EndNote leaves a name whole that ends with a comma.
    assert [author.text for author in element.iter("author")] == ["Aas, B.", "WHO,"]


@pytest.mark.parametrize(
    ("kind", "name", "number"),
    [
        ("JOUR", "Journal Article", "17"),
        ("CHAP", "Book Section", "5"),
        ("Conference Paper", "Conference Paper", "47"),
        ("phdthesis", "Thesis", "32"),
        ("Dataset", "Dataset", "59"),
    ],
)
def test_types_of_other_sources(tmp_path, kind, name, number):
    records = RecordSet([Record("T", Source("s", 0), kind=kind)])
    assert f'<ref-type name="{name}">{number}</ref-type>' in written(
        tmp_path / "out.xml", Screening(records)
    )
    assert read_records(tmp_path / "out.xml")[0].kind == kind


def test_decisions_stand_below_the_notes_of_the_original(tmp_path, original):
    (record_id,) = original.ids
    made = Decision(record_id, Verdict.EXCLUDE, reviewer="Ann <a@b>", reason="x & y")
    screening = Screening(
        original, (made,), tags={record_id: ("t",)}, notes={record_id: (UserNote("n", "Bo"),)}
    )
    text = written(tmp_path / "out.xml", screening)
    assert "<label>mine</label>" in text
    assert "<notes>Read &amp; liked.&#xD;Twice.&#xD;" in text
    assert "Ann &lt;a@b&gt;: exclude (x &amp; y)" in text
    again = screening_of(read_records(tmp_path / "out.xml"))
    assert again.decisions == (made,)
    assert (again.tags, again.notes) == (screening.tags, screening.notes)
    second = written(tmp_path / "second.xml", again)
    assert second == text


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufeff\0"),
    max_size=30,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=texts, abstract=texts, name=texts, keyword=texts)
def test_any_text_gives_xml_that_is_whole(tmp_path, title, abstract, name, keyword):
    record = Record(
        title, Source("s", 0), abstract=abstract, authors=(name,), keywords=(keyword, name)
    )
    text = written(tmp_path / "out.xml", Screening(RecordSet([record])))
    (element,) = ET.fromstring(text).iter("record")  # noqa: S314
    assert element.find("ref-type") is not None
    assert len(read_records(tmp_path / "out.xml")) == 1
