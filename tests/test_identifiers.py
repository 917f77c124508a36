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
        ("doi [pii]", ""),
        ("10.1016", ""),
        ("", ""),
    ],
)
def test_doi(text, doi):
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("text", "pmid"),
    [("PUBMED 37362617", "37362617"), ("10051933.0", "10051933"), ("PMC123", ""), ("", "")],
)
def test_pmid(text, pmid):
    assert pmid_in(text) == pmid
