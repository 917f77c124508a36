"""Results as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Final

from rich.table import Table

from activescreen.reports.glossary import term
from activescreen.reports.words import UNDEFINED, shown
from activescreen.simulation import SimulationRun

_SHOWN: Final = (
    ("wss_95", "WSS@95"),
    ("wss_100", "WSS@100"),
    ("need_95", "read for 95 %"),
    ("need_100", "read for all"),
    ("recall_at_10pct", "recall at 10 %"),
    ("nauc", "nAUC"),
    ("atd_fraction", "ATD, share"),
)


def metrics_table(runs: Sequence[SimulationRun]) -> Table:
    """One row a seed, and their mean."""
    table = Table(
        title="How the ranking did (records known at the start left out)",
        caption=f"{UNDEFINED}: not reached, or nothing to measure",
    )
    table.add_column("seed", no_wrap=True)
    for _, title in _SHOWN:
        table.add_column(title, justify="right")
    for run in runs:
        values = [run.metrics.get(name) for name, _ in _SHOWN]
        table.add_row(str(run.seed), *_formatted(values))
    if len(runs) > 1:
        columns = [[run.metrics.get(name) for run in runs] for name, _ in _SHOWN]
        table.add_row("mean", *_formatted([_mean(column) for column in columns]), style="bold")
    return table


def stopping_table(runs: Sequence[SimulationRun]) -> Table:
    """One row a (rule, seed)."""
    table = Table(title="Where each rule would have stopped (everything read is counted)")
    # In a narrow terminal only the badge is folded: a cut name is no name.
    table.add_column("rule", no_wrap=True)
    table.add_column("badge", overflow="fold")
    table.add_column("seed", no_wrap=True)
    for title in ("read", "found", "recall"):
        table.add_column(title, justify="right", no_wrap=True)
    for run in runs:
        for stop in run.stopping:
            read = "never" if stop.stopped_at is None else f"{stop.stopped_at:,}"
            recall = shown(stop.recall, "down")
            table.add_row(
                stop.rule,
                stop.badge,
                str(run.seed),
                read,
                f"{stop.found} of {run.relevant}",
                recall,
            )
    return table


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if len(known) == len(values) else None


def _formatted(values: Sequence[float | None]) -> list[str]:
    return [
        UNDEFINED if value is None else term(name).show(value)
        for value, (name, _) in zip(values, _SHOWN, strict=True)
    ]
