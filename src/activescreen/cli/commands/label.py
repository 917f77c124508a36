"""``activescreen label``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import LabelColumn, ReviewName, ReviewsFolder, Stage


def label(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS.csv",
            help="The ranked table or the table of draws with labels filled in, or any file "
            "with labels.",
            show_default=False,
            readable=False,
        ),
    ],
    review: ReviewName,
    workspace: ReviewsFolder = None,
    reviewer: Annotated[
        str, typer.Option(help="Whose labels they are, where the file does not say it.")
    ] = "",
    resolve: Annotated[
        bool,
        typer.Option(
            "--resolve", help="They are a consensus or an adjudicator's: they settle conflicts."
        ),
    ] = False,
    label_column: LabelColumn = None,
    stage: Stage = None,
) -> None:
    """Add the decisions in LABELS.csv to a review: all of them, or none."""
    from activescreen.cli.label import LabelOptions, run

    run(
        LabelOptions(
            workspace=workspace,
            review=review,
            file=file,
            reviewer=reviewer,
            resolve=resolve,
            label_column=label_column,
            stage=stage,
        )
    )
