"""``activescreen simulate``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import Config, File, LabelColumn, Mapping, Stage, WorkspaceFolder


def simulate(
    file: File,
    priors: Annotated[
        str | None,
        typer.Option(
            help="Rows known at the start, counted from 0: ROW,ROW.  "
            "Empty: none.  [default: one inclusion and one exclusion drawn by the seed]"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="First seed.", min=0)] = 0,
    seeds: Annotated[int, typer.Option(help="How many seeds.", min=1)] = 1,
    config: Config = "default",
    rules: Annotated[
        str, typer.Option(help="Stopping rules to replay: RULE,RULE, or none.")
    ] = "calibrated_random_phase",
    retrain_every: Annotated[
        str,
        typer.Option(
            metavar="N|auto",
            help="Labels between two trainings; auto: every label up to 100, "
            "then whenever they have grown by 2 %.",
        ),
    ] = "auto",
    stop: Annotated[
        str, typer.Option(metavar="last-inclusion|end", help="Where reading ends.")
    ] = "last-inclusion",
    target: Annotated[float, typer.Option(help="Recall that the rules aim at.")] = 0.95,
    alpha: Annotated[float, typer.Option(help="Error that certified rules may have.")] = 0.05,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the runs here.", readable=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.html", help="Write the report here, its plot beside it.", readable=False
        ),
    ] = None,
    track: Annotated[
        bool, typer.Option("--track/--no-track", help="Keep the study in MLflow.")
    ] = True,
    label_column: LabelColumn = None,
    stage: Stage = None,
    mapping: Mapping = None,
    jobs: Annotated[
        int | None, typer.Option(help="Processes.  [default: one a core]", min=1)
    ] = None,
    workspace: WorkspaceFolder = None,
) -> None:
    """Screen a fully labelled FILE as a team would have; say what that would have saved."""
    from activescreen.cli.mapping import mapping_of
    from activescreen.cli.simulate import SimulateOptions, run

    run(
        SimulateOptions(
            file=file,
            priors=priors,
            seed=seed,
            seeds=seeds,
            config=config,
            rules=rules,
            retrain_every=retrain_every,
            stop=stop,
            target=target,
            alpha=alpha,
            json_out=json_out,
            report=report,
            track=track,
            label_column=label_column,
            stage=stage,
            mapping=mapping_of(mapping),
            jobs=jobs,
            workspace=workspace,
        )
    )
