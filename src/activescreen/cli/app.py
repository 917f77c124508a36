"""The commands, their options, and how errors reach the person who typed them.

This file imports nothing heavy: ``activescreen --help`` must answer at once. Each command's
work is in a module of its own, imported when it is called.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from activescreen._version import __version__
from activescreen.errors import ActiveScreenError

EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130

_PLACE_ERRORS: Final = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM)
"""Failures of a disk or of permissions, which a person can put right; others are ours."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+\s*")

app = typer.Typer(
    name="activescreen",
    help="Ranked screening for systematic reviews, with honest stopping.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Files are checked where they are read and written, in our own words: hence ``readable=False``.
File = Annotated[
    Path,
    typer.Argument(help="File in any format that is read.", show_default=False, readable=False),
]
Config = Annotated[str, typer.Option(help="Configuration: a name from models/ or a .yaml file.")]
LabelColumn = Annotated[
    str | None, typer.Option(help="Column with the labels.  [default: recognised by name]")
]
Stage = Annotated[
    str | None,
    typer.Option(help="Screening stage of the labels: title_abstract or full_text."),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Column (or tag) that holds a field, as in title=Titel. May be repeated.",
    ),
]
WorkspaceFolder = Annotated[
    Path | None,
    typer.Option(
        help="Where runs are kept.  [default: $ACTIVESCREEN_WORKSPACE or activescreen-workspace]",
        readable=False,
    ),
]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"activescreen {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Ranked screening for systematic reviews, with honest stopping."""


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def convert(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="File in any format that is read.",
            show_default=False,
            readable=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="File to write.", show_default=False, readable=False),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="FORMAT",
            help="Format to write, as 'activescreen formats' lists them.  "
            "[default: by the extension of OUT]",
            show_default=False,
        ),
    ] = "",
    mapping: Mapping = None,
    accept_mismatch: Annotated[
        bool,
        typer.Option(
            "--accept-mismatch",
            help="Take a file of which another number of records was read than counted.",
        ),
    ] = False,
    covidence_list: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="Covidence's list that IN is (irrelevant, excluded, select, included, screen), "
            "where its name does not say so.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Write the records of IN, and what reviewers did with them, in another format."""
    from activescreen.cli.convert import ConvertOptions, run
    from activescreen.cli.mapping import mapping_of

    run(
        ConvertOptions(
            source=file,
            out=out,
            to=to,
            mapping=mapping_of(mapping),
            accept_mismatch=accept_mismatch,
            covidence_list=covidence_list,
        )
    )


@app.command()
def formats() -> None:
    """List the formats that are read and written."""
    from activescreen.cli.formats import run

    run()


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Do not open the report in a browser.")
    ] = False,
    config: Config = "default",
    workspace: WorkspaceFolder = None,
) -> None:
    """Make a synthetic review, screen it, and say what stopping would have cost."""
    from activescreen.cli.demo import run

    run(headless=headless, config=config, workspace=workspace)


@app.command()
def doctor() -> None:
    """Say what is installed, which embedding model is found, and what is missing."""
    from activescreen.cli.doctor import run

    run()


def main() -> None:
    """Run the command line; an error becomes one paragraph and exit code 2."""
    # PyTorch's tokenizers otherwise warn about processes that are started after them.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        app()
    except ActiveScreenError as error:
        _fail(error.paragraph)
    except OSError as error:
        if error.errno not in _PLACE_ERRORS:
            raise
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror}. Check that there is room, and that you may write there.")
    except SystemExit as ended:
        # typer turns Ctrl-C into this code; commands end with it after a partial result.
        if ended.code == EXIT_INTERRUPTED:
            sys.stderr.write(
                "Interrupted. What was finished is kept; the same command goes on from there.\n"
            )
        raise


def _fail(message: str) -> NoReturn:
    # Messages quote files, which may hold line breaks and codes that terminals obey.
    sys.stderr.write(f"Error: {_CONTROLS.sub(' ', message)}\n")
    sys.exit(EXIT_ERROR)
