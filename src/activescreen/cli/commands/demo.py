"""``activescreen demo``: its options."""

from __future__ import annotations

from typing import Annotated

import typer

from activescreen.cli.options import Config, WorkspaceFolder


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
