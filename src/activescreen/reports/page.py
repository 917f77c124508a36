"""What all pages share: one style sheet, no script, no network, every text from data escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import altair as alt
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from activescreen.reports.recall_curve import chart_svg


def render_page(template: str, **values: Any) -> str:
    """A page from a template, which extends ``base.html.j2``.

    Parameters
    ----------
    template
        Its file name in ``reports/templates``.
    **values
        What it shows. A missing one is an error, not a gap on the page.
    """
    return _environment().get_template(template).render(**values)


def inline_svg(chart: alt.LayerChart | alt.ConcatChart, name: str) -> Markup:
    """A chart as part of a page.

    Parameters
    ----------
    chart
        The chart.
    name
        Tells its ids from those of the page's other charts, each of which numbers from zero.
    """
    svg = re.sub(r'(id="|url\(#)', rf"\g<1>{name}-", chart_svg(chart))
    # vl-convert escapes the texts it draws, so this is markup of our own making.
    return Markup(svg)  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("activescreen.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
