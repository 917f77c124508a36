"""Names of files tell records where they leave no doubt, and only there."""

import pytest

from activescreen.records import Record, Source
from activescreen.review.full_texts.document_matching import Names

LONG = "Digital peer support for people with serious mental illness"
SOURCE = Source("search.csv", 0)
RECORDS = [
    Record(f"{LONG}: a review of trials", SOURCE, doi="10.1234/Made.5", pmid="12345678", id="a"),
    Record(f"{LONG}: a protocol", SOURCE, doi="10.1234/made.50", id="b"),
    Record("Editorial", SOURCE, id="c"),
    Record("Über die Wirkung von Gesprächen", SOURCE, id="d"),
    Record("Effects of talking", SOURCE, doi="10.1016/S0140-6736(19)30010-2", id="e"),
    Record("One title, two records", SOURCE, doi="10.1234/twin", id="f"),
    Record("One title: two records", SOURCE, doi="10.1234/TWIN", id="g"),
]


@pytest.mark.parametrize(
    ("name", "record", "by"),
    [
        ("10.1234_made.5.pdf", "a", "DOI"),
        ("10.1234-made.5.PDF", "a", "DOI"),
        ("10.1234%2Fmade.50 (1).pdf", "b", "DOI"),
        ("Smith 2019 10.1016_S0140-6736(19)30010-2.pdf", "e", "DOI"),
        ("12345678.pdf", "a", "PubMed id"),
        ("Smith_PMID_12345678.pdf", "a", "PubMed id"),
        (f"Smith et al. - 2019 - {LONG} a protocol.pdf", "b", "title"),
        (f"{LONG} a rev.pdf", "a", "title"),
        ("Uber die Wirkung von Gesprachen - copy.pdf", "d", "title"),
    ],
)
def test_identifiers_and_titles_tell_a_record(name, record, by):
    assert Names(RECORDS).match(name) == (record, by)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".pdf",
        "10.1234_made.5.s1.pdf",  # a supplement, or another article
        "10.1234_made.500.pdf",
        "10.1234_twin.pdf",
        "One title, two records.pdf",
        f"{LONG}.pdf",  # the beginning of two titles
        "Smith 20190312 12345678.pdf",  # may be a date
        "Editorial.pdf",  # too short to tell anything
        "Erratum to Effects of talking.pdf",
        "Effects of talking supplement.pdf",
        "scan0001.pdf",
    ],
)
def test_what_leaves_a_doubt_tells_none(name):
    assert Names(RECORDS).match(name) is None
