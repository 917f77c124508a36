"""What was thought of recall while reading: estimates with their intervals, and the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from activescreen.reports.layers import INK, PALETTE
from activescreen.reports.recall_curve import HEIGHT, WIDTH, styled
from activescreen.reports.words import count, mean, percent
from activescreen.simulation.run import SimulationRun
from activescreen.stopping import RecallEstimate

TRUE: Final = "True recall"
Looks = Sequence[tuple[int, RecallEstimate]]


def recall_estimate_chart(
    run: SimulationRun,
    estimates: Mapping[str, Looks] | None = None,
    *,
    target: float = 0.95,
    title: str | None = None,
) -> alt.LayerChart:
    """Estimates of recall against records read, each with its interval, and the true recall.

    Everything a person read counts here, records known at the start included, because that is
    what an estimate is about. Where a method gives only a bound, the bound is the line.

    Parameters
    ----------
    run
        A simulated screening.
    estimates
        Name -> (records read, estimate) at each look; by default those that the run made.
    target
        Recall at which a line is drawn.
    title
        Heading; by default the file's name.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    shown = estimates if estimates is not None else estimates_of(run)
    table = estimate_table(shown)
    truth = _truth(run)
    if table.empty and truth.empty:
        raise ValueError("a chart of estimates needs an estimate or something to find")
    names = [*shown] + ([TRUE] if not truth.empty else [])
    colours = [PALETTE[k % len(PALETTE)] for k in range(len(shown))] + [INK]
    colour = alt.Color("series:N").scale(domain=names, range=colours[: len(names)])
    colour = colour.legend(
        alt.Legend(title=None, symbolType="stroke", symbolSize=400, symbolOpacity=1)
    )
    end = max([len(run.order), *table["records_read"].tolist()])
    x = alt.X("records_read:Q").title("Records read").scale(domain=[0, end], nice=False)
    x = x.axis(format=",d", tickCount=8, tickMinStep=1)
    y = alt.Y("recall:Q").title("Recall").scale(domain=[0, 1.02], nice=False)
    y = y.axis(format=".0%", values=[k / 5 for k in range(6)])
    line = pd.DataFrame({"recall": [target]})
    layers: list[Any] = [alt.Chart(line).mark_rule(color="#b35900", opacity=0.75).encode(y)]
    if not table.empty:
        chart = alt.Chart(table)
        band = alt.Y("low:Q").scale(domain=[0, 1.02], nice=False)
        layers += [
            chart.mark_area(opacity=0.16).encode(x, band, alt.Y2("high:Q"), colour),
            chart.mark_line(strokeWidth=2.2).encode(x, y, colour),
        ]
    if not truth.empty:
        layers.append(
            alt.Chart(truth)
            .mark_line(interpolate="step-after", strokeWidth=1.8, strokeDash=[5, 3])
            .encode(x, y, colour)
        )
    heading = run.file if title is None else title
    subtitle = [f"{count(run.relevant)} relevant among {count(run.population)} records"]
    subtitle += [line for name, looks in shown.items() for line in _verdict(name, looks, run)]
    return styled(
        alt.layer(*layers)
        .properties(width=WIDTH, height=HEIGHT)
        .properties(title=alt.TitleParams(heading, subtitle=subtitle))
    )


def estimates_of(run: SimulationRun) -> dict[str, Looks]:
    """The estimates that a run made, by method, with their badge in the name."""
    looks: dict[str, list[tuple[int, RecallEstimate]]] = {}
    for read, estimate in run.estimates:
        name = f"{estimate.method} ({estimate.badge.value})"
        looks.setdefault(name, []).append((read, estimate))
    return dict(looks)


def estimate_table(estimates: Mapping[str, Looks]) -> pd.DataFrame:
    """Estimates as a long table, one row a look.

    Columns: ``series, records_read, recall, low, high``; a bound that a method does not give is
    the end of the scale on its side.
    """
    rows = []
    for name, looks in estimates.items():
        for read, estimate in looks:
            point = estimate.low if estimate.recall is None else estimate.recall
            if point is None:
                continue
            low = point if estimate.low is None else estimate.low
            rows.append((name, read, point, low, point if estimate.high is None else estimate.high))
    return pd.DataFrame(rows, columns=["series", "records_read", "recall", "low", "high"])


def _truth(run: SimulationRun) -> pd.DataFrame:
    if run.relevant < 1:
        return pd.DataFrame(columns=["series", "records_read", "recall"])
    rises = np.flatnonzero(run.labels) + 1
    read = np.concatenate([[0], rises, [len(run.labels)]])
    found = np.concatenate([np.arange(len(rises) + 1), [len(rises)]])
    return pd.DataFrame({"series": TRUE, "records_read": read, "recall": found / run.relevant})


def _verdict(name: str, looks: Looks, run: SimulationRun) -> list[str]:
    """How the bounds and the estimate itself did over the looks, line by line."""
    if not run.relevant:
        return []
    found = np.concatenate([[0], np.cumsum(run.labels)])
    true = {read: float(found[min(read, len(run.labels))] / run.relevant) for read, _ in looks}
    lines = []
    bounded = [(read, e) for read, e in looks if e.low is not None or e.high is not None]
    if bounded:
        lines.append(f"{name}: {_held(bounded, true)}")
    errors = [e.recall - true[read] for read, e in looks if e.recall is not None]
    if errors:
        who = "The estimate itself" if bounded else f"{name}: the estimate"
        lines.append(
            f"{who} was off by {100 * mean([abs(error) for error in errors]):.1f} points on "
            f"average (mean error {_signed(100 * mean(errors))})"
        )
    return lines


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "\N{MINUS SIGN}")


def _held(bounded: Looks, true: Mapping[int, float]) -> str:
    """How often the truth lay within the bounds; what that means where they are one-sided."""
    held = sum(
        (e.low or 0.0) <= true[read] <= (1.0 if e.high is None else e.high) for read, e in bounded
    )
    level = percent(bounded[0][1].level)
    often = f"at {count(held)} of {count(len(bounded))} looks, which are not independent"
    if all(e.high is None or e.high >= 1.0 for _, e in bounded):
        # An interval up to 100 % holds whatever is above its lower end.
        return f"true recall was not below the {level} lower bound {often}"
    return f"the {level} interval held the truth {often}"
