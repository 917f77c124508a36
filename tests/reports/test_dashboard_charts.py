"""The pictures of a review at work."""

import xml.etree.ElementTree as ET

from activescreen.reports.dashboard_charts import (
    Bar,
    Point,
    agreement_svg,
    phase_svg,
    yield_svg,
)


def texts(svg):
    """The words in a picture; it must be well-formed."""
    root = ET.fromstring(svg)  # noqa: S314  # of our own making
    return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_what_reading_gives_is_told_per_hundred():
    svg = yield_svg((Bar(1, 200, 10), Bar(201, 300, 1)))
    assert "Included per 100 read" in texts(svg)
    assert "5" in texts(svg)


def test_nothing_found_is_a_picture_as_well():
    assert "Records read" in texts(yield_svg((Bar(1, 3, 0),)))


def test_what_is_not_defined_of_agreement_is_left_out():
    window = Point(1, 100, 1.0, 1.0, 1.0, None, 0.0)
    names = texts(agreement_svg((window,), "one"))
    assert {"Equal verdicts", "AC1", "PABAK", "Inclusions"} <= set(names)
    assert "Kappa" not in names


def test_agreement_below_chance_stays_in_the_picture():
    window = Point(1, 100, 0.5, 0.1, 0.0, -0.4, 0.1)
    assert any(
        text.startswith("\N{MINUS SIGN}0.4") for text in texts(agreement_svg((window,), "two"))
    )


def test_a_phase_shows_where_its_rule_stops():
    names = texts(phase_svg((12, 40), (20, 35, 50, 60), 80, "5 %"))
    assert "stops here (error 5 %)" in names
    assert "Random draws" in names


def test_a_phase_without_draws_or_boundaries_is_drawn():
    assert "Random draws" in texts(phase_svg((0,), (), 80, "5 %"))


def test_pictures_of_one_page_have_ids_of_their_own():
    window = Point(1, 100, 1.0, 1.0, 1.0, 1.0, 0.5)
    one, two = agreement_svg((window,), "a"), agreement_svg((window,), "b")
    ids = [
        {node.get("id") for node in ET.fromstring(svg).iter() if node.get("id")}  # noqa: S314
        for svg in (one, two)
    ]
    assert ids[0].isdisjoint(ids[1])
