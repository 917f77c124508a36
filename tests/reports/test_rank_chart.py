"""The chart of one record's ranks: every rank is in it, where it belongs."""

import xml.etree.ElementTree as ET

import pytest

from activescreen.reports.rank_chart import Stood, rank_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*stood, most=100):
    return ET.fromstring(rank_svg(tuple(Stood(*each) for each in stood), most))  # noqa: S314  # our own


def test_every_rank_is_told_and_a_better_one_stands_higher():
    circles = list(drawn((0, 90), (50, 40), (120, 1)).iter(f"{SVG}circle"))
    assert [circle.findtext(f"{SVG}title") for circle in circles] == [
        "Rank 90 after 0 decisions",
        "Rank 40 after 50 decisions",
        "Rank 1 after 120 decisions",
    ]
    heights = [float(circle.get("cy")) for circle in circles]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == 0
    across = [float(circle.get("cx")) for circle in circles]
    assert across == sorted(across)


@pytest.mark.parametrize(
    ("stood", "most"),
    [([(7, 1), (7, 1)], 1), ([(0, 2), (1, 1)], 2), ([(120, 99_000), (200_120, 3)], 100_000)],
)
def test_the_axes_name_whole_numbers_from_the_first_rank_to_the_last(stood, most):
    svg = drawn(*stood, most=most)
    said = [text.text for text in svg.iter(f"{SVG}text")]
    figures = [int(text.replace(",", "")) for text in said if text[0].isdigit()]
    assert {1, max(most, 2)} <= set(figures)
    assert len(figures) < 25
    places = [float(text.get("x")) for text in svg.iter(f"{SVG}text") if text.get("x")]
    assert all(-10 <= place <= 640 for place in places)
