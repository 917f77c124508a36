"""``activescreen doctor``: its options."""

from __future__ import annotations


def doctor() -> None:
    """Say what is installed, which embedding model is found, and what is missing."""
    from activescreen.cli.doctor import run

    run()
