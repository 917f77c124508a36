"""The command to give next, as it can be typed."""

from __future__ import annotations

import shlex
from pathlib import Path


def of_review(command: str, folder: Path | None, review: str, *more: str | Path) -> str:
    """A command on a review.

    Parameters
    ----------
    command
        Its name.
    folder, review
        The workspace as it was given, and the review.
    more
        What else belongs to it.
    """
    words = ["activescreen", *command.split()]
    if folder is not None:
        words += ["--workspace", str(folder)]
    return shlex.join([*words, "--review", review, *map(str, more)])
