"""From cells to values."""

import pytest

from activescreen.formats import values


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Yang, Z.; Jiang, B.; Xu, J.", ("Yang, Z.", "Jiang, B.", "Xu, J.")),
        ("Yang, Z. and Jiang, B. and Xu, J.", ("Yang, Z.", "Jiang, B.", "Xu, J.")),
        ("Griffin DK, Larkin DM, O'Connor RE.", ("Griffin DK", "Larkin DM", "O'Connor RE")),
        ("Liu R., Adler D.G.", ("Liu R.", "Adler D.G.")),
        ("Achenbach, T. M., Rescorla, L. A.", ("Achenbach, T. M.", "Rescorla, L. A.")),
        ("Marx, Karl", ("Marx, Karl",)),
        ("['Marx, Karl', 'Lindgren, Astrid']", ("Marx, Karl", "Lindgren, Astrid")),
        ("van den Hoven,null;Smits,Maarten L. J.", ("van den Hoven", "Smits,Maarten L. J.")),
        ("Alexander Anderson", ("Alexander Anderson",)),
        ("Barrett, Paul M; ", ("Barrett, Paul M",)),
        ("", ()),
        ("nan", ()),
    ],
)
def test_authors(text, authors):
    assert values.split_authors(text) == authors


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/ABC.1", "10.1000/ABC.1"),
        ("http://dx.doi.org/10.1002%2Fjts.22387.", "10.1002/jts.22387"),
        ("doi: 10.1063/1.4814070", "10.1063/1.4814070"),
        ("10.1016/S0140-6736(05)67019-1", "10.1016/S0140-6736(05)67019-1"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1038/s41467-024-48400-3     LK  - https://x", "10.1038/s41467-024-48400-3"),
        ("doi [pii]", ""),
        ("10.1016", ""),
        ("", ""),
    ],
)
def test_doi(text, doi):
    assert values.clean_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "year"),
    [("2014//", 2014), ("4-8 Aug. 2020", 2020), ("2001.0", 2001), ("10 15", None), ("", None)],
)
def test_year(text, year):
    assert values.parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "pmid"),
    [("PUBMED 37362617", "37362617"), ("10051933.0", "10051933"), ("PMC123", ""), ("", "")],
)
def test_pmid(text, pmid):
    assert values.clean_pmid(text) == pmid


def test_keywords_keep_commas_inside_where_semicolons_separate():
    assert values.split_keywords("Administration, Oral; Child") == ("Administration, Oral", "Child")
    assert values.split_keywords("a, b") == ("a", "b")
