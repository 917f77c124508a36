"""PubMed's text written: what PubMed gave comes back as it was, and what was changed counts."""

from dataclasses import replace

import pytest

from activescreen.formats import Screening, UserNote, read_records
from activescreen.formats.decisions import screening_of
from activescreen.formats.nbib_writer import NbibWriter
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source

FIELDS = (
    *("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid"),
    *("keywords", "language", "kind"),
)
WORDS = "and bread with butter on it, which is eaten at breakfast in many a country"
ORIGINAL = f"""PMID- 40000001
OWN - NLM
IS  - 1234-5678 (Print)
VI  - 12
IP  - 3
DP  - 2024 Mar-Apr
TI  - [Effects of CO<sub>2</sub> {WORDS}
      everywhere].
PG  - 12-9
LID - S1 [pii]
LID - 10.1000/own.1 [doi]
AB  - BACKGROUND: {WORDS}.
      RESULTS: p < 0.05.
OAB - Pan.
OABL- spa
FAU - Aas, Berit
AU  - Aas B
FAU - Bø, Carl Jr
AU  - Bø C Jr
CN  - BREAD Group
LA  - ger
PT  - Journal Article
PT  - Randomized Controlled Trial
DEP - 20240105
TT  - Wirkungen.
TA  - J Bread
JT  - Journal of bread
RF  - 31
EIN - J Bread. 2025;1:1. doi: 10.1000/erratum. PMID: 41111111
MH  - *Bread/history
OT  - toast; jam
GR  - R01/XX/NIH HHS/United States
GN  - NLM: a note
PMC - PMC999
EDAT- 2024/01/06 00:42
AID - S1 [pii]
AID - 10.1000/own.1 [doi]
PST - ppublish
SO  - J Bread. 2024 Mar-Apr;12(3):12-9. doi: 10.1000/own.1. Epub 2024 Jan 5.
"""
BOOK = """PMID- 40000002
DP  - 2021 Jan-
BTI - Breads
CTI - Rye.
AB  - Dark.
FED - Eng, F
ED  - Eng F
PT  - Book Chapter
AID - NBK1 [bookaccession]
"""
ERIC = """OWN - ERIC
TI  - Comics
AU  - Tang, W.
SO  - v12 n3 p9-17 2010
OID - EJ1
DP  - 2010
LID - http://dx.doi.org/10.1000/comics
AB  - Boys read.
ISSN - ISSN-1
LA  - English
PT  - Journal Articles
"""
CENTRAL = (
    "PMC - PMC11\nPMID- 40000004\nTI  - Faces\nLID - e18\nDP  - 2012\nFAU - Bo, C\nAU  - Bo C\n"
)


@pytest.fixture
def read(tmp_path):
    def _read(text):
        path = tmp_path / "in.nbib"
        path.write_text(text)
        return read_records(path)

    return _read


@pytest.fixture
def written(tmp_path):
    def _written(records, **marks):
        path = tmp_path / "out.nbib"
        assert NbibWriter().write(path, Screening(RecordSet(records), **marks)) == len(records)
        return path.read_text()

    return _written


@pytest.mark.parametrize(
    "text", [ORIGINAL, BOOK, ERIC, CENTRAL], ids=["pubmed", "book", "eric", "pmc"]
)
def test_every_tag_of_an_original_comes_back(read, written, text):
    was = read(text)[0]
    now = read(written([was]))[0]
    assert {tag: value for tag, value in now.fields.items() if value} == dict(was.fields)
    assert [getattr(now, name) for name in FIELDS] == [getattr(was, name) for name in FIELDS]
    assert now.abstract == was.abstract


def test_lines_are_broken_as_pubmed_does(read, written):
    lines = written(read(ORIGINAL)).splitlines()
    assert max(map(len, lines)) <= 6 + 80
    assert all(line[:6] == " " * 6 or line[4:6] == "- " for line in lines if line)


def test_names_stand_with_their_short_forms(read, written):
    lines = [line for line in written(read(ORIGINAL)).splitlines() if line[:3] in {"FAU", "AU "}]
    assert lines == ["FAU - Aas, Berit", "AU  - Aas B", "FAU - Bø, Carl Jr", "AU  - Bø C Jr"]


@pytest.mark.parametrize(
    "text", [ORIGINAL, BOOK, ERIC, CENTRAL], ids=["pubmed", "book", "eric", "pmc"]
)
@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another <i>title</i>"},
        {"abstract": "Another."},
        {"abstract": ""},
        {"authors": ("Marx, Karl",)},
        {"authors": ()},
        {"year": 1999},
        {"year": None},
        {"journal": "Other"},
        {"journal": ""},
        {"volume": "9", "number": "", "pages": "e7"},
        {"pages": ""},
        {"doi": "10.1000/other(1)"},
        {"doi": ""},
        {"pmid": "40000009"},
        {"pmid": ""},
        {"keywords": ("peer support",)},
        {"keywords": ()},
        {"language": "fr"},
        {"kind": "Review; Comment"},
    ],
    ids=str,
)
def test_what_was_changed_counts_for_more_than_the_original(read, written, text, changed):
    was = replace(read(text)[0], id="", **changed)
    path_text = written([was])
    now = read(path_text)[0]
    names = [name for name in (*FIELDS, "abstract") if name not in {"doi", "pmid"}]
    assert [getattr(now, name) for name in names] == [getattr(was, name) for name in names]
    for name in ("doi", "pmid"):
        # What a field that stays says of itself may be found again where there was none.
        assert getattr(now, name) == getattr(was, name) or not getattr(was, name)


def test_a_changed_doi_leaves_other_identifiers(read, written):
    now = read(written([replace(read(ORIGINAL)[0], id="", doi="10.1000/new")]))[0]
    assert now.doi == "10.1000/new"
    assert now.fields["AID"] == "S1 [pii]"
    assert now.fields["MH"] == "*Bread/history"


def test_a_record_that_pubmed_never_had(read, written):
    record = Record(
        "PMID- 1 and <i>E. coli</i>",
        Source("s", 0),
        abstract="One.\nTI  - Two.",
        authors=("Marx, Karl", "WHO"),
        year=2001,
        journal="J",
        doi="10.1000/x",
        keywords=("a", "b"),
        language="de",
        kind="Journal Article; Comment",
    )
    text = written([record, replace(record, title="Second", id="")])
    records = read(text)
    assert len(records) == 2
    assert [getattr(records[0], name) for name in FIELDS] == [
        getattr(record, name) for name in FIELDS
    ]
    assert records[0].abstract == "One. TI - Two." or records[0].abstract == "One. TI  - Two."
    assert "PT  - Journal Article\nPT  - Comment\n" in text


def test_decisions_and_notes_come_back_beside_pubmeds_own_note(read, written):
    records = read(ORIGINAL)
    (record_id,) = records.ids
    made = (
        Decision(record_id, Verdict.EXCLUDE, reviewer="Ann", reason="wrong population"),
        Decision(record_id, Verdict.INCLUDE, reviewer='O"Neil, B', note="line  with   blanks"),
    )
    notes = {record_id: (UserNote("twice\nread", "Ann"),)}
    text = written(records, decisions=made, tags={record_id: ("RCT",)}, notes=notes)
    again = screening_of(read(text))
    assert again.decisions == made
    assert again.tags == {record_id: ("RCT",)}
    assert again.notes == notes
    assert "GN  - NLM: a note\n" in text
    path_again = written(
        again.records, decisions=again.decisions, tags=again.tags, notes=again.notes
    )
    assert path_again == text


def test_undecided_records_keep_their_own_notes(read, written):
    records = read(f"{ORIGINAL}\n{BOOK}")
    made = (Decision(records.ids[1], Verdict.INCLUDE, reviewer="Ann"),)
    text = written(records, decisions=made)
    assert "GN  - NLM: a note\n" in text
    assert screening_of(read(text)).decisions == made


def test_from_xml_to_text(tmp_path, written, read):
    path = tmp_path / "in.xml"
    path.write_text(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>One"
        "</ArticleTitle><Abstract><AbstractText Label='AIM'>a</AbstractText><AbstractText "
        "Label='END'>b</AbstractText></Abstract><AuthorList><Author><LastName>Bø</LastName>"
        "<Initials>C</Initials></Author></AuthorList></Article><MeshHeadingList><MeshHeading>"
        "<DescriptorName MajorTopicYN='Y'>Bread</DescriptorName></MeshHeading></MeshHeadingList>"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    text = written(read_records(path))
    assert "AB  - AIM: a\n      END: b\n" in text
    assert "MH  - *Bread\n" in text
    assert read(text)[0].abstract == "AIM: a END: b"
