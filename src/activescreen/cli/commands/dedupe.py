"""``activescreen dedupe``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import Mapping


def dedupe(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files in any format.", show_default=False, readable=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DEDUPED.(csv|ris)",
            help="Write one record of each publication here.",
            show_default=False,
            readable=False,
        ),
    ],
    against: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="EXISTING",
            help="File of the review that FILES are compared with; its records are kept as they "
            "are. May be repeated.",
            readable=False,
        ),
    ] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PAIRS.csv",
            help="What people decided on pairs, as --review-pairs lists them. May be repeated.",
            readable=False,
        ),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(
            metavar="GROUPS.csv", help="Write the group of every record here.", readable=False
        ),
    ] = None,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the counts here.", readable=False),
    ] = None,
    review_pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="PAIRS.csv",
            help="Write the pairs that a person must decide on here.",
            readable=False,
        ),
    ] = None,
    mapping: Mapping = None,
    accept_mismatch: Annotated[
        bool,
        typer.Option(
            "--accept-mismatch",
            help="Take files of which another number of records was read than counted.",
        ),
    ] = False,
) -> None:
    """Find the records of FILES that are one publication, and keep one of each."""
    from activescreen.cli.dedupe import DedupeOptions, run
    from activescreen.cli.mapping import mapping_of

    run(
        DedupeOptions(
            files=files,
            out=out,
            against=against or (),
            decisions=decisions or (),
            groups=groups,
            json_out=json_out,
            review_pairs=review_pairs,
            mapping=mapping_of(mapping),
            accept_mismatch=accept_mismatch,
        )
    )
