"""``activescreen formats``: its options."""

from __future__ import annotations


def formats() -> None:
    """List the formats that are read and written."""
    from activescreen.cli.formats import run

    run()
