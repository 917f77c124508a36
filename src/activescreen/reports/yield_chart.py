"""What reading still gives: relevant records found in each hundred read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import altair as alt
import numpy as np
import pandas as pd

from activescreen.reports.curves import left_to_find, left_to_read
from activescreen.reports.layers import GREY, PALETTE
from activescreen.reports.recall_curve import HEIGHT, WIDTH, styled
from activescreen.reports.words import count, count_span, plural
from activescreen.simulation.run import SimulationRun

STEP: Final = 100


def yield_chart(
    runs: Sequence[SimulationRun], *, step: int = STEP, title: str | None = None
) -> alt.LayerChart:
    """Relevant records found in each ``step`` records read, the mean over runs as bars.

    Several runs are drawn as points beside their mean. The dashed line is the yield of reading
    in random order.

    Parameters
    ----------
    runs
        Simulated screenings of one review in one configuration. Records known at the start are
        left out.
    step
        Records that are taken together.
    title
        Heading; by default the file's name.

    Raises
    ------
    ValueError
        If there is no run, or runs of several reviews or configurations.
    """
    if not runs or len({(run.file, run.config) for run in runs}) > 1:
        raise ValueError("a yield chart needs the runs of one review in one configuration")
    if step < 1:
        raise ValueError("records are taken together one at a time or more")
    table = yield_table(runs, step)
    bars = table.groupby(["from", "to"], as_index=False)["found"].mean().assign(zero=0)
    end = max(left_to_read(run) for run in runs)
    x = alt.X("from:Q").title("Records read").scale(domain=[0, max(end, 1)], nice=False)
    x = x.axis(format=",d", tickCount=8, tickMinStep=1)
    y = alt.Y("found:Q").title(f"Relevant found per {count(step)} read")
    base = step * left_to_find(runs[0]) / max(left_to_read(runs[0]), 1)
    y = y.scale(domain=[0, 1.08 * max([base, 1.0, *table["found"].tolist()])], nice=False)
    bar = alt.Chart(bars).mark_rect(color=PALETTE[0], opacity=0.75, stroke="white")
    layers = [bar.encode(x, y, alt.X2("to:Q"), alt.Y2("zero:Q"))]
    if len(runs) > 1:
        points = alt.Chart(table).mark_point(filled=True, color=PALETTE[1], size=28, opacity=0.8)
        layers.append(points.encode(alt.X("middle:Q"), y))
    random = pd.DataFrame({"found": [base], "label": ["random order"], "end": [end]})
    line = alt.Chart(random)
    layers += [
        line.mark_rule(color=GREY, strokeDash=[5, 4]).encode(y),
        line.mark_text(align="right", dy=-7, dx=-4, color=GREY, fontSize=12).encode(
            alt.X("end:Q"), y, alt.Text("label:N")
        ),
    ]
    heading = runs[0].file if title is None else title
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT // 2)
    subtitle = _subtitle(runs)
    return styled(chart.properties(title=alt.TitleParams(heading, subtitle=[subtitle])))


def yield_table(runs: Sequence[SimulationRun], step: int = STEP) -> pd.DataFrame:
    """Finds as a long table, one row a run and stretch of ``step`` records.

    Columns: ``config, seed, from, to, middle, found``. A run that ended with its last inclusion
    found nothing in what follows; of one that was interrupted nothing more is known.
    """
    rows = []
    longest = max(len(run.labels) - len(run.priors) for run in runs)
    for run in runs:
        labels = run.labels[len(run.priors) :]
        known = longest if run.complete else len(labels)
        for start in range(0, known, step):
            stop = min(start + step, left_to_read(run))
            found = int(np.count_nonzero(labels[start:stop]))
            rows.append((run.config, run.seed, start, stop, (start + stop) / 2, found))
    return pd.DataFrame(rows, columns=["config", "seed", "from", "to", "middle", "found"])


def _subtitle(runs: Sequence[SimulationRun]) -> str:
    find, read = [left_to_find(run) for run in runs], [left_to_read(run) for run in runs]
    text = f"{count_span(find)} relevant among {count_span(read)} records"
    if len(runs) > 1:
        text += f"; bars: mean of {plural(len(runs), 'run')}, points: each of them"
    return text
