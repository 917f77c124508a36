"""Options that several commands take, with one wording each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
ReviewsFolder = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="W",
        help="Folder that reviews are kept in.  "
        "[default: $ACTIVESCREEN_WORKSPACE or activescreen-workspace]",
        readable=False,
    ),
]
ReviewName = Annotated[
    str, typer.Option("--review", metavar="R", help="The review's name.", show_default=False)
]
ReviewInstead = Annotated[
    str | None,
    typer.Option("--review", metavar="R", help="A review of a workspace, in place of a file."),
]
