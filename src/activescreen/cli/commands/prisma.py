"""``activescreen prisma``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import ReviewInstead, ReviewsFolder


def prisma(
    numbers: Annotated[
        Path | None,
        typer.Argument(
            metavar="NUMBERS.json",
            help="The numbers of the flow, as docs/prisma.md describes them. Not with --review.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    review: ReviewInstead = None,
    workspace: ReviewsFolder = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.svg|png|json",
            help="Write the diagram here; as .json, its numbers and what the checks said.  "
            "[default: check only]",
            readable=False,
        ),
    ] = None,
    notes: Annotated[
        bool,
        typer.Option(
            help="Say below the diagram what is not known and what does not add up.",
        ),
    ] = True,
) -> None:
    """Draw the PRISMA 2020 flow diagram, and say where its numbers do not add up."""
    from activescreen.cli.prisma import run_file, run_review
    from activescreen.cli.sources import check_one_source

    check_one_source("NUMBERS.json", numbers, review, workspace)
    if review is not None:
        run_review(workspace, review, out, notes=notes)
    elif numbers is not None:
        run_file(numbers, out, notes=notes)
