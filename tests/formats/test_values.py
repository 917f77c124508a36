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


def test_keywords_keep_commas_inside_brackets():
    found = values.split_keywords("asthma (diagnosis, therapy), child")
    assert found == ("asthma (diagnosis, therapy)", "child")
    assert values.split_keywords("a (b, c") == ("a (b", "c")


def test_distinct_words_keep_their_order():
    assert values.distinct(["b", "A", "B", "a", "c"]) == ("b", "A", "c")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("CO<sub>2</sub> and <i>Homo</i>", "CO2 and Homo"),
        ("p < 0.05 and b > 3", "p < 0.05 and b > 3"),
        ("x<y and y>z; a <b and c> d", "x<y and y>z; a <b and c> d"),
        ("AT&T &amp; R&amp;D &amp;lt; &copy &#233;", "AT&T & R&D &lt; &copy é"),
        ("&lt;jats:p&gt;One&lt;/jats:p&gt;", "One"),
        ("p &lt; 0.05", "p < 0.05"),
        ('<span class="x">A</span><br/>B<mml:mi>C</mml:mi>', "A\nBC"),
        ("One.\n\nTwo.", "One.\n\nTwo."),
    ],
)
def test_text_without_markup(text, plain):
    assert values.plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Aas B, Bø C Jr; GARDEN Trial Group.", ("Aas B", "Bø C Jr", "GARDEN Trial Group")),
        ("van der Endt, Vera H. W.; Bo, C.", ("van der Endt, Vera H. W.", "Bo, C.")),
        ("[{'authorId': '1', 'name': 'Jo Bo'}, {'name': 'Al Aas'}]", ("Jo Bo", "Al Aas")),
        ("Mertens,Gaëtan; Engelhard,Iris M.", ("Mertens,Gaëtan", "Engelhard,Iris M.")),
        ("E Eder, F Fink…", ("E Eder", "F Fink")),
        ("Bo, C.; et al.", ("Bo, C.",)),
        ("[No author name available]", ()),
    ],
)
def test_authors_of_further_exporters(text, authors):
    assert values.split_authors(text) == authors


@pytest.mark.parametrize(("date", "year"), [("20040501", 2004), ("20041301", None), ("2004", 2004)])
def test_date_without_hyphens(date, year):
    assert values.parse_year(date) == year
