"""The chart of one record's ranks: every rank is in it, where it belongs."""

import re
import xml.etree.ElementTree as ET

import pytest

from activescreen.reports.rank_chart import Stood, rank_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*stood, most=100):
    svg = rank_svg(tuple(Stood(*each) for each in stood), most)
    return ET.fromstring(svg)  # noqa: S314  # our own


def points(svg):
    """What a dot says -> its height on the page."""
    found = {}
    for path in svg.iter(f"{SVG}path"):
        if path.get("aria-roledescription") == "point":
            place = re.match(r"translate\(([\d.]+),([\d.]+)\)", path.get("transform"))
            found[path.get("aria-label")] = float(place[2])
    return found


def test_every_rank_is_told_and_a_better_one_stands_higher():
    found = points(drawn((0, 90), (50, 40), (120, 1)))
    said = [[int(figure) for figure in re.findall(r"\d+", text)] for text in found]
    assert said == [[0, 90], [50, 40], [120, 1]]
    heights = list(found.values())
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] > 3  # the uppermost dot is clear of the frame


@pytest.mark.parametrize(
    ("stood", "most"),
    [([(7, 1), (7, 1)], 1), ([(0, 2), (1, 1)], 2), ([(120, 99_000), (200_120, 3)], 100_000)],
)
def test_the_axes_name_whole_numbers_from_the_first_rank_to_the_last(stood, most):
    said = [text.text for text in drawn(*stood, most=most).iter(f"{SVG}text")]
    figures = [int(text.replace(",", "")) for text in said if text[0].isdigit()]
    assert {1, max(most, 2)} <= set(figures)
    assert len(figures) < 30
