"""``activescreen compare``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import LabelColumn, Stage


def compare(
    screened: Annotated[
        Path,
        typer.Option(
            metavar="LEDGER",
            help="The screening in ranked order: a ledger, the runs of 'simulate --json', or an "
            "export with decisions and their times.",
            show_default=False,
            readable=False,
        ),
    ],
    truth: Annotated[
        Path,
        typer.Option(
            metavar="LABELLED",
            help="Full human screening of the same records: every one of them labelled.",
            show_default=False,
            readable=False,
        ),
    ],
    stop: Annotated[
        str | None,
        typer.Option(
            metavar="RULE|N|all",
            help="Where reading ends: a rule of the run, a number of records, or all that was "
            "read.  [default: the run's first rule, or where the ledger ends]",
        ),
    ] = None,
    run: Annotated[
        int | None,
        typer.Option(help="Seed of the run to take.  [default: the first run]", min=0),
    ] = None,
    target: Annotated[float, typer.Option(help="Recall that the run's rules aimed at.")] = 0.95,
    alpha: Annotated[float, typer.Option(help="Error that the run's rules might have.")] = 0.05,
    label_column: LabelColumn = None,
    stage: Stage = None,
    rows_in_order: Annotated[
        bool,
        typer.Option(
            "--rows-in-order",
            help="Take the rows of LEDGER as the order of reading, where it has no times.",
        ),
    ] = False,
    ranking: Annotated[
        Path | None,
        typer.Option(
            metavar="RANKED.csv",
            help="The last ranking of LEDGER, as 'activescreen rank' wrote it: where unread "
            "inclusions stood.",
            readable=False,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            help="Seconds a vote takes.  [default: as the ledger measured it, or else 30]"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap intervals.", min=0)] = 0,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write everything here.", readable=False),
    ] = None,
    csv_out: Annotated[
        Path | None,
        typer.Option("--csv", metavar="OUT.csv", help="Write the figures here.", readable=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="OUT.html", help="Write the report here.", readable=False),
    ] = None,
) -> None:
    """Say what a screening in ranked order missed of what full human screening included."""
    from activescreen.cli.compare import CompareOptions
    from activescreen.cli.compare import run as run_comparison

    run_comparison(
        CompareOptions(
            screened=screened,
            truth=truth,
            stop=stop,
            run=run,
            target=target,
            alpha=alpha,
            label_column=label_column,
            stage=stage,
            rows_in_order=rows_in_order,
            ranking=ranking,
            seconds=seconds,
            seed=seed,
            json_out=json_out,
            csv_out=csv_out,
            report=report,
        )
    )
