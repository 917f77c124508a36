"""``activescreen serve``: its options."""

from __future__ import annotations

from typing import Annotated

import typer

from activescreen.cli.options import ReviewsFolder


def serve(
    workspace: ReviewsFolder = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on. By default only this machine is let in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    url: Annotated[
        str | None,
        typer.Option(
            help="Address that people use, if it is another one, as in https://reviews.example.org."
        ),
    ] = None,
) -> None:
    """Open the reviews of a workspace in the browser."""
    from activescreen.cli.serve import run

    run(workspace, host, port, url)
