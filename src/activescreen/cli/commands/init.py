"""``activescreen init``: its argument."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    workspace: Annotated[
        Path,
        typer.Argument(
            help="Folder that reviews are kept in; made if it is not there.",
            show_default=False,
            readable=False,
        ),
    ],
) -> None:
    """Make a WORKSPACE for reviews, or bring an older one up to date."""
    from activescreen.cli.init import run

    run(workspace)
