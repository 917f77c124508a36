"""LaTeX to Unicode and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.formats.latex import from_latex, to_latex


@pytest.mark.parametrize(
    ("coded", "plain"),
    [
        (r"M{\"u}ller, {\'E}t\'{e}, na\"{\i}ve, fa\c{c}ade, {\v S}koda, Erd\H{o}s", None),
        (r"{\AA}ngstr{\"o}m, Stra{\ss}e, Stra\ss e, \O{}rsted, \L\'od\'z", None),
        (r"50\% of a\_b \& c\#1 \{x\} \$5", "50% of a_b & c#1 {x} $5"),
        ("100% of them, no comment", "100% of them, no comment"),
        (r"$\alpha$, $p < 0.05$, $\beta_2$, $n = 5$", "α, p < 0.05, β_2, n = 5"),
        ("$5 and $10, 5~10 mg, Dr.~Who", "$5 and $10, 5~10 mg, Dr. Who"),
        (r"\textit{Homo} {\em sapiens} \textbf{x}", "Homo sapiens x"),
        (r"\unknown{kept} C:\temp\new", r"\unknownkept C:\temp\new"),
        ("``quoted'' {RNA}", "“quoted” RNA"),
        (r"5 \textgreater 3 \textdegree{}C \textendash{} \pm 2", "5 > 3 °C – ± 2"),
        ("plain", "plain"),
    ],
)
def test_text_that_latex_would_print(coded, plain):
    expected = {
        "M": "Müller, Été, naïve, façade, Škoda, Erdős",
        "{": "Ångström, Straße, Straße, Ørsted, Łódź",
    }
    assert from_latex(coded) == (plain if plain is not None else expected[coded[0]])


def test_braces_are_kept_where_notes_need_them():
    assert from_latex(r'{"Ann"=>"50\%"}', keep_braces=True) == '{"Ann"=>"50%"}'


@given(st.text(st.sampled_from("\\{}%$&#_~^`'\"ab cé\n.-") | st.characters(codec="utf-8")))
def test_what_is_written_is_read(text):
    assert from_latex(to_latex(text)) == text
    assert to_latex(text).count("{") == to_latex(text).count("}")
