"""``activescreen rank``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import Config, File, LabelColumn, Mapping, Stage


def rank(
    file: File,
    out: Annotated[
        Path,
        typer.Option(
            metavar="RANKED.csv",
            help="Write the ranking here.",
            show_default=False,
            readable=False,
        ),
    ],
    label_column: LabelColumn = None,
    stage: Stage = None,
    config: Config = "default",
    question: Annotated[
        str, typer.Option(help="The review question, to rank by before there is an inclusion.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Decides what is left to chance.", min=0)] = 0,
    mapping: Mapping = None,
) -> None:
    """Rank the unlabelled records of a FILE in which some are labelled."""
    from activescreen.cli.mapping import mapping_of
    from activescreen.cli.rank import run

    run(file, out, label_column, stage, config, question, seed, mapping_of(mapping))
