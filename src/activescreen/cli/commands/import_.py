"""``activescreen import``: its options."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import LabelColumn, Mapping, ReviewName, ReviewsFolder, Stage


class From(StrEnum):
    """Where records were found, as a PRISMA flow diagram parts them."""

    DATABASE = "database"
    REGISTER = "register"
    OTHER = "other"


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="The files of one search, in any format; or a ledger.",
            show_default=False,
            readable=False,
        ),
    ],
    review: ReviewName,
    workspace: ReviewsFolder = None,
    wave: Annotated[
        str, typer.Option(help="Name of the search.  [default: 'search' and its number]")
    ] = "",
    origin: Annotated[
        From,
        typer.Option("--from", help="Where the records were found, for the PRISMA diagram."),
    ] = From.DATABASE,
    source: Annotated[
        str,
        typer.Option(
            help="Name of that place, as 'Google Scholar'.  [default: as the files say it]"
        ),
    ] = "",
    labels: Annotated[
        bool, typer.Option(help="Take labels in the files over as prior decisions.")
    ] = True,
    label_column: LabelColumn = None,
    stage: Stage = None,
    dedupe: Annotated[
        bool, typer.Option(help="Recognise copies, and what the review has already.")
    ] = True,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PAIRS.csv",
            help="What people decided on pairs, as --review-pairs lists them. May be repeated.",
            readable=False,
        ),
    ] = None,
    review_pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="PAIRS.csv",
            help="Write the pairs that a person must decide on here.",
            readable=False,
        ),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option(
            metavar="CHANGES.csv",
            help="Write here what the search says anew of records that were known.",
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
    """Add the FILES of a search to a review: all of them, or nothing."""
    from activescreen.cli.import_ import ImportOptions, run
    from activescreen.cli.mapping import mapping_of

    run(
        ImportOptions(
            workspace=workspace,
            review=review,
            files=files,
            wave=wave,
            origin=origin.value,
            source=source,
            labels=labels,
            label_column=label_column,
            stage=stage,
            deduplicate=dedupe,
            decisions=decisions or (),
            review_pairs=review_pairs,
            changes=changes,
            mapping=mapping_of(mapping),
            accept_mismatch=accept_mismatch,
        )
    )
