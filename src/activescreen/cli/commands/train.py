"""``activescreen train``: its options."""

from __future__ import annotations

from typing import Annotated

import typer

from activescreen.cli.options import ReviewName, ReviewsFolder


def train(
    review: ReviewName,
    workspace: ReviewsFolder = None,
    config: Annotated[
        str | None,
        typer.Option(
            help="Rank with this configuration from now on.  [default: as before]",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Decides what is left to chance.  [default: as before]", min=0),
    ] = None,
) -> None:
    """Train a model on the decisions of a review, and keep its ranking."""
    from activescreen.cli.train import run

    run(workspace, review, config, seed)
