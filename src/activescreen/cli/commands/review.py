"""``activescreen review``: the commands about reviews, and their options."""

from __future__ import annotations

from typing import Annotated

import typer

from activescreen.cli.options import Config, ReviewsFolder

review = typer.Typer(
    name="review",
    help="Make a review in a workspace, and look at those there are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(help="The review's name.", show_default=False)]


@review.command()
def create(
    name: Name,
    workspace: ReviewsFolder = None,
    question: Annotated[
        str, typer.Option(help="The review question; records are ranked by it before any label.")
    ] = "",
    votes: Annotated[
        int, typer.Option(help="Agreeing reviewers that make a label final.", min=1)
    ] = 1,
    target: Annotated[str, typer.Option(help="Recall aimed at, above 0 and at most 1.")] = "0.95",
    alpha: Annotated[float, typer.Option(help="Error that a certified stop may have.")] = 0.05,
    rule: Annotated[
        str, typer.Option(help="Stopping rule, chosen before screening.")
    ] = "calibrated_random_phase",
    criterion: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ELEMENT=TEXT",
            help="A criterion, as in participants=adults. ELEMENT is participants, intervention, "
            "comparison, outcomes or study_design. May be repeated.",
        ),
    ] = None,
    exclusion_reason: Annotated[
        list[str] | None, typer.Option(help="A reason for exclusion. May be repeated.")
    ] = None,
    include_term: Annotated[
        list[str] | None,
        typer.Option(help="A word that is marked as speaking for a record. May be repeated."),
    ] = None,
    exclude_term: Annotated[
        list[str] | None,
        typer.Option(help="A word that is marked as speaking against one. May be repeated."),
    ] = None,
    pilot_size: Annotated[
        int, typer.Option(help="Records that everyone screens first.", min=1)
    ] = 15,
    pilot_agreement: Annotated[
        float, typer.Option(help="Share of them on which all must agree.", min=0, max=1)
    ] = 0.9,
    config: Config = "default",
    seed: Annotated[int, typer.Option(help="Decides what is left to chance.", min=0)] = 0,
) -> None:
    """Make a review called NAME, which has no records yet."""
    from activescreen.cli.review import CreateOptions, run_create

    run_create(
        CreateOptions(
            workspace=workspace,
            name=name,
            question=question,
            votes=votes,
            target=target,
            alpha=alpha,
            rule=rule,
            criteria=criterion or (),
            exclusion_reasons=exclusion_reason or (),
            include_terms=include_term or (),
            exclude_terms=exclude_term or (),
            pilot_size=pilot_size,
            pilot_agreement=pilot_agreement,
            config=config,
            seed=seed,
        )
    )


@review.command(name="list")
def list_(workspace: ReviewsFolder = None) -> None:
    """List the reviews of a workspace."""
    from activescreen.cli.review import run_list

    run_list(workspace)


@review.command()
def show(name: Name, workspace: ReviewsFolder = None) -> None:
    """Show what the review NAME holds and how far it is."""
    from activescreen.cli.review import run_show

    run_show(workspace, name)
