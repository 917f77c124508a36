"""``activescreen evaluate``: its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import LabelColumn, Mapping, Stage, WorkspaceFolder


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|DIR...",
            help="Fully screened reviews: labelled files, ledgers, or folders of them.",
            show_default=False,
            readable=False,
        ),
    ],
    rules: Annotated[
        str,
        typer.Option(
            metavar="RULE,RULE|all",
            help="Rules to evaluate; a setting is written RULE:SETTING=VALUE.",
        ),
    ] = "all",
    config: Annotated[
        str,
        typer.Option(
            metavar="NAME,NAME",
            help="Configurations whose ranking is screened by; as-screened: the order in which "
            "the file says that it was read.",
        ),
    ] = "default",
    target: Annotated[float, typer.Option(help="Recall that the rules aim at.")] = 0.95,
    alpha: Annotated[float, typer.Option(help="Error that certified rules may have.")] = 0.05,
    seeds: Annotated[int, typer.Option(help="Simulated screenings a review.", min=1)] = 3,
    redraws: Annotated[
        int, typer.Option(help="Random orders a screening, for rules that draw.", min=1)
    ] = 1000,
    stress: Annotated[
        bool, typer.Option("--stress", help="Add the stress cases (eight times the work).")
    ] = False,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the rows here.", readable=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.html", help="Write the report here, its plot beside it.", readable=False
        ),
    ] = None,
    track: Annotated[
        bool, typer.Option("--track/--no-track", help="Keep the evaluation in MLflow.")
    ] = True,
    label_column: LabelColumn = None,
    stage: Stage = None,
    mapping: Mapping = None,
    jobs: Annotated[
        int | None, typer.Option(help="Processes.  [default: one a core]", min=1)
    ] = None,
    workspace: WorkspaceFolder = None,
) -> None:
    """Let stopping rules end finished reviews; say how often each keeps its word, at what cost."""
    from activescreen.cli.evaluate import EvaluateOptions, run
    from activescreen.cli.mapping import mapping_of

    run(
        EvaluateOptions(
            files=files,
            rules=rules,
            config=config,
            target=target,
            alpha=alpha,
            seeds=seeds,
            redraws=redraws,
            stress=stress,
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
