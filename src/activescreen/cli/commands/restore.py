"""``activescreen restore``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import ReviewsFolder


def restore(
    archive: Annotated[
        Path,
        typer.Argument(
            metavar="ARCHIVE",
            help="A backup of reviews.",
            show_default=False,
            readable=False,
        ),
    ],
    workspace: ReviewsFolder = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="NAME", help="What to call the review.  [default: as it was called]"
        ),
    ] = None,
) -> None:
    """Put the reviews of a backup into a workspace, which is made if it is not there."""
    from activescreen.cli.restore import run

    run(workspace, archive, name)
