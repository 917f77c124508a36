"""DOIs and PubMed ids in what sources write."""

import pytest

from activescreen.identifiers import doi_in, pmid_in


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC.1", "10.1000/ABC.1"),
        ("http://dx.doi.org/10.1002%2Fjts.22387.", "10.1002/jts.22387"),
        ("doi: 10.1063/1.4814070", "10.1063/1.4814070"),
        ("10.1016/S0140-6736(05)67019-1", "10.1016/S0140-6736(05)67019-1"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1038/s41467-024-48400-3     LK  - https://x", "10.1038/s41467-024-48400-3"),
        ("id=doi:10.4103/2303-9027.138783&atitle=Cysts%3A+a&year=2014", "10.4103/2303-9027.138783"),
        ("10.1002/(SICI)1097&1", "10.1002/(SICI)1097&1"),
        ("https://www.cochranelibrary.com/central/doi/10.1002/central/CN-00778158/full", ""),
        ("https://x.org/doi/pdf/10.5555/a.b.pdf?download=true", "10.5555/a.b"),
        ("https://x.org/content/10.5555/a.12.short", "10.5555/a.12"),
        (
            "https://www.frontiersin.org/articles/10.3389/f.2020.00001/full#h2",
            "10.3389/f.2020.00001",
        ),
        (
            "www.biorxiv.org/content/10.1101/2022.02.01.400001v1.full.pdf+html",
            "10.1101/2022.02.01.400001",
        ),
        ("10.1371/journal.pone.v12", "10.1371/journal.pone.v12"),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
        ),
        (
            "10.1002/(SICI)1097-0000(1996)7:1&lt;1::AID-INV1&gt;3.0.CO;2-A",
            "10.1002/(SICI)1097-0000(1996)7:1<1::AID-INV1>3.0.CO;2-A",
        ),
        ("doi=10.1016%2FS0140-6736%2805%2967019-1&id=1", "10.1016/S0140-6736(05)67019-1"),
        ("10.1000/50%25", "10.1000/50%25"),
        ("doi:https://doi.org/10.1000/a.", "10.1000/a"),
        ("10.1000/adoi:10.1000/a", "10.1000/a"),
        ("10.1000/ahttps://doi.org/10.1000/a", "10.1000/a"),
        ("10.1000/a[doi]", "10.1000/a"),
        ("10.1000/a.Epub 2020", "10.1000/a"),
        ("<p>10.1000/a</p>", "10.1000/a"),
        ("10.1000/[a]b(c)d", "10.1000/[a]b(c)d"),
        ("doi [pii]", ""),
        ("10.1016", ""),
        ("", ""),
    ],
)
def test_doi(text, doi):
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("text", "pmid"),
    [
        ("PUBMED 37362617", "37362617"),
        ("10051933.0", "10051933"),
        ("30871234[pmid]", "30871234"),
        ("PMC123", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_pmid(text, pmid):
    assert pmid_in(text) == pmid
