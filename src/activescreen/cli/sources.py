"""Commands that take a file, or a review of a workspace in its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from activescreen.errors import InputError


def check_one_source(
    what: str,
    file: Path | None,
    review: str | None,
    workspace: Path | None = None,
    of_file: Mapping[str, bool] | None = None,
    *,
    needed: bool = True,
) -> None:
    """Refuse both a file and a review, options that do not fit, and neither where one is needed.

    Parameters
    ----------
    what
        How the command calls the file.
    file, review, workspace
        What was given.
    of_file
        Options that are about a file -> whether they were given.
    needed
        Whether one of the two must be given.

    Raises
    ------
    InputError
        With what to leave out or to add.
    """
    if file is not None and review is not None:
        raise InputError(
            f"Both {what} and --review were given.", remedy="Give one of them; leave out the other."
        )
    if review is None and workspace is not None:
        raise InputError(
            "A workspace was given, but no review of it.", remedy="Name one with --review."
        )
    if needed and file is None and review is None:
        raise InputError(
            f"Neither {what} nor a review was given.",
            remedy=f"Give {what}, or --workspace W --review R.",
        )
    given = [name for name, is_given in (of_file or {}).items() if is_given]
    if review is not None and given:
        raise InputError(
            f"{', '.join(given)} say how a file is read; a review has its own settings.",
            where="--review",
            remedy="Leave them out; 'activescreen train' chooses another configuration.",
        )
