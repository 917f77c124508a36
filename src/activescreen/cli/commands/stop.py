"""``activescreen stop``: the commands about stopping, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

stop = typer.Typer(
    name="stop",
    help="What a claim about recall costs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@stop.callback()
def about_stopping() -> None:
    """What a claim about recall costs."""


@stop.command()
def price(
    records: Annotated[int, typer.Option(help="Records in all.", show_default=False)],
    read: Annotated[int, typer.Option(help="Records read so far.", show_default=False)],
    found: Annotated[
        int, typer.Option(help="Relevant records among those read.", show_default=False)
    ],
    left: Annotated[
        int | None,
        typer.Option(
            help="Relevant records taken to be left, for the expected reading.  "
            "[default: as many as the target allows to be missing now]"
        ),
    ] = None,
    target: Annotated[str, typer.Option(help="Recalls to claim: T,T.")] = "0.8,0.9,0.95,1",
    alpha: Annotated[str, typer.Option(help="Errors a claim may have: A,A.")] = "0.01,0.05,0.1",
    votes: Annotated[int, typer.Option(help="Reviewers a record.")] = 2,
    seconds: Annotated[float, typer.Option(help="Seconds a reviewer takes for a record.")] = 30.0,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the prices here.", readable=False),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="OUT.svg|png", help="Draw the prices here.", readable=False),
    ] = None,
) -> None:
    """Say how many more records each certified rule would read, before you commit to it."""
    from activescreen.cli.stop import PriceOptions, run_price

    run_price(
        PriceOptions(
            records=records,
            read=read,
            found=found,
            left=left,
            targets=target,
            alphas=alpha,
            votes=votes,
            seconds=seconds,
            json_out=json_out,
            plot=plot,
        )
    )
