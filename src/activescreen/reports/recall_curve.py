"""The recall curve: how much of what is relevant was found after so many records read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import altair as alt

from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.reports.curves import left_to_find, left_to_read
from activescreen.reports.layers import INK, Key, panel
from activescreen.reports.words import count, count_span, plural
from activescreen.simulation.run import SimulationRun

WIDTH: Final = 640
HEIGHT: Final = 400
PANEL_WIDTH: Final = 250
PANEL_HEIGHT: Final = 180
PANEL_COLUMNS: Final = 3


def recall_chart(
    runs: Sequence[SimulationRun],
    baseline: Sequence[SimulationRun] = (),
    *,
    target: float = 0.95,
    title: str | None = None,
) -> alt.LayerChart | alt.ConcatChart:
    """Recall against records read, one panel a review.

    Every seed is drawn, and their mean where there are several; beside them random order, the
    best possible order, the target, and where the stopping rules ended.

    Parameters
    ----------
    runs
        Simulated screenings of one review or more, in one configuration or more.
    baseline
        Runs in random order; without any, the expected line alone is drawn.
    target
        Recall at which a line is drawn.
    title
        Heading; by default the file's name, or the number of reviews. An empty one leaves
        the chart without heading.

    Raises
    ------
    ValueError
        If there is no run.
    """
    if not runs:
        raise ValueError("a recall curve needs at least one run")
    key = Key(runs, baseline)
    files = list(dict.fromkeys(run.file for run in runs))
    if len(files) == 1:
        chart = panel(
            runs, baseline, key, target=target, width=WIDTH, height=HEIGHT, small=False
        ).properties(title=_title(files[0] if title is None else title, _subtitle(runs)))
        return styled(chart)
    panels = []
    for file in files:
        mine = [run for run in runs if run.file == file]
        random = [run for run in baseline if run.file == file]
        size = {"width": PANEL_WIDTH, "height": PANEL_HEIGHT}
        small = panel(mine, random, key, target=target, **size, small=True)
        panels.append(small.properties(title=_title(file, _subtitle(mine)[:1], small=True)))
    chart = alt.concat(*panels, columns=PANEL_COLUMNS, spacing=24)
    heading = f"{len(files)} reviews" if title is None else title
    return styled(chart.properties(title=_title(heading, [])))


def save_chart(chart: alt.TopLevelMixin, path: Path) -> None:
    """Write a chart as PNG (two pixels a point) or SVG, by the file's suffix, all or nothing.

    Raises
    ------
    InputError
        If the suffix is another one, or the file cannot be written.
    """
    match path.suffix.lower():
        case ".png":
            write_whole(path, chart_png(chart))
        case ".svg":
            write_whole(path, chart_svg(chart).encode())
        case other:
            raise InputError(
                f"A plot cannot be written as '{other}'.",
                where=str(path),
                remedy="Use a file name that ends in .png or .svg.",
            )


def chart_svg(chart: alt.TopLevelMixin) -> str:
    """The chart as one SVG document."""
    buffer = io.StringIO()
    chart.save(buffer, format="svg")
    return buffer.getvalue()


def chart_png(chart: alt.TopLevelMixin, scale: float = 2) -> bytes:
    """The chart as PNG, ``scale`` pixels a point."""
    buffer = io.BytesIO()
    chart.save(buffer, format="png", scale_factor=scale)
    return buffer.getvalue()


def _title(text: str, subtitle: list[str], *, small: bool = False) -> Any:
    if not text and not subtitle:
        return alt.Undefined
    size = {"fontSize": 13, "subtitleFontSize": 11.5} if small else {}
    return alt.TitleParams(text, subtitle=subtitle, **size)


def _subtitle(runs: Sequence[SimulationRun]) -> list[str]:
    """How much there was to find; what is not drawn; which rules never stopped."""
    find, read = [left_to_find(run) for run in runs], [left_to_read(run) for run in runs]
    known = {len(run.priors) for run in runs}
    lines = [f"{count_span(find)} relevant among {count_span(read)} records"]
    if not any(find):
        lines = [f"Nothing relevant to find among {count_span(read)} records"]
    if known == {1}:
        lines.append("The record known at the start is not drawn")
    elif known != {0}:
        lines.append(f"The {count_span(sorted(known))} records known at the start are not drawn")
    if silent := _never_stopped(runs):
        lines.append(f"Never stopped: {', '.join(silent)}")
    if cut := sum(not run.complete for run in runs):
        lines.append(f"{plural(cut, 'run')} interrupted before the end")
    return lines


def _never_stopped(runs: Sequence[SimulationRun]) -> list[str]:
    """Rules that did not stop, with how many of the runs where it was not all of them."""
    answers: dict[str, list[bool]] = {}
    for run in runs:
        for stop in run.stopping:
            answers.setdefault(stop.rule, []).append(stop.stopped_at is None)
    return [
        rule if all(silent) else f"{rule} (in {count(sum(silent))} of {len(silent)} runs)"
        for rule, silent in answers.items()
        if any(silent)
    ]


def styled(chart: Any) -> Any:
    """The chart with the fonts, colours and legend that all our pictures share."""
    """A chart in the fonts, sizes and greys that all of ours have."""
    font = "Helvetica, Arial, 'Liberation Sans', sans-serif"
    chart = chart.configure(font=font, background="white", padding=14)
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=INK,
        titleColor=INK,
        labelFontSize=12,
        titleFontSize=13,
        titleFontWeight="normal",
        titlePadding=10,
        gridColor="#e7e9ec",
        domainColor="#8b949e",
        tickColor="#8b949e",
        labelOverlap=True,
        labelFlush=False,
    )
    chart = chart.configure_legend(
        orient="bottom",
        direction="horizontal",
        columns=3,
        labelFontSize=12,
        labelColor=INK,
        labelLimit=320,
        titleFontSize=12,
        titleColor=INK,
        columnPadding=22,
        rowPadding=5,
        offset=14,
    )
    return chart.configure_title(
        anchor="start",
        color=INK,
        fontSize=16,
        fontWeight=600,
        subtitleColor="#57606a",
        subtitleFontSize=12.5,
        subtitlePadding=6,
        offset=12,
    )
