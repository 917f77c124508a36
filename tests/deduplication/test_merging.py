"""One record of the copies, and which source gave which field."""

from activescreen.deduplication import MERGED_FROM, find_duplicates, merge
from activescreen.records import Record, RecordSet, Source


def test_each_field_comes_from_the_copy_that_has_it_best():
    pubmed, embase, wos = (Source(name, 3) for name in ("pubmed.nbib", "embase.ris", "wos.txt"))
    copies = RecordSet(
        [
            Record(
                "Peer support",
                pubmed,
                abstract="A long abstract.",
                authors=("Fortuna KL",),
                year=2020,
                journal="J Clin Psychiatry",
                pages="06-Oct",
                pmid="32012345",
                keywords=("hope",),
            ),
            Record(
                "PEER SUPPORT FOR ALL",
                embase,
                abstract="Short.",
                authors=("Fortuna, K.", "Naslund, J."),
                year=2019,
                journal="Journal of Clinical Psychiatry",
                volume="41",
                pages="6-10",
                doi="not one",
                keywords=("hope", "trial"),
                language="English",
            ),
            Record("Peer support", wos, doi="10.1000/x", pages="6"),
        ]
    )
    merged = merge(copies)
    record = merged.record
    assert record.id == copies[0].id
    assert (record.title, record.year, record.pmid) == ("Peer support", 2020, "32012345")
    assert record.abstract == "A long abstract."
    assert record.authors == ("Fortuna, K.", "Naslund, J.")
    assert record.journal == "Journal of Clinical Psychiatry"
    assert (record.volume, record.pages, record.doi) == ("41", "6-10", "10.1000/x")
    assert record.keywords == ("hope", "trial")
    assert merged.origins["title"] == merged.origins["pmid"] == pubmed
    assert merged.origins["authors"] == merged.origins["pages"] == embase
    assert merged.origins["doi"] == wos
    assert "number" not in merged.origins
    assert merged.sources == (pubmed, embase, wos)
    assert record.fields[MERGED_FROM].split() == list(copies.ids)


def test_a_record_without_copies_stays_as_it_is():
    record = Record("Peer support", Source("a.ris", 0), year=2020, keywords=("hope",))
    merged = merge([record])
    assert merged.record == record
    assert set(merged.origins) == {"title", "year", "keywords"}


def test_one_merged_record_a_publication_in_order():
    records = RecordSet(
        [
            Record("Something else entirely", Source("a.ris", 0)),
            Record("Hope and peer support in the young", Source("a.ris", 1), doi="10.1000/x"),
            Record(
                "Hope and peer support in the young",
                Source("b.ris", 0),
                doi="10.1000/x",
                abstract="Text of it.",
            ),
        ]
    )
    found = find_duplicates(records)
    merged = found.merged(records)
    assert [one.record.title for one in merged] == [records[0].title, records[1].title]
    assert [one.record.id for one in merged] == list(found.unique(records).ids)
    assert merged[1].record.abstract == "Text of it."
