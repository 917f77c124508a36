"""``activescreen rules``: its options."""

from __future__ import annotations

from typing import Annotated

import typer


def rules(
    name: Annotated[
        str | None,
        typer.Argument(help="What to explain: NAME, or NAME:SETTING=VALUE.", show_default=False),
    ] = None,
) -> None:
    """List the stopping rules and recall estimators, or explain the one called NAME.

    Settings are written as evaluate prints them: NAME:SETTING=VALUE.
    """
    from activescreen.cli.rules import run

    run(name)
