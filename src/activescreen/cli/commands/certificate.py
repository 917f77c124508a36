"""``activescreen certificate``: the commands about certificates, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from activescreen.cli.options import (
    LabelColumn,
    ReviewInstead,
    ReviewName,
    ReviewsFolder,
    Stage,
)

certificate = typer.Typer(
    name="certificate",
    help="Register a random phase, certify where it stops, and verify a certificate.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@certificate.command()
def register(
    out: Annotated[
        Path,
        typer.Option(
            metavar="REGISTRATION.json",
            help="Write the registration here.",
            show_default=False,
            readable=False,
        ),
    ],
    draws: Annotated[
        Path,
        typer.Option(
            metavar="DRAWS.csv",
            help="Write the unread records here as CSV, in their registered order. A table with "
            "labels is not written over.",
            show_default=False,
            readable=False,
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A half-screened review, or a ledger. Not with --review.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    review: ReviewInstead = None,
    workspace: ReviewsFolder = None,
    target: Annotated[
        str | None,
        typer.Option(
            help="Recall to claim, above 0 and at most 1.  "
            "[default: 0.95, or what the review's protocol says]"
        ),
    ] = None,
    alpha: Annotated[
        float | None,
        typer.Option(
            help="Error that the claim may have.  "
            "[default: 0.05, or what the review's protocol says]"
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Of the random order.  [default: drawn by chance]", min=0),
    ] = None,
    rule: Annotated[
        str, typer.Option(help="A rule with a random phase.")
    ] = "calibrated_random_phase",
    planned_look: Annotated[
        str | None,
        typer.Option(
            metavar="DRAWS",
            help="For hypergeometric_random_phase: draws before its one look, or 'earliest'.",
        ),
    ] = None,
    phase: Annotated[
        int | None,
        typer.Option(
            help="Number j of a repeated phase of this search wave; it has alpha/2^j.  "
            "[default: the only one, with all of alpha]",
            min=1,
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="REGISTRATION.json",
            help="From phase 2 on: the registration of the phase before, by whose number alpha is "
            "left for this one. A review knows it.",
            readable=False,
        ),
    ] = None,
    wave: Annotated[
        str,
        typer.Option(
            help="Name of the search wave.  [default: the file's name, or all searches of the "
            "review without a certificate]"
        ),
    ] = "",
    title: Annotated[
        str,
        typer.Option(
            help="The review's title or question.  [default: the file's name, or the review's "
            "question]"
        ),
    ] = "",
    stage: Stage = None,
    label_column: LabelColumn = None,
    votes: Annotated[
        int, typer.Option(help="Agreeing reviewers that make a label final.", min=1)
    ] = 1,
) -> None:
    """Lay down the random order in which the unread records of FILE or a review will be read."""
    from activescreen.cli.certificate import RegisterOptions, run_register
    from activescreen.cli.sources import check_one_source

    of_file = {
        "--label-column": label_column is not None,
        "--votes": votes != 1,
        "--previous": previous is not None,
    }
    check_one_source("FILE", file, review, workspace, of_file)
    run_register(
        RegisterOptions(
            file=file,
            out=out,
            draws=draws,
            target=target,
            alpha=alpha,
            seed=seed,
            rule=rule,
            planned_look=planned_look,
            phase=phase,
            previous=previous,
            wave=wave,
            title=title,
            stage=stage,
            label_column=label_column,
            votes=votes,
            workspace=workspace,
            review=review,
        )
    )


@certificate.command()
def issue(
    registration: Annotated[
        Path,
        typer.Argument(
            metavar="REGISTRATION.json",
            help="As 'register' wrote it.",
            show_default=False,
            readable=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="CERTIFICATE.json",
            help="Write the certificate here.",
            show_default=False,
            readable=False,
        ),
    ],
    ledger: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The file that was registered, or its ledger. Not with --review.",
            readable=False,
        ),
    ] = None,
    review: ReviewInstead = None,
    workspace: ReviewsFolder = None,
    draws: Annotated[
        Path | None,
        typer.Option(
            metavar="DRAWS.csv",
            help="The table of draws with the labels filled in. Not needed for a ledger that "
            "holds the draws.",
            readable=False,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="CERTIFICATE.html", help="Write the certificate as a page here.", readable=False
        ),
    ] = None,
    ledger_out: Annotated[
        Path | None,
        typer.Option(
            metavar="LEDGER.jsonl",
            help="Write all decisions here; the certificate is verified against them.",
            readable=False,
        ),
    ] = None,
    label_column: LabelColumn = None,
) -> None:
    """Certify that a registered phase may stop, or say how much is missing."""
    from activescreen.cli.certificate import IssueOptions, run_issue
    from activescreen.cli.sources import check_one_source

    of_file = {"--label-column": label_column is not None}
    check_one_source("--ledger", ledger, review, workspace, of_file)
    run_issue(
        IssueOptions(
            registration=registration,
            ledger=ledger,
            draws=draws,
            out=out,
            html=html,
            ledger_out=ledger_out,
            label_column=label_column,
            workspace=workspace,
            review=review,
        )
    )


@certificate.command()
def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="CERTIFICATE.json", help="The certificate.", show_default=False, readable=False
        ),
    ],
    ledger: Annotated[
        Path | None,
        typer.Option(
            metavar="LEDGER",
            help="The decisions behind it, to compute it again.",
            readable=False,
        ),
    ] = None,
    registration_hash: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="The hash that was published before the first draw."),
    ] = None,
    label_column: LabelColumn = None,
    review: ReviewInstead = None,
    workspace: ReviewsFolder = None,
) -> None:
    """Check a certificate; what differs is listed, and the exit code is 1 then."""
    from activescreen.cli.sources import check_one_source
    from activescreen.cli.verify import run_verify

    of_file = {"--label-column": label_column is not None}
    check_one_source("--ledger", ledger, review, workspace, of_file, needed=False)
    run_verify(file, ledger, registration_hash, label_column, workspace, review)


@certificate.command()
def show(
    review: ReviewName,
    workspace: ReviewsFolder = None,
    hash: Annotated[  # noqa: A002  # the option's name
        str | None,
        typer.Option(metavar="HASH", help="The registration.  [default: the newest]"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="REGISTRATION.json", help="Write the registration here.", readable=False
        ),
    ] = None,
    draws: Annotated[
        Path | None,
        typer.Option(
            metavar="DRAWS.csv",
            help="Write its draws here, in their order and without labels. A table with labels is "
            "not written over.",
            readable=False,
        ),
    ] = None,
    certificate_out: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="CERTIFICATE.json",
            help="Write its certificate here.",
            readable=False,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="CERTIFICATE.html", help="Write the certificate as a page here.", readable=False
        ),
    ] = None,
) -> None:
    """List the random phases of a review, or write the files of one again."""
    from activescreen.cli.certificate_show import ShowOptions, run_show

    run_show(ShowOptions(workspace, review, hash, out, draws, certificate_out, html))
