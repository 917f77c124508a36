"""``activescreen rank``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import (
    Config,
    LabelColumn,
    Mapping,
    ReviewInstead,
    ReviewsFolder,
    Stage,
)


def rank(
    out: Annotated[
        Path,
        typer.Option(
            metavar="RANKED.csv",
            help="Write the ranking here.",
            show_default=False,
            readable=False,
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="File in any format that is read. Not with --review.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    review: ReviewInstead = None,
    workspace: ReviewsFolder = None,
    label_column: LabelColumn = None,
    stage: Stage = None,
    config: Config = "default",
    question: Annotated[
        str, typer.Option(help="The review question, to rank by before there is an inclusion.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Decides what is left to chance.", min=0)] = 0,
    mapping: Mapping = None,
) -> None:
    """Rank the unlabelled records of a FILE in which some are labelled, or of a review."""
    from activescreen.cli.mapping import mapping_of
    from activescreen.cli.sources import check_one_source

    of_file = {
        "--label-column": label_column is not None,
        "--stage": stage is not None,
        "--config": config != "default",
        "--question": bool(question),
        "--seed": seed != 0,
        "--map": bool(mapping),
    }
    check_one_source("FILE", file, review, workspace, of_file)
    if review is not None:
        from activescreen.cli.rank_review import run as run_review

        run_review(workspace, review, out)
    elif file is not None:
        from activescreen.cli.rank import run

        run(file, out, label_column, stage, config, question, seed, mapping_of(mapping))
