"""``activescreen convert``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import Mapping


def convert(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="File in any format that is read.",
            show_default=False,
            readable=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="File to write.", show_default=False, readable=False),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="FORMAT",
            help="Format to write, as 'activescreen formats' lists them.  "
            "[default: by the extension of OUT]",
            show_default=False,
        ),
    ] = "",
    mapping: Mapping = None,
    accept_mismatch: Annotated[
        bool,
        typer.Option(
            "--accept-mismatch",
            help="Take a file of which another number of records was read than counted.",
        ),
    ] = False,
    covidence_list: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="Covidence's list that IN is (irrelevant, excluded, select, included, screen), "
            "where its name does not say so.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Write the records of IN, and what reviewers did with them, in another format."""
    from activescreen.cli.convert import ConvertOptions, run
    from activescreen.cli.mapping import mapping_of

    run(
        ConvertOptions(
            source=file,
            out=out,
            to=to,
            mapping=mapping_of(mapping),
            accept_mismatch=accept_mismatch,
            covidence_list=covidence_list,
        )
    )
