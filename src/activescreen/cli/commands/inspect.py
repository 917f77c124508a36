"""``activescreen inspect``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import Mapping


def inspect(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files in any format.", show_default=False, readable=False),
    ],
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the findings here.", readable=False),
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.jsonl", help="Write the records here, one a line.", readable=False
        ),
    ] = None,
    mapping: Mapping = None,
) -> None:
    """Look at FILES as an import would, and say what is in them; nothing is stored."""
    from activescreen.cli.inspect import run
    from activescreen.cli.mapping import mapping_of

    run(files, json_out, records, mapping_of(mapping))
