"""``compare``: a prioritised screening held against full human screening."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from activescreen.cli import console
from activescreen.cli.compare_report import show
from activescreen.cli.outputs import check_outputs
from activescreen.comparison import (
    Bootstrap,
    Comparison,
    Reference,
    Screened,
    as_json,
    choose_run,
    compare,
    from_ledger,
    from_run,
    read_runs,
    reference_of,
    rows,
)
from activescreen.comparison.continued import continued
from activescreen.comparison.measures import HEADER
from activescreen.errors import ConfigurationError, InputError
from activescreen.files import write_whole
from activescreen.formats import read_records, write_table
from activescreen.formats.ledger_file import open_ledger
from activescreen.formats.reading_order import ReadingOrder
from activescreen.stopping.base import check_alpha, check_target


@dataclass(frozen=True)
class CompareOptions:
    """The options of the command, as they were typed."""

    screened: Path
    truth: Path
    stop: str | None = None
    run: int | None = None
    target: float = 0.95
    alpha: float = 0.05
    label_column: str | None = None
    stage: str | None = None
    rows_in_order: bool = False
    ranking: Path | None = None
    seconds: float | None = None
    seed: int = 0
    json_out: Path | None = None
    csv_out: Path | None = None
    report: Path | None = None


def run(options: CompareOptions) -> None:
    """Compare, write what was asked for, print what came out.

    Raises
    ------
    InputError
        If a file cannot be read or written, or the two do not go together.
    """
    _check(options)
    screened, truth = read_sides(options)
    comparison = compare(
        screened,
        truth,
        stage=options.stage,
        seconds=options.seconds,
        bootstrap=Bootstrap(options.seed),
    )
    _write(options, comparison)
    show(comparison)
    for what, path in (
        ("Everything", options.json_out),
        ("Figures", options.csv_out),
        ("Report", options.report),
    ):
        if path is not None:
            console.say(f"{what}: {path}")


def read_sides(options: CompareOptions) -> tuple[Screened, Reference]:
    """The screening up to its stop, and the truth.

    Raises
    ------
    InputError
        If a file cannot be read, the truth is not fully labelled, or the order is not known.
    """
    records = read_records(options.truth, keep_raw=False)
    for report in records.reports:
        for sentence in (*report.repairs, *report.warnings):
            console.tell(f"{report.file}: {sentence}")
    truth = reference_of(records, options.truth.name, options.label_column, options.stage)
    runs = read_runs(options.screened)
    if runs is None:
        return _ledger(options), truth
    name = options.screened.name
    if options.ranking is not None:
        raise ConfigurationError(
            "A run has its whole order, and takes no ranking.",
            where="--ranking",
            remedy="Leave it out.",
        )
    chosen = choose_run(runs, options.run, name)
    return from_run(chosen, truth, name, options.stop, options.target, options.alpha)


def _ledger(options: CompareOptions) -> Screened:
    name = options.screened.name
    if options.run is not None:
        raise ConfigurationError(
            f"{name} is a ledger, which has no runs.", where="--run", remedy="Leave it out."
        )
    opened = open_ledger(options.screened)
    if opened.order is ReadingOrder.ROWS and not options.rows_in_order:
        raise InputError(
            "The file does not tell in which order its records were read.",
            where=name,
            remedy="Give a ledger, or a column 'decided_at' with the time of each decision. If "
            "the rows stand in the order of reading, say --rows-in-order.",
        )
    screened = from_ledger(
        opened.ledger, name, _records(options.stop), {"order told by": str(opened.order)}
    )
    if options.ranking is None:
        return screened
    return continued(screened, read_records(options.ranking, keep_raw=False), options.ranking.name)


def _records(stop: str | None) -> int | None:
    if stop is None or stop == "all":
        return None
    if stop.isdecimal():
        return int(stop)
    raise ConfigurationError(
        f"A ledger is cut after a number of records, not by '{stop}'.",
        where="--stop",
        remedy="Give a number, or leave --stop out: a ledger ends where the team stopped.",
    )


def _check(options: CompareOptions) -> None:
    check_target(options.target)
    check_alpha(options.alpha)
    seconds = options.seconds
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0):
        raise ConfigurationError(
            f"{seconds:g} seconds a vote are not possible.",
            where="--seconds",
            remedy="Give a number above 0.",
        )
    for file in filter(None, (options.screened, options.truth, options.ranking)):
        check_outputs(
            file,
            {"--json": options.json_out, "--csv": options.csv_out, "--report": options.report},
        )


def _write(options: CompareOptions, comparison: Comparison) -> None:
    if options.json_out is not None:
        data = json.dumps(as_json(comparison), ensure_ascii=False, allow_nan=False, indent=1)
        write_whole(options.json_out, f"{data}\n")
    if options.csv_out is not None:
        write_table(options.csv_out, HEADER, rows(comparison))
    if options.report is not None:
        from activescreen.reports.comparison import write_comparison

        write_comparison(options.report, comparison)
