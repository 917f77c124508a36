"""``activescreen backup``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import ReviewsFolder


def backup(
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT.zip", help="The archive to write.", show_default=False, readable=False
        ),
    ],
    workspace: ReviewsFolder = None,
    review: Annotated[
        str | None, typer.Option(help="The review's name.  [default: all reviews]")
    ] = None,
) -> None:
    """Write reviews with every record, decision, ranking and imported file to OUT.zip."""
    from activescreen.cli.backup import run

    run(workspace, review, out)
