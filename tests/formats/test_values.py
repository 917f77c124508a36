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
    ("text", "year"),
    [("2014//", 2014), ("4-8 Aug. 2020", 2020), ("2001.0", 2001), ("10 15", None), ("", None)],
)
def test_year(text, year):
    assert values.parse_year(text) == year


def test_keywords_keep_commas_inside_where_semicolons_separate():
    assert values.split_keywords("Administration, Oral; Child") == ("Administration, Oral", "Child")
    assert values.split_keywords("a, b") == ("a", "b")
