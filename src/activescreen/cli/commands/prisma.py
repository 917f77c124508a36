"""``activescreen prisma``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def prisma(
    numbers: Annotated[
        Path,
        typer.Argument(
            metavar="NUMBERS.json",
            help="The numbers of the flow, as docs/prisma.md describes them.",
            show_default=False,
            readable=False,
        ),
    ],
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
    from activescreen.cli.prisma import run_file

    run_file(numbers, out, notes=notes)
