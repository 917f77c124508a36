"""``activescreen rules``: its options."""

from __future__ import annotations

from typing import Annotated

import typer


def rules(
    name: Annotated[
        str | None,
        typer.Argument(help="A rule or an estimator to explain.", show_default=False),
    ] = None,
) -> None:
    """List the stopping rules and recall estimators, or explain the one called NAME."""
    from activescreen.cli.rules import run

    run(name)
